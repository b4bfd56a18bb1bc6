//! A command as it is written for Windows: `cmd.exe` and PowerShell.

use super::mapped::Mapped;
use super::shell::{Command, goes_on, substitution_length, unclosed, variable};
use super::{Assumed, ReadError};
use crate::message::quoting::Quoting;
use std::ops::Range;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dialect {
    Cmd,
    PowerShell,
}

/// The dialect that the command's line ends give away; `None` for a POSIX shell.
pub(super) fn dialect(text: &[u8], start: usize) -> Option<Dialect> {
    let command = &text[start..];
    let mut lines = command.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii_end);
    let by_line_end = lines.find_map(|line| match line.last() {
        Some(b'\\') => Some(None),
        Some(b'^') => Some(Some(Dialect::Cmd)),
        // An even number of backticks is a substitution of a POSIX shell.
        Some(b'`') if line.split(|byte| *byte == b'`').count() % 2 == 0 => Some(Some(Dialect::PowerShell)),
        Some(_) | None => None,
    });
    // Browsers copy for `cmd` with a caret before every quote.
    let has_careted_quote = || command.windows(3).any(|window| window == b" ^\"");
    by_line_end.unwrap_or_else(|| has_careted_quote().then_some(Dialect::Cmd))
}

/// A byte that `cmd` hands to the program, with where it stands. The program splits them into words.
#[derive(Clone)]
struct Given {
    byte: u8,
    at: Range<usize>,
    /// Whether `cmd` takes it to stand in quotes.
    is_quoted: bool,
}

/// Splits by the rules of `cmd` for carets and those of the C runtime for quotes.
pub(super) fn split_cmd(text: &[u8], start: usize) -> Result<Command, ReadError> {
    let mut command = Command::default();
    let given = uncareted(text, start, &mut command);
    let mut at = 0;
    while at < given.len() {
        if given[at].byte.is_ascii_whitespace() {
            at += 1;
            continue;
        }
        let mut word = Mapped::at(given[at].at.start);
        let mut quote = None;
        while let Some(next) = given.get(at) {
            word.within(match (quote, next.is_quoted) {
                (None, _) => Quoting::WindowsBare,
                (Some(_), true) => Quoting::Cmd,
                (Some(_), false) => Quoting::Careted,
            });
            let slashes = given[at..].iter().take_while(|given| given.byte == b'\\').count();
            let before_quote = given.get(at + slashes).is_some_and(|given| given.byte == b'"');
            if slashes > 0 && !before_quote {
                given[at..at + slashes].iter().for_each(|slash| push(&mut word, text, slash));
                at += slashes;
            } else if slashes > 0 {
                // 2n backslashes before a quote are n backslashes; one more makes the quote literal.
                for pair in given[at..at + slashes].chunks_exact(2) {
                    word.escape(b"\\", pair[0].at.start..pair[1].at.end);
                }
                at += slashes;
                if slashes % 2 == 1 {
                    word.escape(b"\"", given[at - 1].at.start..given[at].at.end);
                    at += 1;
                }
            } else if next.byte == b'"' {
                let is_doubled = quote.is_some() && given.get(at + 1).is_some_and(|given| given.byte == b'"');
                if is_doubled {
                    word.escape(b"\"", next.at.start..given[at + 1].at.end);
                    at += 1;
                } else {
                    quote = if quote.is_some() { None } else { Some(next.at.start) };
                }
                at += 1;
            } else if next.byte.is_ascii_whitespace() && quote.is_none() {
                break;
            } else {
                push(&mut word, text, next);
                at += 1;
            }
        }
        if let Some(open) = quote {
            return Err(unclosed(text, "double", open));
        }
        command.words.push(word);
    }
    Ok(command)
}

fn push(word: &mut Mapped, text: &[u8], given: &Given) {
    if given.at.len() == 1 {
        word.copy(text, given.at.clone());
    } else {
        word.escape(&[given.byte], given.at.clone());
    }
}

/// The bytes without carets, up to where the command ends.
fn uncareted(text: &[u8], start: usize, command: &mut Command) -> Vec<Given> {
    let mut given = Vec::new();
    let mut is_quoted = false;
    let mut at = start;
    let line_break = |at: usize| match (text.get(at), text.get(at + 1)) {
        (Some(b'\n'), _) => 1,
        (Some(b'\r'), Some(b'\n')) => 2,
        _ => 0,
    };
    while let Some(&byte) = text.get(at) {
        match byte {
            b'^' if !is_quoted && line_break(at + 1) > 0 => {
                let next = at + 1 + line_break(at + 1);
                // The character after the continuation is literal, a second line break too.
                if line_break(next) > 0 {
                    given.push(Given { byte: b'\n', at: at..next + line_break(next), is_quoted });
                }
                at = next + line_break(next);
            }
            b'^' if !is_quoted => {
                if let Some(&byte) = text.get(at + 1) {
                    given.push(Given { byte, at: at..at + 2, is_quoted });
                }
                at += 2;
            }
            b'&' | b'|' if !is_quoted => break,
            b'\n' if !is_quoted => {
                let before = text[start..at].trim_ascii_end().last();
                if before != Some(&b'^') && !goes_on(text, at + 1) {
                    break;
                }
                command.assume(Assumed::Continuation);
                given.push(Given { byte, at: at..at + 1, is_quoted });
                at += 1;
            }
            _ => {
                // A quote behind a backslash is literal to the program, and most write as if to `cmd` too.
                let is_escaped = at > start && text[at - 1] == b'\\';
                is_quoted ^= byte == b'"' && !is_escaped;
                given.push(Given { byte, at: at..at + 1, is_quoted });
                at += 1;
            }
        }
    }
    given
}

/// Splits by the rules of PowerShell.
pub(super) fn split_power_shell(text: &[u8], start: usize) -> Result<Command, ReadError> {
    let mut command = Command::default();
    let mut at = start;
    while let Some(&byte) = text.get(at) {
        match byte {
            b'`' if text.get(at + 1).is_none_or(u8::is_ascii_whitespace) => at += 2,
            b'\n' => {
                let before = text[start..at].trim_ascii_end().last();
                if before != Some(&b'`') {
                    if !goes_on(text, at + 1) {
                        break;
                    }
                    command.assume(Assumed::Continuation);
                }
                at += 1;
            }
            b' ' | b'\t' | b'\r' => at += 1,
            b';' | b'|' | b'>' => break,
            b'#' => at += text[at..].iter().position(|byte| *byte == b'\n').unwrap_or(text.len() - at),
            _ => {
                let (word, end) = power_shell_word(text, at, &mut command)?;
                command.words.push(word);
                at = end;
            }
        }
    }
    Ok(command)
}

fn power_shell_word(text: &[u8], start: usize, command: &mut Command) -> Result<(Mapped, usize), ReadError> {
    let mut word = Mapped::at(start);
    let mut quote: Option<(u8, usize)> = None;
    let mut at = start;
    while let Some(&byte) = text.get(at) {
        let next = text.get(at + 1).copied();
        word.within(match quote {
            None => Quoting::WindowsBare,
            Some((b'\'', _)) => Quoting::PowerShellSingle,
            Some(_) => Quoting::PowerShellDouble,
        });
        match (quote, byte, next) {
            (None, b' ' | b'\t' | b'\r' | b'\n' | b';' | b'|', _) => break,
            (None, b'\'' | b'"', _) => {
                quote = Some((byte, at));
                at += 1;
            }
            (Some((open, _)), _, Some(again)) if byte == open && again == open => {
                word.escape(&[byte], at..at + 2);
                at += 2;
            }
            (Some((open, _)), _, _) if byte == open => {
                quote = None;
                at += 1;
            }
            // Before 7.3, quotes reach a program only with a backslash, so that is how they are written.
            (Some(_), b'\\', Some(b'"')) => {
                // In `\""` inside double quotes the quote is doubled for PowerShell as well.
                let is_doubled = quote.is_some_and(|(open, _)| open == b'"')
                    && text.get(at + 2) == Some(&b'"')
                    && text.get(at + 3).is_some_and(|byte| !byte.is_ascii_whitespace());
                let end = if is_doubled { at + 3 } else { at + 2 };
                word.escape(b"\"", at..end);
                at = end;
            }
            (None | Some((b'"', _)), b'`', Some(escaped)) => {
                let byte = match escaped {
                    b'n' => b'\n',
                    b'r' => b'\r',
                    b't' => b'\t',
                    b'0' => 0,
                    other => other,
                };
                if quote.is_none() && escaped.is_ascii_whitespace() {
                    break;
                }
                word.escape(&[byte], at..at + 2);
                at += 2;
            }
            (None | Some((b'"', _)), b'$', _) => {
                let length = substitution_length(&text[at..]);
                if length > 1 {
                    command.assume(Assumed::Variable(variable(&text[at..at + length])));
                }
                word.copy(text, at..at + length);
                at += length;
            }
            _ => {
                word.copy(text, at..at + 1);
                at += 1;
            }
        }
    }
    if let Some((open, open_at)) = quote {
        return Err(unclosed(text, if open == b'"' { "double" } else { "single" }, open_at));
    }
    Ok((word, at))
}
