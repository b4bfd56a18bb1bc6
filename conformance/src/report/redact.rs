//! Taking secrets out, in one place: every record passes here before anybody sees it.

use crate::runner::{Record, RecordedExchange};
use scimproof::message::names_secret;

const HIDDEN: &str = "[redacted]";

/// Takes secrets out of records.
#[derive(Debug, Clone, Default)]
pub struct Redactor {
    secrets: Vec<String>,
}

impl Redactor {
    /// Hides these texts wherever they are, beside what is always hidden. An `Authorization` value counts with and
    /// without its scheme.
    pub fn new(secrets: impl IntoIterator<Item = String>) -> Redactor {
        let mut list = Vec::new();
        for secret in secrets {
            if let Some((_, bare)) = secret.split_once(' ') {
                list.push(bare.trim().to_owned());
            }
            list.push(secret);
        }
        // Also as JSON and as part of a URL, where such a text looks different.
        let escaped = |secret: &String| {
            let json = serde_json::Value::from(secret.as_str()).to_string();
            let url: String = secret.bytes().map(url_byte).collect();
            [secret.clone(), json[1..json.len() - 1].to_owned(), url]
        };
        let mut secrets: Vec<String> =
            list.iter().flat_map(escaped).filter(|secret| !secret.is_empty()).collect();
        // The longest first, so that no part of one is left behind.
        secrets.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
        secrets.dedup();
        Redactor { secrets }
    }

    /// Takes all secrets out of a record.
    pub fn record(&self, record: &mut Record) {
        match record {
            Record::Header(header) => self.text(&mut header.target),
            Record::Check(check) => {
                if let Some(text) = &mut check.reason {
                    self.text(text);
                }
                for finding in &mut check.findings {
                    for text in [&mut finding.place, &mut finding.expected, &mut finding.found] {
                        self.text(text);
                    }
                }
                for exchange in &mut check.exchanges {
                    self.exchange(exchange);
                }
            }
            Record::Footer(footer) => {
                for text in footer.left.iter_mut().chain(&mut footer.ratchet).chain(&mut footer.stopped) {
                    self.text(text);
                }
            }
        }
    }

    fn exchange(&self, exchange: &mut RecordedExchange) {
        self.text(&mut exchange.target);
        self.headers(&mut exchange.headers);
        for text in exchange.body.iter_mut().chain(&mut exchange.error) {
            self.text(text);
        }
        for cause in exchange.causes.iter_mut().flatten() {
            self.text(&mut cause.message);
        }
        if let Some(response) = &mut exchange.response {
            self.headers(&mut response.headers);
            self.text(&mut response.body);
        }
    }

    fn headers(&self, headers: &mut [(String, String)]) {
        for (name, value) in headers {
            if names_secret(name) {
                HIDDEN.clone_into(value);
            } else {
                self.text(value);
            }
        }
    }

    fn text(&self, text: &mut String) {
        for secret in &self.secrets {
            if text.contains(secret.as_str()) {
                *text = text.replace(secret.as_str(), HIDDEN);
            }
        }
    }
}

fn url_byte(byte: u8) -> String {
    if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
        char::from(byte).to_string()
    } else {
        format!("%{byte:02X}")
    }
}
