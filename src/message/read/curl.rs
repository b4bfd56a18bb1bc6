//! A `curl` command, as documents show it and browsers copy it.
//!
//! The request is the one that `curl` sends: without `-X` data makes it a POST, data is a form unless
//! a header says otherwise, and a few headers come by themselves.

use super::mapped::Mapped;
use super::shell::{self, Command};
use super::{Assumed, Pasted, ReadError, ReadOptions, Reader};
use crate::cut::Cut;
use crate::json::{Origin, Span};
use crate::message::endpoint;
use crate::message::{Header, Method, Part, Request, SourceMap};

pub(super) fn read<'a>(text: &'a [u8], options: &ReadOptions<'_>) -> Result<Pasted<'a>, ReadError> {
    let Some(name) = shell::command(text) else {
        let is_empty = text.trim_ascii().is_empty();
        return Err(if is_empty { ReadError::Empty } else { ReadError::NoCommand });
    };
    let command = shell::split(text, name.end)?;
    let mut call = Call::of(&command, options)?;
    let mut assumed = command.assumed;
    assumed.append(&mut call.assumed);

    let mut map = SourceMap::default();
    map.verbatim(Part::Headers, 0, Span::new(name.start as u32, name.end as u32));
    let method = call.method(text, &mut map);
    let target = call.target(options)?;
    let headers = call.headers(&target).into_iter().enumerate().map(|(index, (name, value))| Header {
        name: name.into_str(text, Part::HeaderName(index as u32), &mut map),
        value: value.into_str(text, Part::HeaderValue(index as u32), &mut map),
    });
    let headers = Some(headers.collect());
    let body = call.take_body().filter(|body| body.len() > 0);
    let body = body.map(|data| data.into_bytes(text, Part::Body, &mut map));
    let target = target.into_str(text, Part::Target, &mut map);
    let request = Request { method, target, headers, body };
    Ok(Pasted { reader: Reader::Curl, exchange: request.into(), map, assumed, origin: Origin::default() })
}

/// What a flag does to the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Flag {
    Method,
    Header,
    Data(Data),
    DataInQuery,
    Head,
    Url,
    User,
    Bearer,
    Replaced(&'static str),
    Cookie,
    Compressed,
    Form,
    Upload,
    /// Ends the request: another follows.
    Next,
    /// Nothing that the request shows; it has a value.
    Value,
    /// Nothing that the request shows; it has no value.
    Nothing,
}

/// The ways to give data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Data {
    /// `@` names a file, whose line breaks go away.
    Ascii,
    /// `@` names a file.
    Binary,
    /// `@` is but a character.
    Raw,
    UrlEncoded,
    Json,
}

impl Flag {
    fn has_value(self) -> bool {
        !matches!(self, Flag::DataInQuery | Flag::Head | Flag::Compressed | Flag::Next | Flag::Nothing)
    }

    fn short(letter: u8) -> Option<Flag> {
        Some(match letter {
            b'X' => Flag::Method,
            b'H' => Flag::Header,
            b'd' => Flag::Data(Data::Ascii),
            b'G' => Flag::DataInQuery,
            b'I' => Flag::Head,
            b'u' => Flag::User,
            b'A' => Flag::Replaced("User-Agent"),
            b'e' => Flag::Replaced("Referer"),
            b'b' => Flag::Cookie,
            b'F' => Flag::Form,
            b'T' => Flag::Upload,
            b':' => Flag::Next,
            b'c' | b'C' | b'D' | b'E' | b'K' | b'm' | b'o' | b'P' | b'Q' | b'r' | b't' | b'U' | b'w'
            | b'x' | b'y' | b'Y' | b'z' => Flag::Value,
            b'0'..=b'6'
            | b'#'
            | b'a'
            | b'B'
            | b'f'
            | b'g'
            | b'h'
            | b'i'
            | b'j'
            | b'J'
            | b'k'
            | b'l'
            | b'L'
            | b'M'
            | b'n'
            | b'N'
            | b'O'
            | b'p'
            | b'q'
            | b'R'
            | b's'
            | b'S'
            | b'v'
            | b'V'
            | b'Z' => Flag::Nothing,
            _ => return None,
        })
    }

    fn long(name: &str) -> Option<Flag> {
        Some(match name {
            "request" => Flag::Method,
            "header" => Flag::Header,
            "data" | "data-ascii" => Flag::Data(Data::Ascii),
            "data-binary" => Flag::Data(Data::Binary),
            "data-raw" => Flag::Data(Data::Raw),
            "data-urlencode" => Flag::Data(Data::UrlEncoded),
            "json" => Flag::Data(Data::Json),
            "get" => Flag::DataInQuery,
            "head" => Flag::Head,
            "url" => Flag::Url,
            "user" => Flag::User,
            "oauth2-bearer" => Flag::Bearer,
            "user-agent" => Flag::Replaced("User-Agent"),
            "referer" => Flag::Replaced("Referer"),
            "cookie" => Flag::Cookie,
            "compressed" => Flag::Compressed,
            "form" | "form-string" => Flag::Form,
            "upload-file" => Flag::Upload,
            "next" => Flag::Next,
            _ if WITH_VALUE.contains(&name) => Flag::Value,
            _ if WITHOUT_VALUE.contains(&name) || name.starts_with("no-") => Flag::Nothing,
            _ => return None,
        })
    }
}

/// Flags whose value is not seen in the request.
const WITH_VALUE: &[&str] = &[
    "abstract-unix-socket",
    "alt-svc",
    "aws-sigv4",
    "cacert",
    "capath",
    "cert",
    "cert-type",
    "ciphers",
    "config",
    "connect-timeout",
    "connect-to",
    "continue-at",
    "cookie-jar",
    "create-file-mode",
    "crlfile",
    "curves",
    "delegation",
    "dns-interface",
    "dns-ipv4-addr",
    "dns-ipv6-addr",
    "dns-servers",
    "doh-url",
    "dump-header",
    "ech",
    "egd-file",
    "engine",
    "etag-compare",
    "etag-save",
    "expect100-timeout",
    "happy-eyeballs-timeout-ms",
    "haproxy-clientip",
    "hostpubmd5",
    "hostpubsha256",
    "hsts",
    "interface",
    "ip-tos",
    "keepalive-cnt",
    "keepalive-time",
    "key",
    "key-type",
    "krb",
    "libcurl",
    "limit-rate",
    "local-port",
    "login-options",
    "max-filesize",
    "max-redirs",
    "max-time",
    "netrc-file",
    "noproxy",
    "output",
    "output-dir",
    "parallel-max",
    "pass",
    "pinnedpubkey",
    "preproxy",
    "proto",
    "proto-default",
    "proto-redir",
    "proxy",
    "proxy-cacert",
    "proxy-capath",
    "proxy-cert",
    "proxy-cert-type",
    "proxy-ciphers",
    "proxy-crlfile",
    "proxy-header",
    "proxy-key",
    "proxy-key-type",
    "proxy-pass",
    "proxy-pinnedpubkey",
    "proxy-service-name",
    "proxy-tls13-ciphers",
    "proxy-tlspassword",
    "proxy-tlsuser",
    "proxy-user",
    "proxy1.0",
    "pubkey",
    "quote",
    "random-file",
    "range",
    "rate",
    "request-target",
    "resolve",
    "retry",
    "retry-delay",
    "retry-max-time",
    "sasl-authzid",
    "service-name",
    "socks4",
    "socks4a",
    "socks5",
    "socks5-gssapi-service",
    "socks5-hostname",
    "speed-limit",
    "speed-time",
    "stderr",
    "tftp-blksize",
    "time-cond",
    "tls-max",
    "tls13-ciphers",
    "tlsauthtype",
    "tlspassword",
    "tlsuser",
    "trace",
    "trace-ascii",
    "trace-config",
    "unix-socket",
    "url-query",
    "variable",
    "vlan-priority",
    "write-out",
];

/// Flags without a value, of which the request shows nothing.
const WITHOUT_VALUE: &[&str] = &[
    "anyauth",
    "append",
    "basic",
    "ca-native",
    "cert-status",
    "compressed-ssh",
    "create-dirs",
    "crlf",
    "digest",
    "disable",
    "disable-eprt",
    "disable-epsv",
    "disallow-username-in-url",
    "doh-cert-status",
    "doh-insecure",
    "fail",
    "fail-early",
    "fail-with-body",
    "false-start",
    "form-escape",
    "ftp-create-dirs",
    "ftp-pasv",
    "globoff",
    "haproxy-protocol",
    "help",
    "http0.9",
    "http1.0",
    "http1.1",
    "http2",
    "http2-prior-knowledge",
    "http3",
    "http3-only",
    "ignore-content-length",
    "include",
    "insecure",
    "ipv4",
    "ipv6",
    "junk-session-cookies",
    "list-only",
    "location",
    "location-trusted",
    "manual",
    "negotiate",
    "netrc",
    "netrc-optional",
    "no-buffer",
    "ntlm",
    "parallel",
    "parallel-immediate",
    "path-as-is",
    "post301",
    "post302",
    "post303",
    "progress-bar",
    "proxy-anyauth",
    "proxy-basic",
    "proxy-digest",
    "proxy-insecure",
    "proxytunnel",
    "raw",
    "remote-header-name",
    "remote-name",
    "remote-name-all",
    "remote-time",
    "remove-on-error",
    "retry-all-errors",
    "retry-connrefused",
    "show-error",
    "show-headers",
    "silent",
    "skip-existing",
    "ssl",
    "ssl-no-revoke",
    "ssl-reqd",
    "sslv2",
    "sslv3",
    "styled-output",
    "suppress-connect-headers",
    "tcp-fastopen",
    "tcp-nodelay",
    "tlsv1",
    "tlsv1.0",
    "tlsv1.1",
    "tlsv1.2",
    "tlsv1.3",
    "tr-encoding",
    "trace-ids",
    "trace-time",
    "verbose",
    "version",
    "xattr",
];

/// A command's flags, taken together.
#[derive(Debug, Default)]
struct Call {
    method: Option<Mapped>,
    url: Option<Mapped>,
    /// The headers as given by `-H`, in order.
    custom: Vec<CustomHeader>,
    /// The headers that other flags make: by name, with their values.
    made: Vec<(&'static str, Mapped)>,
    data: Option<Mapped>,
    /// What `-T` sends, in place of data.
    upload: Option<Mapped>,
    data_in_query: bool,
    is_head: bool,
    is_json: bool,
    assumed: Vec<Assumed>,
}

#[derive(Debug)]
struct CustomHeader {
    name: Mapped,
    /// `None` when the flag takes a header away: `-H 'Accept:'`.
    value: Option<Mapped>,
}

impl Call {
    fn of(command: &Command, options: &ReadOptions<'_>) -> Result<Call, ReadError> {
        let mut call = Call::default();
        let mut words = command.words.iter();
        let mut only_urls = false;
        while let Some(word) = words.next() {
            let bytes = word.bytes();
            let (flag, spelling, inline) = if only_urls || bytes.len() < 2 || bytes[0] != b'-' {
                call.url.get_or_insert_with(|| word.clone());
                continue;
            } else if bytes == b"--" {
                only_urls = true;
                continue;
            } else if bytes.starts_with(b"--") {
                call.long_flag(word)
            } else {
                call.short_flags(word)
            };
            if flag == Flag::Next {
                break;
            }
            let value = if flag.has_value() {
                let given = inline.or_else(|| words.next().cloned());
                given.ok_or_else(|| ReadError::NoValue { flag: spelling.clone() })?
            } else {
                Mapped::default()
            };
            call.apply(flag, &spelling, value, &Files { command, options })?;
        }
        Ok(call)
    }

    fn long_flag(&mut self, word: &Mapped) -> (Flag, String, Option<Mapped>) {
        let length = word.bytes().iter().position(|byte| *byte == b'=').unwrap_or(word.len());
        let spelling = String::from_utf8_lossy(&word.bytes()[..length]).into_owned();
        let inline = (length < word.len()).then(|| word.slice(length + 1..word.len()));
        let flag = Flag::long(spelling.cut(2..)).unwrap_or_else(|| self.unknown(&spelling));
        (flag, spelling, inline)
    }

    /// The last of the flags that stand together; those before it have no value.
    fn short_flags(&mut self, word: &Mapped) -> (Flag, String, Option<Mapped>) {
        let mut last = (Flag::Nothing, String::new(), None);
        for (index, &letter) in word.bytes().iter().enumerate().skip(1) {
            let spelling = format!("-{}", char::from(letter));
            let flag = Flag::short(letter).unwrap_or_else(|| self.unknown(&spelling));
            if flag.has_value() || flag == Flag::Next {
                let inline = (index + 1 < word.len()).then(|| word.slice(index + 1..word.len()));
                return (flag, spelling, inline);
            }
            self.switch(flag);
            last = (Flag::Nothing, spelling, None);
        }
        last
    }

    fn unknown(&mut self, spelling: &str) -> Flag {
        let assumed = Assumed::Flag(spelling.to_owned());
        if self.assumed.len() < 32 && !self.assumed.contains(&assumed) {
            self.assumed.push(assumed);
        }
        Flag::Nothing
    }

    /// Applies a flag that has no value.
    fn switch(&mut self, flag: Flag) {
        match flag {
            Flag::DataInQuery => self.data_in_query = true,
            Flag::Head => self.is_head = true,
            Flag::Compressed => self.made.push(("Accept-Encoding", Mapped::invented("deflate, gzip"))),
            _ => {}
        }
    }

    fn apply(
        &mut self,
        flag: Flag,
        spelling: &str,
        value: Mapped,
        files: &Files<'_>,
    ) -> Result<(), ReadError> {
        match flag {
            Flag::Method => self.method = Some(value),
            Flag::Url => self.url = Some(value),
            Flag::Header => self.add_header(&value, files)?,
            Flag::Data(kind) => self.add_data(kind, value, files)?,
            Flag::User => {
                let mut credentials = Mapped::invented("Basic ");
                credentials.append(&base64(&value));
                self.make("Authorization", credentials);
            }
            Flag::Bearer => {
                let mut credentials = Mapped::invented("Bearer ");
                credentials.append(&value);
                self.make("Authorization", credentials);
            }
            Flag::Replaced(name) => self.make(name, value),
            // Without `=` it names a file of cookies.
            Flag::Cookie if value.bytes().contains(&b'=') => self.make("Cookie", value),
            Flag::Form => return Err(ReadError::Form { flag: spelling.to_owned() }),
            Flag::Upload => {
                self.upload = Some(files.content(value.bytes())?);
            }
            Flag::DataInQuery | Flag::Head | Flag::Compressed => self.switch(flag),
            Flag::Cookie | Flag::Next | Flag::Value | Flag::Nothing => {}
        }
        Ok(())
    }

    fn make(&mut self, name: &'static str, value: Mapped) {
        self.made.retain(|(made, _)| *made != name);
        self.made.push((name, value));
    }

    fn add_header(&mut self, line: &Mapped, files: &Files<'_>) -> Result<(), ReadError> {
        if let Some(name) = line.bytes().strip_prefix(b"@") {
            let content = files.content(name)?;
            for line in content.bytes().split(|byte| *byte == b'\n') {
                self.add_header_line(&Mapped::invented(line.trim_ascii_end()));
            }
        } else {
            self.add_header_line(line);
        }
        Ok(())
    }

    fn add_header_line(&mut self, line: &Mapped) {
        let colon = line.bytes().iter().position(|byte| *byte == b':');
        if let Some(colon) = colon {
            let value = line.slice(colon + 1..line.len()).trimmed();
            let value = (value.len() > 0).then_some(value);
            self.custom.push(CustomHeader { name: line.slice(0..colon), value });
        } else if line.bytes().ends_with(b";") {
            // `-H 'Name;'` sends the header with an empty value.
            let end = line.len() - 1;
            let value = Some(line.slice(end..end));
            self.custom.push(CustomHeader { name: line.slice(0..end), value });
        }
    }

    fn add_data(&mut self, kind: Data, value: Mapped, files: &Files<'_>) -> Result<(), ReadError> {
        let content = match kind {
            Data::Raw => value,
            Data::UrlEncoded => url_encoded(&value, files)?,
            Data::Ascii | Data::Binary | Data::Json => match value.bytes().strip_prefix(b"@") {
                None => value,
                Some(name) if kind == Data::Ascii => without_line_breaks(&files.content(name)?),
                Some(name) => files.content(name)?,
            },
        };
        self.is_json |= kind == Data::Json;
        match &mut self.data {
            Some(data) => {
                if kind != Data::Json {
                    data.invent(b"&");
                }
                data.append(&content);
            }
            None => self.data = Some(content),
        }
        Ok(())
    }

    fn method(&mut self, text: &[u8], map: &mut SourceMap) -> Method {
        if let Some(method) = self.method.take() {
            return Method::named(&method.into_str(text, Part::Method, map));
        }
        let implied = match (self.is_head, self.upload.is_some(), &self.data) {
            (true, _, _) => "HEAD",
            (false, true, _) => "PUT",
            (false, false, Some(_)) if !self.data_in_query => "POST",
            (false, false, _) => "GET",
        };
        Method::named(implied)
    }

    fn target(&mut self, options: &ReadOptions<'_>) -> Result<Mapped, ReadError> {
        let given = options.target.map(|target| Mapped::invented(target.as_bytes()));
        let mut url = self.url.take().or(given).ok_or(ReadError::NoUrl)?;
        if let (true, Some(data)) = (self.data_in_query, &self.data) {
            url.invent(if url.bytes().contains(&b'?') { b"&" } else { b"?" });
            url.append(data);
        }
        Ok(url)
    }

    fn take_body(&mut self) -> Option<Mapped> {
        let data = self.data.take().filter(|_| !self.data_in_query);
        self.upload.take().or(data)
    }

    /// The headers in the order in which `curl` sends them.
    fn headers(&mut self, target: &Mapped) -> Vec<(Mapped, Mapped)> {
        let data = self.data.as_ref().filter(|_| !self.data_in_query);
        let length = self.upload.as_ref().or(data).map(Mapped::len);
        let mut first = Vec::new();
        let url = String::from_utf8_lossy(target.bytes());
        if let Some(origin) = endpoint::target(&url, std::iter::empty()).origin {
            let authority = origin.split_once("://").map_or(origin, |(_, authority)| authority);
            let host = authority.rsplit('@').next().unwrap_or(authority);
            first.push(("Host", Mapped::invented(host)));
        }
        let mut made = std::mem::take(&mut self.made);
        let mut take = |name: &str| {
            let index = made.iter().position(|(made, _)| *made == name)?;
            Some(made.swap_remove(index).1)
        };
        first.extend(take("Authorization").map(|value| ("Authorization", value)));
        // Which version of `curl` it is, the text does not say.
        let agent = take("User-Agent").unwrap_or_else(|| Mapped::invented("curl/8"));
        first.extend((agent.len() > 0).then_some(("User-Agent", agent)));
        let accept = if self.is_json { "application/json" } else { "*/*" };
        first.push(("Accept", Mapped::invented(accept)));
        for name in ["Accept-Encoding", "Referer", "Cookie"] {
            first.extend(take(name).map(|value| (name, value)));
        }

        let mut last = Vec::new();
        if let Some(length) = length {
            last.push(("Content-Length", Mapped::invented(length.to_string())));
            let form = "application/x-www-form-urlencoded";
            let media_type = if self.is_json { "application/json" } else { form };
            // An upload has no media type of its own.
            last.extend(self.upload.is_none().then(|| ("Content-Type", Mapped::invented(media_type))));
        }

        // Whatever `-H` names is no longer made by `curl`.
        let custom = std::mem::take(&mut self.custom);
        let is_own = |(name, _): &(&str, Mapped)| {
            !custom.iter().any(|header| header.name.bytes().eq_ignore_ascii_case(name.as_bytes()))
        };
        let made = |(name, value): (&'static str, Mapped)| (Mapped::invented(name), value);
        let first: Vec<_> = first.into_iter().filter(is_own).map(made).collect();
        let last: Vec<_> = last.into_iter().filter(is_own).map(made).collect();
        let custom = custom.into_iter().filter_map(|header| Some((header.name, header.value?)));
        first.into_iter().chain(custom).chain(last).collect()
    }
}

/// The content of files, as far as it is known.
struct Files<'c> {
    command: &'c Command,
    options: &'c ReadOptions<'c>,
}

impl Files<'_> {
    fn content(&self, name: &[u8]) -> Result<Mapped, ReadError> {
        if let (b"-", Some(stdin)) = (name, &self.command.stdin) {
            return Ok(stdin.clone());
        }
        let mut files = self.options.files.iter();
        match files.find(|(known, _)| known.as_bytes() == name) {
            Some((_, content)) => Ok(Mapped::invented(*content)),
            None => Err(ReadError::DataFromFile { name: String::from_utf8_lossy(name).into_owned() }),
        }
    }
}

fn without_line_breaks(content: &Mapped) -> Mapped {
    content.encoded(|byte| matches!(byte, b'\n' | b'\r' | 0).then(Vec::new))
}

/// `content`, `=content`, `name=content`, `@file` or `name@file`: all but the name is encoded.
fn url_encoded(value: &Mapped, files: &Files<'_>) -> Result<Mapped, ReadError> {
    let encode = |content: &Mapped| {
        content.encoded(|byte| {
            let is_unreserved = byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~');
            (!is_unreserved).then(|| format!("%{byte:02X}").into_bytes())
        })
    };
    let bytes = value.bytes();
    let Some(at) = bytes.iter().position(|byte| matches!(byte, b'=' | b'@')) else {
        return Ok(encode(value));
    };
    let rest = value.slice(at + 1..value.len());
    let content = if bytes[at] == b'@' { files.content(rest.bytes())? } else { rest };
    let mut result = value.slice(0..at);
    if at > 0 {
        result.invent(b"=");
    }
    result.append(&encode(&content));
    Ok(result)
}

/// The value in base64 (RFC 4648 §4), as Basic authentication has it.
fn base64(value: &Mapped) -> Mapped {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut encoded = Vec::new();
    for group in value.bytes().chunks(3) {
        let byte = |index: usize| u32::from(group.get(index).copied().unwrap_or_default());
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for index in 0..4 {
            let digit = ALPHABET[(bits >> (18 - 6 * index) & 63) as usize];
            encoded.push(if index <= group.len() { digit } else { b'=' });
        }
    }
    value.standing_for(&encoded)
}
