//! A command as a POSIX shell splits it into words, and where in a text such a command begins.
//!
//! Only what a pasted `curl` command needs: quoting, line continuations, comments, redirections and
//! here-documents. Nothing is expanded, since the text does not hold what variables stand for.

use super::mapped::Mapped;
use super::{Assumed, ReadError, behind_mark, line_end, line_of, windows};
use crate::cut::Cut;
use crate::message::quoting::Quoting;
use std::ops::Range;

/// A command taken apart.
#[derive(Debug, Default)]
pub(super) struct Command {
    /// The words behind the command's own name.
    pub(super) words: Vec<Mapped>,
    /// What a here-document feeds to it.
    pub(super) stdin: Option<Mapped>,
    /// What was taken in a way that the text does not say.
    pub(super) assumed: Vec<Assumed>,
}

impl Command {
    /// Tells it once. Nobody reads more than a few, and a text may hold any number of variables.
    pub(super) fn assume(&mut self, assumed: Assumed) {
        if self.assumed.len() < 32 && !self.assumed.contains(&assumed) {
            self.assumed.push(assumed);
        }
    }
}

/// Where the word `curl` stands, if the text is such a command: behind comments, assignments and a prompt.
pub(super) fn command(text: &[u8]) -> Option<Range<usize>> {
    let mut start = behind_mark(text);
    while start < text.len() {
        let (end, next) = line_end(text, start);
        let line = text[start..end].trim_ascii_start();
        let first = end - line.len();
        if line.is_empty() || line.starts_with(b"#") {
            start = next;
            continue;
        }
        let mut at = first;
        loop {
            if let Some(found) = name(text, at) {
                return Some(found);
            }
            let word_end = word_end(text, at);
            if !may_precede(&text[at..word_end]) {
                return None;
            }
            at = blanks_end(text, word_end);
            if matches!(text.get(at), None | Some(b'\n' | b'\r' | b';')) {
                break;
            }
        }
        start = line_end(text, at).1;
    }
    None
}

/// The command's name, if it stands right there: behind its folder, or behind a prompt such as `C:\work>`.
fn name(text: &[u8], at: usize) -> Option<Range<usize>> {
    let end = word_end(text, at);
    let word = text.get(at..end)?;
    let word = word.rsplit(|byte| matches!(byte, b'/' | b'\\' | b'>')).next().unwrap_or(word);
    let is_name = word.eq_ignore_ascii_case(b"curl") || word.eq_ignore_ascii_case(b"curl.exe");
    is_name.then_some(end - word.len()..end)
}

fn blanks_end(text: &[u8], at: usize) -> usize {
    let blanks = text[at..].iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    at + blanks
}

/// The end of a word as far as a prefix of a command needs it: quotes hold it together.
fn word_end(text: &[u8], start: usize) -> usize {
    let mut quote = None;
    for (index, &byte) in text[start..].iter().enumerate() {
        match (quote, byte) {
            (_, b'\n') | (None, b' ' | b'\t' | b'\r' | b';') => return start + index,
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            _ => {}
        }
    }
    text.len()
}

/// Whether a word may stand before the command: a prompt, an assignment, a command that runs another.
fn may_precede(word: &[u8]) -> bool {
    const WORDS: [&[u8]; 9] = [b"$", b"%", b">", b"PS", b"sudo", b"time", b"export", b"set", b"exec"];
    let is_assignment = word.iter().position(|byte| *byte == b'=').is_some_and(|length| {
        length > 0 && word[..length].iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'_')
    });
    // `C:\work>` is the rest of a Windows prompt.
    let is_prompt = word.ends_with(b">") && word.get(1) == Some(&b':');
    WORDS.contains(&word) || is_assignment || is_prompt
}

/// Splits the command whose words begin at `start`.
pub(super) fn split(text: &[u8], start: usize) -> Result<Command, ReadError> {
    match windows::dialect(text, start) {
        Some(windows::Dialect::Cmd) => windows::split_cmd(text, start),
        Some(windows::Dialect::PowerShell) => windows::split_power_shell(text, start),
        None => Splitter { text, at: start, command: Command::default(), waiting: None }.run(),
    }
}

struct Splitter<'t> {
    text: &'t [u8],
    at: usize,
    command: Command,
    /// The here-document that begins on the next line: its last line, and whether tabs go away.
    waiting: Option<HereDocument>,
}

struct HereDocument {
    delimiter: Vec<u8>,
    strips_tabs: bool,
}

impl Splitter<'_> {
    fn run(mut self) -> Result<Command, ReadError> {
        while let Some(byte) = self.peek(0) {
            match byte {
                b' ' | b'\t' | b'\r' => self.at += 1,
                b'\\' if self.continuation().is_some() => self.skip_continuation(),
                b'\n' => {
                    self.at += 1;
                    if let Some(document) = self.waiting.take() {
                        self.here_document(&document);
                        break;
                    }
                    if !goes_on(self.text, self.at) {
                        break;
                    }
                    self.command.assume(Assumed::Continuation);
                }
                b'#' => self.at = line_end(self.text, self.at).0,
                b'<' | b'>' => self.redirection()?,
                b'&' | b';' | b'|' | b')' => self.operator(),
                _ => {
                    let word = self.word()?;
                    let is_descriptor = matches!(self.peek(0), Some(b'<' | b'>'))
                        && word.bytes().iter().all(u8::is_ascii_digit);
                    if !is_descriptor {
                        self.command.words.push(word);
                    }
                }
            }
        }
        Ok(self.command)
    }

    fn peek(&self, ahead: usize) -> Option<u8> {
        self.text.get(self.at + ahead).copied()
    }

    /// What ends a command, unless a here-document of it still follows.
    fn operator(&mut self) {
        if self.peek(0) == Some(b'&') {
            let before = self.at.checked_sub(1).and_then(|at| self.text.get(at));
            let after = self.peek(1);
            let in_a_word = before.is_some_and(|byte| !byte.is_ascii_whitespace())
                && after.is_some_and(|byte| !byte.is_ascii_whitespace() && byte != b'&');
            if in_a_word {
                self.command.assume(Assumed::CutAtAmpersand);
            }
        }
        if self.waiting.is_some() {
            self.at = line_end(self.text, self.at).0;
        } else {
            self.at = self.text.len();
        }
    }

    fn redirection(&mut self) -> Result<(), ReadError> {
        let is_here_document = self.text[self.at..].starts_with(b"<<") && self.peek(2) != Some(b'<');
        let is_here_string = self.text[self.at..].starts_with(b"<<<");
        while matches!(self.peek(0), Some(b'<' | b'>' | b'&')) {
            self.at += 1;
        }
        let strips_tabs = is_here_document && self.peek(0) == Some(b'-');
        if strips_tabs {
            self.at += 1;
        }
        self.at = blanks_end(self.text, self.at);
        let word = self.word()?;
        if is_here_document {
            self.waiting = Some(HereDocument { delimiter: word.bytes().to_vec(), strips_tabs });
        } else if is_here_string {
            let mut content = word;
            content.invent(b"\n");
            self.command.stdin = Some(content);
        }
        Ok(())
    }

    fn here_document(&mut self, document: &HereDocument) {
        let mut content = Mapped::at(self.at);
        content.within(Quoting::HereDocument);
        while self.at < self.text.len() {
            let (end, next) = line_end(self.text, self.at);
            let tabs = self.text[self.at..end].iter().take_while(|byte| **byte == b'\t').count();
            let start = if document.strips_tabs { self.at + tabs } else { self.at };
            if self.text[start..end] == document.delimiter {
                break;
            }
            content.copy(self.text, start..next);
            self.at = next;
        }
        self.command.stdin = Some(content);
    }

    fn word(&mut self) -> Result<Mapped, ReadError> {
        let mut word = Mapped::at(self.at);
        while let Some(byte) = self.peek(0) {
            word.within(Quoting::Bare);
            match byte {
                b' ' | b'\t' | b'\r' | b'\n' | b'&' | b';' | b'|' | b'<' | b'>' => break,
                b'\'' => self.single_quoted(&mut word)?,
                b'"' => self.double_quoted(&mut word)?,
                b'$' if self.peek(1) == Some(b'\'') => self.ansi_quoted(&mut word)?,
                b'$' if self.peek(1) == Some(b'"') => self.at += 1,
                b'$' | b'`' => self.substitution(&mut word),
                b'\\' if self.continuation().is_some() => self.skip_continuation(),
                b'\\' if self.peek(1).is_some() => {
                    word.escape(&self.text[self.at + 1..self.at + 2], self.at..self.at + 2);
                    self.at += 2;
                }
                _ => self.copy(&mut word, 1),
            }
        }
        Ok(word)
    }

    fn copy(&mut self, word: &mut Mapped, length: usize) {
        word.copy(self.text, self.at..self.at + length);
        self.at += length;
    }

    /// Where the text goes on, if a backslash there ends the line. Blanks between the two are a slip of
    /// pasting that is forgiven.
    fn continuation(&self) -> Option<usize> {
        let after = blanks_end(self.text, self.at + 1);
        match (self.text.get(after), self.text.get(after + 1)) {
            (Some(b'\n'), _) => Some(after + 1),
            (Some(b'\r'), Some(b'\n')) => Some(after + 2),
            _ => None,
        }
    }

    fn skip_continuation(&mut self) {
        self.at = self.continuation().unwrap_or(self.text.len());
    }

    fn single_quoted(&mut self, word: &mut Mapped) -> Result<(), ReadError> {
        let start = self.at + 1;
        let length = self.text[start..].iter().position(|byte| *byte == b'\'');
        let length = length.ok_or_else(|| unclosed(self.text, "single", self.at))?;
        word.within(Quoting::Single);
        word.copy(self.text, start..start + length);
        self.at = start + length + 1;
        Ok(())
    }

    fn double_quoted(&mut self, word: &mut Mapped) -> Result<(), ReadError> {
        let open = self.at;
        self.at += 1;
        word.within(Quoting::Double);
        loop {
            match (self.peek(0), self.peek(1)) {
                (None, _) => return Err(unclosed(self.text, "double", open)),
                (Some(b'"'), _) => break self.at += 1,
                (Some(b'\\'), Some(b'"' | b'\\' | b'$' | b'`')) => {
                    word.escape(&self.text[self.at + 1..self.at + 2], self.at..self.at + 2);
                    self.at += 2;
                }
                (Some(b'\\'), Some(b'\n')) => self.at += 2,
                (Some(b'\\'), Some(b'\r')) if self.peek(2) == Some(b'\n') => self.at += 3,
                (Some(b'$' | b'`'), _) => self.substitution(word),
                (Some(_), _) => self.copy(word, 1),
            }
        }
        Ok(())
    }

    /// A variable or a substitution stays as it is written, quotes inside it included.
    fn substitution(&mut self, word: &mut Mapped) {
        let length = substitution_length(&self.text[self.at..]);
        if length > 1 {
            self.command.assume(Assumed::Variable(variable(&self.text[self.at..self.at + length])));
        }
        self.copy(word, length);
    }

    fn ansi_quoted(&mut self, word: &mut Mapped) -> Result<(), ReadError> {
        let open = self.at;
        self.at += 2;
        word.within(Quoting::Ansi);
        loop {
            match self.peek(0) {
                None => return Err(unclosed(self.text, "single", open)),
                Some(b'\'') => break self.at += 1,
                Some(b'\\') if self.peek(1).is_some() => {
                    let (bytes, length) = ansi_escape(&self.text[self.at..]);
                    word.escape(&bytes, self.at..self.at + length);
                    self.at += length;
                }
                Some(_) => self.copy(word, 1),
            }
        }
        Ok(())
    }
}

/// Whether the next line goes on the command although the one before it does not say so.
pub(super) fn goes_on(text: &[u8], at: usize) -> bool {
    let line = &text[blanks_end(text, at)..];
    let is_flag = |byte: &u8| *byte == b'-' || byte.is_ascii_alphabetic();
    line.starts_with(b"-") && line.get(1).is_some_and(is_flag)
}

pub(super) fn unclosed(text: &[u8], quote: &'static str, at: usize) -> ReadError {
    ReadError::UnclosedQuote { quote, line: line_of(text, at), at: at as u32 }
}

/// How long the substitution is that begins with the `$` or backtick there; 1 if it is but that character.
pub(super) fn substitution_length(text: &[u8]) -> usize {
    // The bound keeps a text full of openings that are never closed from costing square time.
    let text = &text[..text.len().min(1024)];
    let until = |close: u8| text.iter().skip(1).position(|byte| *byte == close).map_or(1, |at| at + 2);
    match (text.first(), text.get(1)) {
        (Some(b'$'), Some(b'{')) => until(b'}'),
        (Some(b'$'), Some(b'(')) => {
            let mut depth = 0_u32;
            for (index, byte) in text.iter().enumerate() {
                match byte {
                    b'(' => depth += 1,
                    b')' if depth == 1 => return index + 1,
                    b')' => depth -= 1,
                    _ => {}
                }
            }
            1
        }
        (Some(b'$'), Some(first)) if first.is_ascii_alphabetic() || *first == b'_' => {
            1 + text[1..].iter().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_').count()
        }
        (Some(b'`'), _) => until(b'`'),
        _ => 1,
    }
}

/// A substitution as it may be shown: the name alone, since what else stands in it may be a secret.
pub(super) fn variable(substitution: &[u8]) -> String {
    let text = String::from_utf8_lossy(substitution);
    match text.strip_prefix("${") {
        Some(rest) => {
            let is_of_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
            let name = rest.cut(..rest.find(|c| !is_of_name(c)).unwrap_or(rest.len()));
            format!("${{{name}{}}}", if rest.len() == name.len() + 1 { "" } else { "…" })
        }
        None if text.starts_with("$(") || text.starts_with('`') => "$(…)".to_owned(),
        None => text.into_owned(),
    }
}

/// What a `$'…'` escape stands for, and how long it is written.
fn ansi_escape(text: &[u8]) -> (Vec<u8>, usize) {
    let digits = |start: usize, most: usize, radix: u32| {
        let digits = text[start..].iter().take(most).map_while(|byte| char::from(*byte).to_digit(radix));
        digits.fold((0_u32, 0), |(value, count), digit| (value.wrapping_mul(radix) + digit, count + 1))
    };
    let one = |byte: u8| (vec![byte], 2);
    let number = |start: usize, most: usize, radix: u32| match digits(start, most, radix) {
        (_, 0) => None,
        (value, count) => Some((value, start + count)),
    };
    let as_written = || (text[..2].to_vec(), 2);
    match text[1] {
        b'a' => one(7),
        b'b' => one(8),
        b'e' | b'E' => one(0x1b),
        b'f' => one(0x0c),
        b'n' => one(b'\n'),
        b'r' => one(b'\r'),
        b't' => one(b'\t'),
        b'v' => one(0x0b),
        byte @ (b'\\' | b'\'' | b'"' | b'?') => one(byte),
        b'0'..=b'7' => number(1, 3, 8).map_or_else(as_written, |(value, end)| (vec![value as u8], end)),
        b'x' => number(2, 2, 16).map_or_else(as_written, |(value, end)| (vec![value as u8], end)),
        letter @ (b'u' | b'U') => {
            let most = if letter == b'u' { 4 } else { 8 };
            let character = number(2, most, 16)
                .and_then(|(value, end)| char::from_u32(value).map(|character| (character, end)));
            character.map_or_else(as_written, |(character, end)| (character.to_string().into_bytes(), end))
        }
        b'c' if text.len() > 2 => (vec![text[2] & 0x1f], 3),
        _ => as_written(),
    }
}
