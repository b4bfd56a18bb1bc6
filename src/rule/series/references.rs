//! Rules on references to what is not there yet, and on what comes with memberships.

use super::{By, Deed, Event, Memory, Pending, Step, Trail};
use crate::rule::declare::rules;

rules! {
    /// A membership is sent before the user is created.
    ///
    /// The provider does not know the member: it refuses the group, or leaves the member out, and most
    /// clients do not send it again. First users, then groups, then memberships.
    seq_group_before_users {
        looks_at: Step,
        stage: State,
        cites: "7643-4.2-members-value",
        says: "this member is created only later",
        help: "create the user first, and send the id that the provider gave",
        bad: r#"GET /Groups/g1

HTTP/1.1 200 OK

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"id":"g1","displayName":"Crew"}

###
PATCH /Groups/g1

{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"add","path":"members","value":[{"value":"e-1"}]}]}

HTTP/1.1 400 Bad Request

{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"400"}

###
GET /Users?filter=externalId%20eq%20%22e-1%22

HTTP/1.1 200 OK

{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":0}

###
POST /Users

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"mona","externalId":"e-1"}

HTTP/1.1 201 Created

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"7","userName":"mona","externalId":"e-1"}
"#,
        good: r#"GET /Users?filter=externalId%20eq%20%22e-1%22

HTTP/1.1 200 OK

{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":0}

###
POST /Users

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"mona","externalId":"e-1"}

HTTP/1.1 201 Created

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"7","userName":"mona","externalId":"e-1"}

###
PATCH /Groups/g1

{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"add","path":"members","value":[{"value":"7"}]}]}

HTTP/1.1 204 No Content
"#,
    }
    fn check(step: &Step<'_>, memory: &Memory, trail: &mut Trail<'_>) {
        if let Some(pending) = awaited(step, memory, false) {
            trail.found(pending.spot.clone()).beside(&step.at_target(), "it is created");
        }
    }

    /// A manager is named before that user is created.
    ///
    /// The provider refuses the reference or forgets it. Entra's first cycle does it and mends it in
    /// the second; other clients do not.
    seq_manager_before_create {
        looks_at: Step,
        stage: State,
        says: "this manager is created only later",
        help: "create all users first, and set managers then",
        bad: r#"PATCH /Users/1

{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"add","path":"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager","value":{"value":"e-2"}}]}

HTTP/1.1 400 Bad Request

{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"400"}

###
GET /Users?filter=externalId%20eq%20%22e-2%22

HTTP/1.1 200 OK

{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":0}

###
POST /Users

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"boss","externalId":"e-2"}

HTTP/1.1 201 Created

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"2","userName":"boss","externalId":"e-2"}
"#,
        good: r#"GET /Users?filter=externalId%20eq%20%22e-2%22

HTTP/1.1 200 OK

{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":0}

###
POST /Users

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"boss","externalId":"e-2"}

HTTP/1.1 201 Created

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"2","userName":"boss","externalId":"e-2"}

###
PATCH /Users/1

{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"add","path":"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager","value":{"value":"2"}}]}

HTTP/1.1 204 No Content
"#,
    }
    fn check(step: &Step<'_>, memory: &Memory, trail: &mut Trail<'_>) {
        if let Some(pending) = awaited(step, memory, true) {
            trail.found(pending.spot.clone()).beside(&step.at_target(), "it is created");
        }
    }

    /// A group is renamed to the name that it has, after each change of its members.
    ///
    /// Okta follows every push of members by a PATCH with the group's id and name. A provider that
    /// refuses it makes the push a failure, although nothing was wrong.
    seq_group_rename_patch {
        looks_at: Step,
        stage: State,
        cites: "7644-3.5.2.1-present",
        says: "the group has this name already; the request follows a change of its members",
        help: "a provider takes it and changes nothing",
        bad: r#"GET /Groups/g1

HTTP/1.1 200 OK

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"id":"g1","displayName":"Crew","members":[{"value":"6"}]}

###
PATCH /Groups/g1

{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"add","path":"members","value":[{"value":"7"}]}]}

HTTP/1.1 204 No Content

###
PATCH /Groups/g1

{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","value":{"id":"g1","displayName":"Crew"}}]}

HTTP/1.1 204 No Content
"#,
        good: r#"GET /Groups/g1

HTTP/1.1 200 OK

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"id":"g1","displayName":"Crew","members":[{"value":"6"}]}

###
PATCH /Groups/g1

{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"add","path":"members","value":[{"value":"7"}]}]}

HTTP/1.1 204 No Content

###
PATCH /Groups/g1

{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"displayName","value":"Captains"}]}

HTTP/1.1 204 No Content
"#,
    }
    fn check(step: &Step<'_>, _memory: &Memory, trail: &mut Trail<'_>) {
        let (Some(populated), Some(name)) = (step.past(Event::Populated), step.sent.display_name) else {
            return;
        };
        let known = step.about.and_then(|about| about.display_name);
        let is_same = name.string().is_some_and(|name| known == Some(By::DisplayName.key(&name)));
        if is_same && step.deed == Deed::Patch && step.is_of_group() && step.sent.members.is_empty() {
            trail.found(step.at_sent(name)).beside(&populated.spot, "the change of its members");
        }
    }
}

/// The reference that named the user who is created here, before there was one.
fn awaited<'m>(step: &Step<'_>, memory: &'m Memory, is_manager: bool) -> Option<&'m Pending> {
    if step.deed != Deed::Create || !step.reply.is_done() || !step.is_of_user() {
        return None;
    }
    let names = [step.shown.id, step.sent.external_id, step.sent.user_name];
    let mut pending = names.into_iter().flatten().filter_map(|name| memory.pending(&name.string()?));
    pending.find(|pending| pending.is_manager == is_manager)
}
