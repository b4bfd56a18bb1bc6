//! Texts with variables: `${user.id}`.
//!
//! What a variable holds is escaped for where it stands: as part of a JSON string in a body, percent-encoded in a
//! target. `${` cannot be taken for SCIM's `$ref`.

use std::collections::BTreeMap;
use std::fmt::Write;

/// What the variables of a check hold.
pub type Variables = BTreeMap<String, String>;

/// A text with variables in it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Template {
    pieces: Vec<Piece>,
}

/// A run of text, or a variable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// Stands as it is.
    Text(String),
    /// Is replaced by what the variable holds.
    Variable(String),
}

impl Template {
    /// Reads a text; `Err` names the byte at which a variable is not closed or not a name.
    pub fn parse(text: &str) -> Result<Template, usize> {
        let mut pieces = Vec::new();
        let mut rest = text;
        while let Some(start) = rest.find("${") {
            let at = text.len() - rest.len() + start;
            if start > 0 {
                pieces.push(Piece::Text(rest[..start].to_owned()));
            }
            let inner = &rest[start + 2..];
            let end = inner.find('}').ok_or(at)?;
            let name = &inner[..end];
            let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
            if name.is_empty() || !name.chars().all(is_name) {
                return Err(at);
            }
            pieces.push(Piece::Variable(name.to_owned()));
            rest = &inner[end + 1..];
        }
        if !rest.is_empty() {
            pieces.push(Piece::Text(rest.to_owned()));
        }
        Ok(Template { pieces })
    }

    /// The names of its variables, in order.
    pub fn variables(&self) -> impl Iterator<Item = &str> {
        self.pieces.iter().filter_map(|piece| match piece {
            Piece::Text(_) => None,
            Piece::Variable(name) => Some(name.as_str()),
        })
    }

    /// The text as it is, variables put in unescaped; `Err` names a variable that holds nothing.
    pub fn plain(&self, variables: &Variables) -> Result<String, String> {
        self.render(variables, str::to_owned, str::to_owned)
    }

    /// The text as a body: what a variable holds is escaped for the inside of a JSON string.
    pub fn body(&self, variables: &Variables) -> Result<String, String> {
        self.render(variables, str::to_owned, |value| {
            let quoted = serde_json::Value::from(value).to_string();
            quoted[1..quoted.len() - 1].to_owned()
        })
    }

    /// The text as a target: variables are percent-encoded, and so is in the text what no URI may hold.
    /// A target that begins with a variable takes that one as it is: it is a whole URL that the endpoint gave.
    pub fn target(&self, variables: &Variables) -> Result<String, String> {
        let mut target = String::new();
        for (index, piece) in self.pieces.iter().enumerate() {
            match piece {
                Piece::Text(text) => encode(&mut target, text, is_uri_character),
                Piece::Variable(name) => {
                    let value = variables.get(name).ok_or_else(|| name.clone())?;
                    let keeps = if index == 0 { is_uri_character } else { is_unreserved };
                    encode(&mut target, value, keeps);
                }
            }
        }
        Ok(target)
    }

    fn render(
        &self,
        variables: &Variables,
        text: impl Fn(&str) -> String,
        value: impl Fn(&str) -> String,
    ) -> Result<String, String> {
        self.pieces
            .iter()
            .map(|piece| match piece {
                Piece::Text(literal) => Ok(text(literal)),
                Piece::Variable(name) => {
                    variables.get(name).map(|held| value(held)).ok_or_else(|| name.clone())
                }
            })
            .collect()
    }
}

fn encode(target: &mut String, text: &str, keeps: fn(u8) -> bool) {
    for byte in text.bytes() {
        if keeps(byte) {
            target.push(char::from(byte));
        } else {
            write!(target, "%{byte:02X}").expect("a string takes all that is written to it");
        }
    }
}

/// RFC 3986 §2.3.
fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~".contains(&byte)
}

/// What may stand in a URI at all (RFC 3986 §2), the percent sign of an encoded byte among it.
fn is_uri_character(byte: u8) -> bool {
    is_unreserved(byte) || b":/?#@!$&'()*+,;=%".contains(&byte)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test's own input")]
mod tests {
    use super::*;

    fn variables() -> Variables {
        [("user.id", r#"a/b "c"#), ("n", "7")].map(|(name, value)| (name.to_owned(), value.to_owned())).into()
    }

    #[test]
    fn a_body_takes_values_as_parts_of_json_strings() {
        let template = Template::parse(r#"{"id": "${user.id}", "$ref": "${n}"}"#).unwrap();
        assert_eq!(template.body(&variables()).unwrap(), r#"{"id": "a/b \"c", "$ref": "7"}"#);
    }

    #[test]
    fn a_target_is_percent_encoded_where_it_has_to_be() {
        let template = Template::parse(r#"/Users?filter=id eq "${user.id}"&count=1%32"#).unwrap();
        assert_eq!(
            template.target(&variables()).unwrap(),
            "/Users?filter=id%20eq%20%22a%2Fb%20%22c%22&count=1%32"
        );
    }

    #[test]
    fn a_variable_that_holds_nothing_is_named() {
        let template = Template::parse("${m}").unwrap();
        assert_eq!(template.plain(&variables()), Err("m".to_owned()));
    }

    #[test]
    fn a_variable_has_an_end_and_a_name() {
        assert_eq!(Template::parse("ab${c"), Err(2));
        assert_eq!(Template::parse("${}"), Err(0));
        assert_eq!(Template::parse("${a b}"), Err(0));
    }
}
