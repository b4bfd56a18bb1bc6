//! Writes what fuzzing starts with: the rules' examples, as each target takes them, to `corpus/<target>/`.
//!
//!     cargo run --manifest-path tests/fuzz/Cargo.toml --example seeds

use scimproof::json::{Kind, Parser, Value};
use scimproof::message::Request;
use scimproof::message::read::{ReadOptions, Reader, read};
use scimproof::syntax::query_parameters;
use std::io::Result;
use std::path::Path;
use std::{fs, iter};

/// As many as the target's choices by its first byte are of use here.
const READERS: u8 = Reader::ALL.len() as u8 + 1;
const METHODS: [&str; 5] = ["POST", "PUT", "PATCH", "GET", "DELETE"];
const USER: &str = r#"{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"mona","name":{"givenName":"Mona"},"emails":[{"value":"mona@x.example","type":"work","primary":true}]}"#;
const GROUP: &str = r#"{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"displayName":"Cats","members":[{"value":"1"}]}"#;

fn main() -> Result<()> {
    let mut seeds = Seeds::default();
    for rule in scimproof::rule::all() {
        for text in [rule.bad, rule.good] {
            seeds.add("readers", &[READERS - 1], text);
            if let Ok(pasted) = read(text.as_bytes(), &ReadOptions::default()) {
                seeds.request(&pasted.exchange.request);
            }
        }
    }
    seeds.write(Path::new(env!("CARGO_MANIFEST_DIR")))
}

/// Each with the target's name.
#[derive(Default)]
struct Seeds(Vec<(&'static str, Vec<u8>)>);

impl Seeds {
    fn add(&mut self, target: &'static str, choices: &[u8], text: &str) {
        self.0.push((target, [choices, text.as_bytes()].concat()));
    }

    fn request(&mut self, request: &Request<'_>) {
        let (method, target) = (request.method.name(), &*request.target);
        let body = String::from_utf8_lossy(request.body.as_deref().unwrap_or_default());
        let quoted = serde_json::Value::from(&*body);
        for text in [
            format!("curl -X {method} 'https://scim.example{target}' -d '{}'", body.replace('\'', "'\\''")),
            format!(
                r#"{{"log":{{"entries":[{{"request":{{"method":"{method}","url":"https://scim.example{target}","postData":{{"text":{quoted}}}}},"response":{{"status":400}}}}]}}}}"#
            ),
            format!(r#"{{"method":"{method}","path":"{target}","body":{quoted},"status":400}}"#),
            format!("2026-01-01T00:00:00Z INFO {method} {target} 400 {}", body.replace('\n', " ")),
        ] {
            self.add("readers", &[READERS - 1], &text);
        }
        let at = METHODS.iter().position(|known| *known == method).unwrap_or(METHODS.len());
        for profile in 0..2 {
            self.add("lint", &[profile, at as u8], &format!("{target}\n{body}"));
        }
        self.add("json_against_serde", &[], &body);
        if let Some(query) = request.query() {
            self.add("syntax", &[], query);
            query_parameters(query).for_each(|parameter| self.add("syntax", &[], &parameter.value));
        }
        let mut parser = Parser::new();
        let Ok(document) = parser.parse(body.as_bytes()) else { return };
        let operations = document.root().get("Operations");
        for operation in operations.into_iter().flat_map(Value::elements) {
            let path = operation.get("path").and_then(Value::string).unwrap_or_default();
            self.add("syntax", &[], &path);
            let op = operation.get("op").and_then(Value::string).unwrap_or_default();
            let value = operation.get("value").map(Value::to_json).unwrap_or_default();
            for (choice, resource) in iter::zip(0.., [USER, GROUP]) {
                self.add("patch", &[choice], &format!("{resource}\n{}\t{path}\t{value}", op.to_lowercase()));
            }
        }
        if document.root().kind() == Kind::Object {
            let whole = document.root().to_json();
            self.add("patch", &[0], &format!("{USER}\nreplace\t\t{whole}\nadd\t\t{whole}"));
        }
    }

    fn write(mut self, folder: &Path) -> Result<()> {
        self.0.sort();
        self.0.dedup();
        for (index, (target, bytes)) in self.0.iter().enumerate() {
            let folder = folder.join("corpus").join(target);
            fs::create_dir_all(&folder)?;
            fs::write(folder.join(format!("seed-{index}")), bytes)?;
        }
        Ok(())
    }
}
