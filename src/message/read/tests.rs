#![expect(clippy::unwrap_used, reason = "a test may fail by panic")]

use super::*;
use crate::json::Span;
use crate::message::Part;
use proptest::prelude::*;

fn curl(text: &str) -> Pasted<'_> {
    let pasted = read(text.as_bytes(), &ReadOptions::default()).unwrap();
    assert_eq!(pasted.reader, Reader::Curl, "{text}");
    pasted
}

fn failure(text: &str) -> ReadError {
    read(text.as_bytes(), &ReadOptions::default()).unwrap_err()
}

/// Method, target and body as they were understood.
fn told(text: &str) -> String {
    let request = curl(text).exchange.request;
    let body = request.body.map_or("-".into(), |body| String::from_utf8_lossy(&body).into_owned());
    format!("{} {} {body}", request.method, request.target)
}

#[test]
fn the_reader_is_found_by_how_the_text_begins() {
    let cases = [
        ("{}", Reader::Body),
        ("", Reader::Body),
        ("curly", Reader::Body),
        ("see: curl x", Reader::Body),
        ("\"curl\"", Reader::Body),
        ("GET /Users HTTP/1.1", Reader::Http),
        ("> GET /Users HTTP/1.1", Reader::Http),
        ("# how to read\nGET /Users", Reader::Http),
        ("curl https://a.example/Users", Reader::Curl),
        ("\u{feff}  $ curl -s x", Reader::Curl),
        ("# curl makes a user\n\nexport T='a b'\nB=1; C=2\nT=$X curl x", Reader::Curl),
        ("PS C:\\work> curl.exe x", Reader::Curl),
        ("C:\\work>curl x", Reader::Curl),
        ("sudo /usr/bin/curl x", Reader::Curl),
        ("curl\\\n  x", Reader::Body),
        ("curl \\\n  x", Reader::Curl),
    ];
    for (text, expected) in cases {
        assert_eq!(Reader::detect(text.as_bytes()), expected, "{text}");
    }
}

#[test]
fn a_reader_is_known_by_its_name() {
    for reader in Reader::ALL {
        assert_eq!(reader.to_string().parse(), Ok(reader));
    }
    assert!("postman".parse::<Reader>().unwrap_err().to_string().contains("`postman`"));
}

#[test]
fn a_command_becomes_the_request_that_curl_sends() {
    let cases = [
        ("curl a.example/Users", "GET a.example/Users -"),
        ("curl -d {} a.example/Users", "POST a.example/Users {}"),
        ("curl --data={} --url=a.example", "POST a.example {}"),
        ("curl -XPATCH -d'[1]' a.example", "PATCH a.example [1]"),
        ("curl -sSX PUT a.example", "PUT a.example -"),
        ("curl -sSLkd x a.example", "POST a.example x"),
        ("curl -X patch a.example", "OTHER a.example -"),
        ("curl -I a.example", "OTHER a.example -"),
        ("curl a.example -d a --data-raw @b --data-binary 'c d'", "POST a.example a&@b&c d"),
        ("curl a.example --json '{' --json '}'", "POST a.example {}"),
        ("curl a.example -d ''", "POST a.example -"),
        ("curl -G a.example/Users -d count=2", "GET a.example/Users?count=2 -"),
        (
            "curl --get 'a.example/Users?count=2' --data-urlencode 'filter=userName eq \"é+\"'",
            "GET a.example/Users?count=2&filter=userName%20eq%20%22%C3%A9%2B%22 -",
        ),
        ("curl -G a.example --data-urlencode =a=b --data-urlencode 'c d'", "GET a.example?a%3Db&c%20d -"),
        ("curl -o out.json -w '%{http_code}' --max-time 5 --retry 2 -m3 a.example", "GET a.example -"),
        ("curl --no-progress-meter --http2 -- a.example", "GET a.example -"),
        ("curl a.example | jq . -d no", "GET a.example -"),
        ("curl a.example > /dev/null 2>&1 -d yes", "POST a.example yes"),
        ("curl a.example --next -X DELETE b.example", "GET a.example -"),
        ("curl a.example # -d no", "GET a.example -"),
        ("curl a.example\ncurl -d no b.example", "GET a.example -"),
        ("curl a.example -d @- <<'EOF'\n{\n}\nEOF\nls", "POST a.example {}"),
        ("curl a.example --data-binary @- <<-X | jq\n\t{\n\t}\n\tX\n", "POST a.example {\n}\n"),
        ("curl a.example --json @- <<< '{}'", "POST a.example {}\n"),
    ];
    for (text, expected) in cases {
        assert_eq!(told(text), expected, "{text}");
    }
}

#[test]
fn quoting_is_undone_as_each_shell_undoes_it() {
    let cases = [
        // POSIX shells.
        ("curl x -d 'a \\n \"b\"'", "a \\n \"b\""),
        ("curl x -d 'O'\\''Neil'", "O'Neil"),
        (r#"curl x -d "{\"a\": \"\$b \x\"}""#, r#"{"a": "$b \x"}"#),
        ("curl x -d \"a\\\nb\"", "ab"),
        (r"curl x -d a\ b\'c", "a b'c"),
        (r"curl x -d $'a\n\'\u00e9\x41\102\t\\\q'", "a\n'éAB\t\\\\q"),
        ("curl x -d $\"a\"", "a"),
        ("curl x -d \"$(cat \"my file\") ${A:-\"b\"} `id`\"", "$(cat \"my file\") ${A:-\"b\"} `id`"),
        ("curl x -d 'a'\"b\"c", "abc"),
        ("curl x \\\r\n -d 'a\r\nb'", "a\r\nb"),
        ("curl x \\  \n -d a", "a"),
        // `cmd.exe`, by hand and as browsers copy it.
        ("curl x ^\r\n -d \"{\\\"a\\\": \\\"b c\\\"}\"", r#"{"a": "b c"}"#),
        ("curl ^\"x^\" ^\n --data-raw ^\"^{^\\^\"a^\\^\": 1^}^\"", r#"{"a": 1}"#),
        ("curl x --data-raw ^\"a^\n\nb^\"", "a\nb"),
        ("curl x ^\n -d \"a\"\"b ^& c\\\\\"", "a\"b ^& c\\"),
        // PowerShell.
        ("curl.exe x `\r\n -d '{\"a\": \"it''s\"}'", r#"{"a": "it's"}"#),
        ("curl x `\n -d '{\\\"a\\\": 1}'", r#"{"a": 1}"#),
        ("curl x `\n -d \"{`\"a`\": `\"b`n`\"}\"", "{\"a\": \"b\n\"}"),
        ("curl x `\n -d \"{\"\"a\"\": $b}\"", r#"{"a": $b}"#),
        ("curl x `\n -d \"{\\\"\"a\\\"\": 1}\"", r#"{"a": 1}"#),
    ];
    for (text, expected) in cases {
        let request = curl(text).exchange.request;
        assert_eq!(request.target, "x", "{text}");
        assert_eq!(String::from_utf8_lossy(&request.body.unwrap_or_default()), expected, "{text}");
    }
}

#[test]
fn headers_are_those_that_are_sent() {
    let cases = [
        ("curl https://u@a.example:8/Users", "Host=a.example:8, User-Agent=curl/8, Accept=*/*"),
        (
            "curl -d abc /x",
            "User-Agent=curl/8, Accept=*/*, Content-Length=3, Content-Type=application/x-www-form-urlencoded",
        ),
        (
            "curl --json {} /x",
            "User-Agent=curl/8, Accept=application/json, Content-Length=2, Content-Type=application/json",
        ),
        (
            "curl -d {} -H 'content-type:  application/scim+json ' -H \"X-A: $B\" /x",
            "User-Agent=curl/8, Accept=*/*, content-type=application/scim+json, X-A=$B, Content-Length=2",
        ),
        ("curl -H Accept: -H 'X-Empty;' -H nonsense -A '' /x", "X-Empty="),
        (
            "curl -A me -e there -b k=v --compressed -b jar /x",
            "User-Agent=me, Accept=*/*, Accept-Encoding=deflate, gzip, Referer=there, Cookie=k=v",
        ),
        ("curl -u ab:cde /x", "Authorization=Basic YWI6Y2Rl, User-Agent=curl/8, Accept=*/*"),
        ("curl -u ab: /x", "Authorization=Basic YWI6, User-Agent=curl/8, Accept=*/*"),
        ("curl -u a: --user b:c: /x", "Authorization=Basic YjpjOg==, User-Agent=curl/8, Accept=*/*"),
        ("curl --oauth2-bearer tt /x", "Authorization=Bearer tt, User-Agent=curl/8, Accept=*/*"),
        ("curl -G -d a=b /x", "User-Agent=curl/8, Accept=*/*"),
    ];
    for (text, expected) in cases {
        let headers = curl(text).exchange.request.headers.unwrap();
        let lines: Vec<_> = headers.iter().map(|h| format!("{}={}", h.name, h.value)).collect();
        assert_eq!(lines.join(", "), expected, "{text}");
    }
}

#[test]
fn what_the_text_leaves_open_is_told() {
    let variable = |text: &str| Assumed::Variable(text.to_owned());
    let cases = [
        ("curl x", vec![]),
        ("curl x -H \"A: $T\" -d ${D}", vec![variable("$T"), variable("${D}")]),
        ("curl x -u $(pass show hunter2) -d ${D:-hunter2}", vec![variable("$(…)"), variable("${D…}")]),
        ("curl x -d `cat hunter2`", vec![variable("$(…)")]),
        ("curl.exe x `\n -d $env:T", vec![variable("$env")]),
        ("curl x -d '$T'", vec![]),
        ("curl x\n  -d a", vec![Assumed::Continuation]),
        ("curl https://a.example/Users?startIndex=1&count=2", vec![Assumed::CutAtAmpersand]),
        ("curl x & ls", vec![]),
        ("curl --frobnicate x", vec![Assumed::Flag("--frobnicate".to_owned())]),
    ];
    for (text, expected) in cases {
        assert_eq!(curl(text).assumed, expected, "{text}");
    }
}

#[test]
fn a_command_that_is_no_request_says_why() {
    let file = |name: &str| ReadError::DataFromFile { name: name.to_owned() };
    let cases = [
        ("curl", ReadError::NoUrl),
        ("curl -d a", ReadError::NoUrl),
        ("curl x -d", ReadError::NoValue { flag: "-d".to_owned() }),
        ("curl x --header", ReadError::NoValue { flag: "--header".to_owned() }),
        ("curl x -d @user.json", file("user.json")),
        ("curl x --json @-", file("-")),
        ("curl x -H @heads", file("heads")),
        ("curl x --data-urlencode a@b", file("b")),
        ("curl x -T up", file("up")),
        ("curl x -F a=b", ReadError::Form { flag: "-F".to_owned() }),
        ("curl x\\\n -d 'it's'", ReadError::UnclosedQuote { quote: "single", line: 2, at: 17 }),
        ("curl x -d \"{", ReadError::UnclosedQuote { quote: "double", line: 1, at: 10 }),
        ("curl x -d $'\\'", ReadError::UnclosedQuote { quote: "single", line: 1, at: 10 }),
        ("curl x ^\n -d \"{", ReadError::UnclosedQuote { quote: "double", line: 2, at: 13 }),
        ("curl x `\n -d '{", ReadError::UnclosedQuote { quote: "single", line: 2, at: 13 }),
    ];
    for (text, expected) in cases {
        assert_eq!(failure(text), expected, "{text}");
    }
    let forced = ReadOptions { reader: Some(Reader::Curl), ..ReadOptions::default() };
    assert_eq!(read(b"{}", &forced), Err(ReadError::NoCommand));
    assert_eq!(read(b"", &forced), Err(ReadError::Empty));
}

#[test]
fn no_error_repeats_a_credential() {
    for text in [
        "curl -H 'Authorization: Bearer hunter2' -d",
        "curl -u me:hunter2",
        "curl -u me:hunter2 -H 'Authorization: Bearer hunter2",
        "curl --oauth2-bearer=hunter2 -d @x y",
    ] {
        assert!(!failure(text).to_string().contains("hunter2"), "{text}");
    }
}

#[test]
fn files_whose_content_is_given_are_read() {
    let files: [(&str, &[u8]); 2] = [("u.json", b"{\r\n}\n"), ("h", b"X-A: 1\r\nX-B: 2\n")];
    let options = ReadOptions { files: &files, ..ReadOptions::default() };
    let cases = [
        ("curl x -d @u.json", "{}"),
        ("curl x --data-binary @u.json", "{\r\n}\n"),
        ("curl x -T u.json", "{\r\n}\n"),
        ("curl x --data-urlencode u@u.json", "u=%7B%0D%0A%7D%0A"),
    ];
    for (text, expected) in cases {
        let pasted = read(text.as_bytes(), &options).unwrap();
        assert_eq!(pasted.exchange.request.body.as_deref(), Some(expected.as_bytes()), "{text}");
        assert_eq!(pasted.map.is_verbatim(Part::Body, Span::new(0, 1)), text.contains("urlencode"));
    }
    let pasted = read(b"curl x -H @h", &options).unwrap();
    assert_eq!(pasted.exchange.request.header("X-B"), Some("2"));
}

#[test]
fn options_fill_in_only_what_the_text_leaves_out() {
    let options = ReadOptions { target: Some("/Users"), method: Some(Method::Put), ..ReadOptions::default() };
    let request = read(b"curl -d {}", &options).unwrap().exchange.request;
    assert_eq!((request.method, &*request.target), (Method::Post, "/Users"));
    let request = read(b"GET /Groups", &options).unwrap().exchange.request;
    assert_eq!((request.method, &*request.target), (Method::Get, "/Groups"));
}

#[test]
fn every_part_of_a_command_stands_where_it_is_written() {
    let text = "curl -XPATCH \"https://a.example/Users/1\" -H 'If-Match: W/\"3\"' -H\"X: a\\\"b\" -d '{\"a\":'$'\\u00e9'\"}\"";
    let pasted = curl(text);
    let at = |part| pasted.map.whole(part).map(|span| span.of(text));
    assert_eq!(at(Part::Method), Some("PATCH"));
    assert_eq!(at(Part::Target), Some("https://a.example/Users/1"));
    assert_eq!(at(Part::Headers), Some("curl"));
    assert_eq!(at(Part::Body), Some("{\"a\":'$'\\u00e9'\"}"));
    let headers = pasted.exchange.request.headers.as_deref().unwrap();
    let index = |name: &str| headers.iter().position(|header| header.name == name).unwrap() as u32;
    assert_eq!(at(Part::HeaderName(index("If-Match"))), Some("If-Match"));
    assert_eq!(at(Part::HeaderValue(index("If-Match"))), Some("W/\"3\""));
    assert_eq!(at(Part::HeaderValue(index("X"))), Some("a\\\"b"));
    assert_eq!(at(Part::HeaderName(index("Accept"))), None);
    assert_eq!(at(Part::HeaderValue(index("Content-Length"))), None);

    let body = |start, end| pasted.map.locate(Part::Body, Span::new(start, end)).map(|span| span.of(text));
    assert_eq!(body(1, 4), Some("\"a\""));
    assert_eq!(body(5, 7), Some("\\u00e9"));
    assert_eq!(body(7, 8), Some("}"));
    let end = pasted.map.locate(Part::Body, Span::new(8, 8)).unwrap();
    assert_eq!((end.start, end.end), (text.len() as u32 - 1, text.len() as u32 - 1));
    assert!(pasted.map.is_verbatim(Part::Body, Span::new(0, 5)));
    assert!(!pasted.map.is_verbatim(Part::Body, Span::new(5, 7)));
}

#[test]
fn a_body_that_stands_in_one_run_is_borrowed() {
    let pasted = curl("curl x -d '{\"a\": 1}'");
    assert!(matches!(pasted.exchange.request.body, Some(std::borrow::Cow::Borrowed(_))));
}

/// Each byte of a part that stands in the text verbatim is the same byte there, and every other has a place.
fn assert_mapped(text: &[u8], map: &SourceMap, part: Part, bytes: &[u8]) {
    for (index, byte) in bytes.iter().enumerate() {
        let range = Span::new(index as u32, index as u32 + 1);
        let place = map.locate(part, range).unwrap();
        let there = &text[place.start as usize..place.end as usize];
        assert!(!there.is_empty(), "{part:?} {index}");
        if map.is_verbatim(part, range) {
            assert_eq!(there, [*byte], "{part:?} {index}");
        }
    }
}

#[derive(Debug, Clone, Copy)]
enum Quoting {
    Single,
    Double,
    Ansi,
    Backslashes,
    CmdByHand,
    CmdCopied,
    PowerShellSingle,
    PowerShellDouble,
}

impl Quoting {
    fn line_end(self) -> &'static str {
        match self {
            Quoting::Single | Quoting::Double | Quoting::Ansi | Quoting::Backslashes => "\\\n",
            Quoting::CmdByHand | Quoting::CmdCopied => "^\n",
            Quoting::PowerShellSingle | Quoting::PowerShellDouble => "`\n",
        }
    }

    fn quoted(self, text: &str) -> String {
        let each = |before: &str, escape: &dyn Fn(char) -> String, after: &str| {
            let inside: String = text.chars().map(escape).collect();
            format!("{before}{inside}{after}")
        };
        let behind = |mark: char, these: &'static str| {
            move |c: char| if these.contains(c) { format!("{mark}{c}") } else { c.to_string() }
        };
        match self {
            Quoting::Single => each("'", &|c| if c == '\'' { "'\\''".into() } else { c.into() }, "'"),
            Quoting::Double => each("\"", &behind('\\', "\"\\$`"), "\""),
            Quoting::Ansi => each("$'", &|c| format!("\\U{:08x}", u32::from(c)), "'"),
            Quoting::Backslashes => each("", &|c| format!("\\{c}"), ""),
            Quoting::CmdByHand => each("\"", &behind('\\', "\"\\"), "\""),
            Quoting::CmdCopied => {
                each("^\"", &|c| if "\"\\".contains(c) { format!("^\\^{c}") } else { format!("^{c}") }, "^\"")
            }
            Quoting::PowerShellSingle => each("'", &|c| if c == '\'' { "''".into() } else { c.into() }, "'"),
            Quoting::PowerShellDouble => each("\"", &behind('`', "\"$`"), "\""),
        }
    }
}

fn quoting() -> impl Strategy<Value = Quoting> {
    prop_oneof![
        Just(Quoting::Single),
        Just(Quoting::Double),
        Just(Quoting::Ansi),
        Just(Quoting::Backslashes),
        Just(Quoting::CmdByHand),
        Just(Quoting::CmdCopied),
        Just(Quoting::PowerShellSingle),
        Just(Quoting::PowerShellDouble),
    ]
}

proptest! {
    #[test]
    fn what_is_quoted_is_read_back_and_every_byte_has_its_place(
        quoting in quoting(),
        body in "[a-z {}:,'$`é&|^-]{1,20}(\"[a-z]{1,5}\")?[a-z}]",
        value in "[a-z;=é][a-z '\"/]{0,8}[a-z]",
    ) {
        let (end, header) = (quoting.line_end(), quoting.quoted(&format!("X-Value: {value}")));
        let text = format!("curl x {end} -H {header} {end} --data-raw {}", quoting.quoted(&body));
        let pasted = read(text.as_bytes(), &ReadOptions::default()).unwrap();
        prop_assert_eq!(String::from_utf8_lossy(pasted.exchange.request.body.as_deref().unwrap()), &*body, "{}", text);
        prop_assert_eq!(pasted.exchange.request.header("X-Value"), Some(&*value), "{}", text);
        prop_assert_eq!(&*pasted.exchange.request.target, "x");
        assert_mapped(text.as_bytes(), &pasted.map, Part::Body, body.as_bytes());
        let headers = pasted.exchange.request.headers.as_deref().unwrap();
        let index = headers.iter().position(|header| header.name == "X-Value").unwrap() as u32;
        assert_mapped(text.as_bytes(), &pasted.map, Part::HeaderValue(index), value.as_bytes());
    }

    #[test]
    fn an_http_request_is_read_back_and_every_byte_has_its_place(
        line_break in "\r?\n",
        value in "[!-~][ -~é]{0,10}[!-~]",
        body in proptest::collection::vec(any::<u8>(), 1..40),
    ) {
        let mut text = format!("PUT /Users/1 HTTP/1.1{line_break}X-Value: {value}{line_break}{line_break}{{").into_bytes();
        text.extend_from_slice(&body);
        prop_assume!(!body.windows(4).any(|window| window == b"\n###"));
        let pasted = read(&text, &ReadOptions::default()).unwrap();
        prop_assert_eq!(pasted.exchange.request.header("X-Value"), Some(&*value));
        let read_body = pasted.exchange.request.body.as_deref().unwrap();
        prop_assert_eq!(&read_body[1..], &body[..]);
        assert_mapped(&text, &pasted.map, Part::Body, read_body);
        assert_mapped(&text, &pasted.map, Part::Target, pasted.exchange.request.target.as_bytes());
        assert_mapped(&text, &pasted.map, Part::HeaderValue(0), value.as_bytes());
    }

    #[test]
    fn no_text_makes_a_reader_panic_and_no_place_is_outside_the_text(
        text in prop_oneof![
            proptest::collection::vec(any::<u8>(), 0..60),
            "(curl |-d |-H|--json |-sX|@-|<<E|\n|\r\n|\\\\|\\^|`|'|\"|\\$'|\\$\\(|\\)|&|\\||>|=|x:|é| ){0,30}"
                .prop_map(|text| format!("curl {text}").into_bytes()),
            "(GET |/Users| HTTP/1.1|\n|\r\n|x:|>|#|\\{| |é|###){0,20}"
                .prop_map(|text| format!("POST {text}").into_bytes()),
        ],
        reader in prop_oneof![Just(None), Just(Some(Reader::Body)), Just(Some(Reader::Http)), Just(Some(Reader::Curl))],
    ) {
        let options = ReadOptions { reader, ..ReadOptions::default() };
        let Ok(pasted) = read(&text, &options) else { return Ok(()) };
        let headers = pasted.exchange.request.headers.as_deref().unwrap_or_default();
        let by_header = (0..headers.len() as u32).flat_map(|i| [Part::HeaderName(i), Part::HeaderValue(i)]);
        for part in by_header.chain([Part::Method, Part::Target, Part::Headers, Part::Body]) {
            let Some(bytes) = pasted.exchange.request.part(part) else { continue };
            let length = bytes.len() as u32;
            for start in 0..=length {
                if let Some(place) = pasted.map.locate(part, Span::new(start, length)) {
                    prop_assert!(place.start <= place.end && place.end as usize <= text.len());
                }
            }
        }
    }
}
