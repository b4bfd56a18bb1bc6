//! How a text writes the parts of a request: the quotes that stand around a place, and what a
//! character has to be written as within them.

/// The quotes that stand around a piece of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(not(feature = "curl"), expect(dead_code, reason = "only commands have most of these quotes"))]
pub(super) enum Quoting {
    /// None: what stands there is meant as it stands.
    #[default]
    AsIs,
    /// None, and a line break would end what is meant: a line of an HTTP head.
    Line,
    /// None, in a command of a POSIX shell.
    Bare,
    /// `'…'` of a POSIX shell.
    Single,
    /// `"…"` of a POSIX shell.
    Double,
    /// `$'…'` of a POSIX shell.
    Ansi,
    /// A here-document of a POSIX shell, in which variables may be replaced.
    HereDocument,
    /// None, in a command of `cmd` or PowerShell.
    WindowsBare,
    /// `"…"` of `cmd`.
    Cmd,
    /// `^"…^"` of `cmd`, where a caret stands before what `cmd` would read.
    Careted,
    /// `'…'` of PowerShell.
    PowerShellSingle,
    /// `"…"` of PowerShell.
    PowerShellDouble,
    #[cfg(feature = "captures")]
    /// `"…"` of JSON, in which a recording holds a text.
    Json,
}

/// How a character is written.
enum Way {
    /// As it is.
    Plain,
    /// With this before it.
    Behind(&'static str),
    /// With this in its place.
    Escape(&'static str),
    /// As the text around writes it.
    AsElsewhere,
    /// Not at all.
    Never,
}

impl Quoting {
    /// The text as it is written there; `None` where it cannot be. `spelled` says how the text around
    /// writes a character.
    pub(super) fn write(self, text: &str, spelled: &dyn Fn(char) -> Option<String>) -> Option<String> {
        let mut written = String::with_capacity(text.len() + 8);
        for character in text.chars() {
            match self.way(character) {
                Way::Plain => written.push(character),
                Way::Behind(mark) => {
                    written.push_str(mark);
                    written.push(character);
                }
                Way::Escape(escape) => written.push_str(escape),
                Way::AsElsewhere => written.push_str(&spelled(character)?),
                Way::Never => return None,
            }
        }
        Some(written)
    }

    fn way(self, character: char) -> Way {
        let is_control = character.is_ascii_control();
        let is_word =
            character.is_ascii_alphanumeric() || !character.is_ascii() || "-_./:@,".contains(character);
        match self {
            Quoting::Single => match character {
                '\'' => Way::Escape("'\\''"),
                _ => Way::Plain,
            },
            Quoting::Double => match character {
                '"' | '\\' | '$' | '`' => Way::Behind("\\"),
                // An interactive shell reads it within these quotes too, and no backslash keeps it from that.
                '!' => Way::Never,
                _ => Way::Plain,
            },
            Quoting::Ansi => match character {
                '\'' | '\\' => Way::Behind("\\"),
                '\n' => Way::Escape("\\n"),
                '\r' => Way::Escape("\\r"),
                '\t' => Way::Escape("\\t"),
                _ => Way::Plain,
            },
            #[cfg(feature = "captures")]
            Quoting::Json => match character {
                '"' | '\\' => Way::Behind("\\"),
                '\n' => Way::Escape("\\n"),
                '\r' => Way::Escape("\\r"),
                '\t' => Way::Escape("\\t"),
                _ if is_control => Way::Never,
                _ => Way::Plain,
            },
            Quoting::HereDocument if "$`\\".contains(character) => Way::Never,
            Quoting::AsIs | Quoting::HereDocument => Way::Plain,
            // No fix needs a control character elsewhere.
            _ if is_control => Way::Never,
            Quoting::Line => Way::Plain,
            _ if is_word => Way::Plain,
            Quoting::Bare if "+%=".contains(character) => Way::Plain,
            Quoting::Bare => Way::Behind("\\"),
            Quoting::WindowsBare => Way::Never,
            Quoting::Cmd | Quoting::Careted | Quoting::PowerShellSingle | Quoting::PowerShellDouble => {
                self.way_on_windows(character)
            }
        }
    }

    fn way_on_windows(self, character: char) -> Way {
        match character {
            // A program splits its command line by itself, and takes this for an escape here and there.
            '\\' => Way::Never,
            // Which way is right depends on versions, so the text's own way is kept.
            '"' => Way::AsElsewhere,
            '&' | '|' | '<' | '>' | '^' | '%' | '!' if self == Quoting::Cmd => Way::Never,
            '&' | '|' | '<' | '>' | '^' | '%' | '!' if self == Quoting::Careted => Way::Behind("^"),
            '\'' if self == Quoting::PowerShellSingle => Way::Behind("'"),
            '$' | '`' if self == Quoting::PowerShellDouble => Way::Behind("`"),
            _ => Way::Plain,
        }
    }
}
