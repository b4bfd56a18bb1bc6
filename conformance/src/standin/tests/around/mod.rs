//! What is around SCIM, on an enterprise with managed users unless a test says otherwise.

mod audit;
mod limit;
mod teams;
mod token;

use super::{Driven, Sent, request};
use serde_json::Value;

const BASE: &str = "/scim/v2/enterprises/octo";

impl Driven {
    /// Sends a request of which the target is SCIM's below the base, else of the REST API.
    fn call(&mut self, text: &str) -> Sent {
        let (method, rest) = text.split_once(' ').unwrap();
        let is_scim = rest.starts_with("/Users") || rest.starts_with("/Groups");
        let sent =
            if is_scim { self.send(&format!("{method} {BASE}{rest}")) } else { self.ask(&request(text)) };
        assert_eq!(sent.reply.gap, None, "{text}");
        sent
    }

    /// The same, and its status is that one.
    fn expect(&mut self, text: &str, status: u16) -> Value {
        let sent = self.call(text);
        assert_eq!(sent.response.status, status, "{text}\nanswered {}", sent.body);
        sent.body
    }

    /// Creates a user, and says its id.
    fn user(&mut self, user_name: &str) -> String {
        self.user_as(user_name, "user")
    }

    fn user_as(&mut self, user_name: &str, role: &str) -> String {
        let body = self.expect(&format!("POST /Users\n\n{}", user(user_name, role)), 201);
        body["id"].as_str().unwrap().to_owned()
    }

    /// Creates a group with members, and says its id.
    fn group(&mut self, name: &str, members: &[&str]) -> String {
        let body = self.expect(&format!("POST /Groups\n\n{}", group(name, members)), 201);
        body["id"].as_str().unwrap().to_owned()
    }

    /// Changes a resource by one operation.
    fn patch(&mut self, resource: &str, operation: &str) {
        self.expect(&patch(resource, operation), 200);
    }
}

fn user(user_name: &str, role: &str) -> String {
    format!(
        r#"{{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"externalId":"e-{user_name}","userName":"{user_name}",
"active":true,"displayName":"{user_name} Doe","name":{{"givenName":"{user_name}","familyName":"Doe"}},
"emails":[{{"value":"{user_name}@example.com","type":"work","primary":true}}],"roles":[{{"value":"{role}","primary":false}}]}}"#
    )
}

fn group(name: &str, members: &[&str]) -> String {
    let members: Vec<String> = members.iter().map(|id| format!(r#"{{"value":"{id}"}}"#)).collect();
    format!(
        r#"{{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"externalId":"e-{name}","displayName":"{name}","members":[{}]}}"#,
        members.join(",")
    )
}

fn patch(resource: &str, operation: &str) -> String {
    format!(
        r#"PATCH {resource}

{{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{operation}]}}"#
    )
}

const SUSPEND: &str = r#"{"op":"replace","path":"active","value":false}"#;
const REACTIVATE: &str = r#"{"op":"replace","path":"active","value":true}"#;
