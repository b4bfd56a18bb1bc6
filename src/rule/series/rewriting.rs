//! Rules on what is written over something else, or over itself.

use super::{Deed, Event, Life, Memory, Step, Totals, Trail, Whole};
use crate::rule::declare::rules;

/// How often the same value is written in a row before that is told.
const MANY: u32 = 3;

rules! {
    /// A PUT leaves out attributes that were set before.
    ///
    /// PUT replaces the resource: what is left out may be cleared, and a group loses its members.
    /// Clients that keep only what they map do it, and those that imported a resource and lost track of
    /// it.
    seq_put_drops_attributes {
        looks_at: Step,
        stage: State,
        cites: "7644-3.5.1-omitted",
        says: "the PUT leaves out {names}, which was set before",
        help: "send the whole resource, or change what differs by PATCH",
        bad: r#"PATCH /Users/7

{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"add","path":"title","value":"Captain"}]}

HTTP/1.1 204 No Content

###
PUT /Users/7

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"mona"}

HTTP/1.1 200 OK

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"7","userName":"mona"}
"#,
        good: r#"PATCH /Users/7

{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"add","path":"title","value":"Captain"}]}

HTTP/1.1 204 No Content

###
PUT /Users/7

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"mona","title":"Captain"}

HTTP/1.1 200 OK

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"7","userName":"mona","title":"Captain"}
"#,
    }
    fn check(step: &Step<'_>, memory: &Memory, trail: &mut Trail<'_>) {
        let Some(about) = step.about.filter(|_| step.deed == Deed::Replace && step.reply.is_done()) else {
            return;
        };
        // `active` has a rule of its own; a password is written once and never shown.
        let matters = |name: &&str| !step.sent.has(name) && !["active", "password"].contains(name);
        let mut names = String::new();
        for name in memory.names_of(about.attributes).filter(matters) {
            names.push_str(if names.is_empty() { "`" } else { ", `" });
            names.push_str(name);
            names.push('`');
        }
        if !names.is_empty() {
            let noted = trail.found(step.at_sent_or_target(step.sent.object));
            noted.with("names", &names);
            if let Some(written) = about.mark(Event::Written) {
                noted.beside(&written.spot, "the last time that it was written");
            }
        }
    }

    /// Two clients write to one tenant.
    ///
    /// Each undoes what the other did, and the identity provider's view drifts from the truth. GitHub
    /// asks for one system that writes. Scripts that run beside an identity provider's application do
    /// it.
    seq_two_writers {
        looks_at: Whole,
        stage: State,
        says: "`{second}` writes here, and `{first}` does too",
        help: "let one client write, and the others only read",
        bad: r#"PATCH https://scim.example/v2/Users/7
User-Agent: Okta SCIM Client 1.0.0
Content-Type: application/scim+json

{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"displayName","value":"Mona"}]}

HTTP/1.1 204 No Content

###
PATCH https://scim.example/v2/Users/7
User-Agent: python-requests/2.32
Content-Type: application/scim+json

{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"displayName","value":"Mona Lisa"}]}

HTTP/1.1 204 No Content
"#,
        good: r#"PATCH https://scim.example/v2/Users/7
User-Agent: Okta SCIM Client 1.0.0
Content-Type: application/scim+json

{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"displayName","value":"Mona"}]}

HTTP/1.1 204 No Content

###
GET https://scim.example/v2/Users/7
User-Agent: python-requests/2.32

HTTP/1.1 200 OK

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"7","userName":"mona","displayName":"Mona"}
"#,
    }
    fn check(whole: &Whole<'_>, _memory: &Memory, trail: &mut Trail<'_>) {
        let Totals { writers, .. } = whole.totals;
        for (at, second) in writers.iter().enumerate() {
            if let Some(first) = writers[..at].iter().find(|first| first.tenant == second.tenant) {
                trail
                    .found(second.first.clone())
                    .with("second", &second.product)
                    .with("first", &first.product)
                    .beside(&first.first, "the other client's first write");
            }
        }
    }

    /// The same value is written to the same attribute again and again.
    ///
    /// The client compares with what the provider returns, finds a difference, and writes in every
    /// cycle: the provider does not return the value as it was written. Entra does it with addresses
    /// and managers whose shape comes back changed.
    seq_endless_repatch {
        looks_at: Life,
        stage: State,
        says: "the same value is written to this {type} for the {count}. time in a row",
        help: "see that the provider returns the attribute as it was written",
        bad: r#"PATCH /Users/7

{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"title","value":"Captain"}]}

HTTP/1.1 204 No Content

###
PATCH /Users/7

{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"title","value":"Captain"}]}

HTTP/1.1 204 No Content

###
PATCH /Users/7

{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"title","value":"Captain"}]}

HTTP/1.1 204 No Content
"#,
        good: r#"PATCH /Users/7

{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"title","value":"Captain"}]}

HTTP/1.1 204 No Content

###
PATCH /Users/7

{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"title","value":"Admiral"}]}

HTTP/1.1 204 No Content

###
PATCH /Users/7

{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"title","value":"Captain"}]}

HTTP/1.1 204 No Content
"#,
    }
    fn check(life: &Life<'_>, _memory: &Memory, trail: &mut Trail<'_>) {
        for repeat in life.identity.repeats.iter().filter(|repeat| repeat.count >= MANY) {
            trail
                .found(repeat.last.clone())
                .with("type", life.type_name)
                .count("count", u64::from(repeat.count))
                .beside(&repeat.first, "the first time");
        }
    }
}
