//! Rules on what a provider keeps from being seen, or says of itself, against what the series shows.

use super::{By, Deed, Event, Memory, Reply, Step, Trail};
use crate::rule::declare::rules;

rules! {
    /// A lookup by a name in another case finds nobody.
    ///
    /// User names have no case. A provider that compares them to the letter does not find the user whom it has,
    /// and the client creates the user once more, which ends in a duplicate or a 409.
    filter_value_case {
        looks_at: Step,
        stage: Values,
        cites: "7644-3.4.2.2-case-exact",
        says: "the provider has this user, and does not find the name in another case",
        help: "compare values without regard to case, unless `caseExact` is true",
        bad: r#"GET /Users/7

HTTP/1.1 200 OK

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"7","userName":"mona@example.com"}

###
GET /Users?filter=userName%20eq%20%22Mona@Example.com%22

HTTP/1.1 200 OK

{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":0}
"#,
        good: r#"GET /Users/7

HTTP/1.1 200 OK

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"7","userName":"mona@example.com"}

###
GET /Users?filter=userName%20eq%20%22Mona@Example.com%22

HTTP/1.1 200 OK

{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":1,"Resources":[{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"7","userName":"mona@example.com"}]}
"#,
    }
    fn check(step: &Step<'_>, memory: &Memory, trail: &mut Trail<'_>) {
        let Some(sought) = missed(step) else { return };
        let Some(known) = memory.find(step.resource_type, By::UserName, sought.folded) else { return };
        let is_hidden = known.active == Some(false);
        if known.is_there() && !is_hidden && known.spelled.is_some_and(|spelled| spelled != sought.exact) {
            let noted = trail.found(step.at_query(sought.span));
            if let Some(seen) = known.mark(Event::Seen) {
                noted.beside(&seen.spot, "the user");
            }
        }
    }

    /// A disabled user is not shown any more.
    ///
    /// A disabled user is still a resource: who asks for it gets it with `active` false. Where it is 404 instead,
    /// the client takes the user for deleted, and creates another one when the person comes back.
    inactive_hidden {
        looks_at: Step,
        stage: State,
        cites: "7643-4.1.1-active",
        says: "this user was disabled, and is not shown any more",
        help: "show a disabled user as any other, with `active` false",
        bad: r#"PATCH /Users/7

{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"active","value":false}]}

HTTP/1.1 204 No Content

###
GET /Users/7

HTTP/1.1 404 Not Found

{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"404"}
"#,
        good: r#"PATCH /Users/7

{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"active","value":false}]}

HTTP/1.1 204 No Content

###
GET /Users/7

HTTP/1.1 200 OK

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"7","userName":"mona","active":false}
"#,
    }
    fn check(step: &Step<'_>, memory: &Memory, trail: &mut Trail<'_>) {
        let is_missing = step.deed == Deed::Read && matches!(step.reply, Reply::Refused(404 | 410));
        let (known, at) = match missed(step) {
            Some(sought) => {
                (memory.find(step.resource_type, By::UserName, sought.folded), step.at_query(sought.span))
            }
            None if is_missing => (step.about, step.at_status()),
            None => return,
        };
        let Some(known) = known.filter(|known| known.is_there() && known.active == Some(false)) else { return };
        if let Some(disabled) = known.mark(Event::Disabled) {
            trail.found(at).beside(&disabled.spot, "disabled here");
        }
    }

    /// A PATCH is refused by a provider that says that it takes PATCH.
    ///
    /// Clients read the configuration once and then go the way that it names. Where that way is closed, no change
    /// arrives, though PUT may be open.
    discovery_promises_patch {
        looks_at: Step,
        stage: Route,
        cites: "7643-5-patch",
        says: "a PATCH is answered {status}, though the provider says that `patch` is supported",
        help: "serve PATCH, or say that it is not supported",
        bad: r#"GET /ServiceProviderConfig

HTTP/1.1 200 OK

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"],"patch":{"supported":true}}

###
PATCH /Users/7

{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"active","value":false}]}

HTTP/1.1 501 Not Implemented

{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"501"}

###
PUT /Users/7

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"mona","active":false}

HTTP/1.1 200 OK

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"7","userName":"mona","active":false}
"#,
        good: r#"GET /ServiceProviderConfig

HTTP/1.1 200 OK

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"],"patch":{"supported":true}}

###
PATCH /Users/7

{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"active","value":false}]}

HTTP/1.1 204 No Content
"#,
    }
    fn check(step: &Step<'_>, memory: &Memory, trail: &mut Trail<'_>) {
        let Some(promise) = &memory.totals.promises_patch else { return };
        if let (Deed::Patch, Reply::Refused(status @ (405 | 501))) = (step.deed, step.reply) {
            trail.found(step.at_status()).count("status", u64::from(status)).beside(promise, "promised here");
        }
    }
}

/// The user name that a list was asked for, where nobody came.
fn missed(step: &Step<'_>) -> Option<super::Sought> {
    let page = step.page.filter(|page| page.length == 0 && page.total.is_none_or(|total| total == 0))?;
    page.user_name.filter(|_| step.reply.is_done() && step.is_of_user() && page.start_index == 1)
}
