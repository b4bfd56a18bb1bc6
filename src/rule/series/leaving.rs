//! Rules on how people are taken out.

use super::{Deed, Event, Key, Life, Memory, Reply, Step, Trail};
use crate::json::{Kind, Value};
use crate::rule::declare::rules;
use std::time::Duration;

rules! {
    /// A change is sent to a resource that was deleted.
    ///
    /// The id is gone for good and every answer is 404; the client should have forgotten it. Two
    /// writers do it to each other, and whoever takes a deleted account for a disabled one.
    seq_patch_after_hard_delete {
        looks_at: Step,
        stage: State,
        cites: "7644-3.6-not-found",
        says: "the {type} with this id was deleted",
        help: "create it anew, and keep the new id",
        bad: r#"PATCH /Users/7

{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"active","value":false}]}

HTTP/1.1 204 No Content

###
DELETE /Users/7

HTTP/1.1 204 No Content

###
PATCH /Users/7

{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"active","value":true}]}

HTTP/1.1 404 Not Found

{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"404"}
"#,
        good: r#"PATCH /Users/7

{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"active","value":false}]}

HTTP/1.1 204 No Content

###
PATCH /Users/7

{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"active","value":true}]}

HTTP/1.1 204 No Content
"#,
    }
    fn check(step: &Step<'_>, _memory: &Memory, trail: &mut Trail<'_>) {
        if !matches!(step.deed, Deed::Patch | Deed::Replace) {
            return;
        }
        if let Some(deleted) = step.past(Event::Deleted) {
            trail.found(step.at_target()).with("type", step.type_name).beside(&deleted.spot, "it is deleted");
        }
    }

    /// A user who leaves is deleted instead of disabled.
    ///
    /// On GitHub that cannot be undone: keys, tokens and repositories of the account are gone, and who
    /// comes back gets a new account. PingFederate does it where the action on removal is set to
    /// delete.
    seq_delete_instead_of_disable {
        looks_at: Step,
        stage: State,
        says: "this user is deleted, and was not disabled before",
        help: "send `\"active\": false`, and delete only who never comes back",
        bad: r#"GET /Users/7

HTTP/1.1 200 OK

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"7","userName":"mona","active":true}

###
DELETE /Users/7

HTTP/1.1 204 No Content
"#,
        good: r#"GET /Users/7

HTTP/1.1 200 OK

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"7","userName":"mona","active":true}

###
PATCH /Users/7

{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"active","value":false}]}

HTTP/1.1 204 No Content
"#,
    }
    fn check(step: &Step<'_>, _memory: &Memory, trail: &mut Trail<'_>) {
        if step.deed != Deed::Delete || !step.reply.is_done() || !step.is_of_user() {
            return;
        }
        let is_expected = step.about.is_some_and(|about| about.active == Some(false) || about.is_deleted());
        // Whoever was created a moment before is a test, or a mistake that is undone.
        let is_fresh = step.past(Event::Created).is_some_and(|created| {
            let age = step.exchange.at.zip(created.spot.at).map(|(now, then)| now.saturating_sub(then));
            age.is_none_or(|age| age < Duration::from_secs(86_400))
        });
        if !is_expected && !is_fresh {
            trail.found(step.at_target());
        }
    }

    /// A request to take a user's access away fails, and nobody tries again.
    ///
    /// The user keeps access, and the client believes that it is done: some take a 400 for good. Only a
    /// look at the user tells.
    seq_lost_deactivation {
        looks_at: Life,
        stage: State,
        says: "the request to disable this user {what}, and nothing in the series disables the user later",
        help: "find out why, repeat it, and read the user to see that `active` is `false`",
        bad: r#"PATCH /Users/7

{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"active","value":false}]}

HTTP/1.1 400 Bad Request

{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"400"}

###
GET /Users/8

HTTP/1.1 200 OK

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"8","userName":"hubot"}
"#,
        good: r#"PATCH /Users/7

{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"active","value":false}]}

HTTP/1.1 500 Internal Server Error

{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"500"}

###
PATCH /Users/7

{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"active","value":false}]}

HTTP/1.1 204 No Content
"#,
    }
    fn check(life: &Life<'_>, _memory: &Memory, trail: &mut Trail<'_>) {
        let Some(refused) = life.identity.mark(Event::NotDisabled) else { return };
        let noted = trail.found(refused.spot.clone());
        match refused.value {
            0 => noted.with("what", "has no answer"),
            200..300 => noted.with("what", "is taken without effect"),
            status => noted.with("what", &format!("is answered {status}")),
        };
    }

    /// A PUT on a disabled user leaves `active` out.
    ///
    /// Some providers then keep the user disabled, others set `active` to its default, and the user is
    /// back.
    seq_put_without_active {
        looks_at: Step,
        stage: State,
        cites: "7644-3.5.1-omitted",
        says: "this user is disabled, and the PUT does not say `active`",
        help: "send `\"active\": false` with every PUT on a disabled user",
        bad: r#"PATCH /Users/7

{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"active","value":false}]}

HTTP/1.1 204 No Content

###
PUT /Users/7

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"mona","displayName":"Mona"}

HTTP/1.1 200 OK

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"7","userName":"mona","displayName":"Mona","active":true}
"#,
        good: r#"PATCH /Users/7

{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"active","value":false}]}

HTTP/1.1 204 No Content

###
PUT /Users/7

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"mona","displayName":"Mona","active":false}

HTTP/1.1 200 OK

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"7","userName":"mona","displayName":"Mona","active":false}
"#,
    }
    fn check(step: &Step<'_>, _memory: &Memory, trail: &mut Trail<'_>) {
        let Some(about) = step.about.filter(|about| about.active == Some(false) && !about.is_deleted())
        else {
            return;
        };
        if step.deed != Deed::Replace
            || !step.reply.is_done()
            || step.sent.active.is_some()
            || !step.is_of_user()
        {
            return;
        }
        let noted = trail.found(step.at_sent_or_target(step.sent.object));
        if let Some(disabled) = about.mark(Event::Disabled) {
            noted.beside(&disabled.spot, "the user is disabled");
        }
    }

    /// The provider takes the string `"False"` and lets the user stay active.
    ///
    /// A text that is not empty counts as true in many languages. The request is answered 200, and the
    /// user keeps access. Entra sends booleans as strings by default.
    bool_truthy_trap {
        looks_at: Step,
        stage: State,
        cites: "7643-2.3.2-boolean",
        says: "`active` was set by a string that says false, the request was taken, and the user is active",
        help: "read the string as the boolean that it says, or refuse it",
        bad: r#"PATCH /Users/7

{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"active","value":"False"}]}

HTTP/1.1 200 OK

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"7","userName":"mona","active":true}
"#,
        good: r#"PATCH /Users/7

{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"active","value":"False"}]}

HTTP/1.1 200 OK

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"7","userName":"mona","active":false}
"#,
    }
    fn check(step: &Step<'_>, _memory: &Memory, trail: &mut Trail<'_>) {
        let Some(active) =
            step.shown.active.filter(|active| active.as_bool() == Some(true) && step.reply.is_done())
        else {
            return;
        };
        let sent = step.sent.active.filter(|_| step.sent.says_active() == Some(false));
        match sent.filter(|sent| sent.kind() == Kind::String) {
            Some(sent) => {
                trail.found(step.at_shown(active)).beside(&step.at_sent(sent), "the string");
            }
            None if !step.deed.is_write() => {
                if let Some(said) = step.past(Event::SaidFalse) {
                    trail.found(step.at_shown(active)).beside(&said.spot, "the string");
                }
            }
            None => {}
        }
    }

    /// What a connection test created stays, because it cannot be deleted.
    ///
    /// The test's user or group is an orphan: active, and nobody's. JumpCloud tests so; providers
    /// without DELETE keep what it leaves.
    seq_test_user_left {
        looks_at: Life,
        stage: State,
        says: "the {type} that was created here could not be deleted: the answer is {status}",
        help: "support DELETE, or disable it by `\"active\": false`",
        bad: r#"GET /Users?filter=userName%20eq%20%22test%22

HTTP/1.1 200 OK

{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":0}

###
POST /Users

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"test","active":true}

HTTP/1.1 201 Created

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"9","userName":"test","active":true}

###
DELETE /Users/9

HTTP/1.1 405 Method Not Allowed

{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"405"}
"#,
        good: r#"GET /Users?filter=userName%20eq%20%22test%22

HTTP/1.1 200 OK

{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":0}

###
POST /Users

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"test","active":true}

HTTP/1.1 201 Created

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"9","userName":"test","active":true}

###
DELETE /Users/9

HTTP/1.1 405 Method Not Allowed

{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"405"}

###
PATCH /Users/9

{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"active","value":false}]}

HTTP/1.1 204 No Content
"#,
    }
    fn check(life: &Life<'_>, _memory: &Memory, trail: &mut Trail<'_>) {
        let (Some(created), Some(kept)) =
            (life.identity.mark(Event::Created), life.identity.mark(Event::NotDeleted))
        else {
            return;
        };
        trail
            .found(kept.spot.clone())
            .with("type", life.type_name)
            .count("status", kept.value)
            .beside(&created.spot, "it is created");
    }

    /// A second DELETE is answered with an error instead of 404.
    ///
    /// Clients repeat a DELETE whose answer they lost, and take a 404 as done. An error in its place
    /// counts as a failure; enough of them stop the provisioning. Microsoft's validator tests it.
    seq_delete_not_idempotent {
        looks_at: Step,
        stage: State,
        cites: "7644-3.6-not-found",
        says: "the {type} is deleted already, and the second DELETE is answered {status}",
        help: "answer 404 for a resource that is gone",
        bad: r#"PATCH /Users/7

{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"active","value":false}]}

HTTP/1.1 204 No Content

###
DELETE /Users/7

HTTP/1.1 204 No Content

###
DELETE /Users/7

HTTP/1.1 500 Internal Server Error

{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"500"}
"#,
        good: r#"PATCH /Users/7

{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"active","value":false}]}

HTTP/1.1 204 No Content

###
DELETE /Users/7

HTTP/1.1 204 No Content

###
DELETE /Users/7

HTTP/1.1 404 Not Found

{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"404"}
"#,
    }
    fn check(step: &Step<'_>, _memory: &Memory, trail: &mut Trail<'_>) {
        let Some(deleted) = step.past(Event::Deleted).filter(|_| step.deed == Deed::Delete) else { return };
        let is_error = match step.reply {
            Reply::Failed(status) => status >= 500,
            Reply::Refused(status) => matches!(status, 400 | 409),
            Reply::Done(_) | Reply::Assumed => false,
        };
        if is_error {
            trail
                .found(step.at_status())
                .with("type", step.type_name)
                .count("status", u64::from(step.reply.status()))
                .beside(&deleted.spot, "it is deleted");
        }
    }

    /// A role is added where the user has another one, and none is taken away.
    ///
    /// Who moves from one role to another keeps both, and with them the rights of the old one. Entra's
    /// expression for app roles only ever adds; a removal is never sent.
    seq_unassign_no_role_removal {
        looks_at: Step,
        stage: State,
        says: "the user gets a second role, and the first is never taken away",
        help: "replace `roles` as a whole",
        on: "github-emu",
        bad: r#"PATCH /scim/v2/enterprises/octo/Users/7

{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"add","path":"roles","value":[{"value":"enterprise_owner","primary":false}]}]}

HTTP/1.1 200 OK

###
PATCH /scim/v2/enterprises/octo/Users/7

{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"add","path":"roles","value":[{"value":"user","primary":false}]}]}

HTTP/1.1 200 OK
"#,
        good: r#"PATCH /scim/v2/enterprises/octo/Users/7

{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"roles","value":[{"value":"enterprise_owner","primary":false}]}]}

HTTP/1.1 200 OK

###
PATCH /scim/v2/enterprises/octo/Users/7

{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"roles","value":[{"value":"user","primary":false}]}]}

HTTP/1.1 200 OK
"#,
    }
    fn check(step: &Step<'_>, _memory: &Memory, trail: &mut Trail<'_>) {
        let Some(given) = step.past(Event::RoleGiven) else { return };
        if step.deed != Deed::Patch || !step.reply.is_done() || step.sent.drops_roles {
            return;
        }
        let is_other =
            |role: &&Value<'_>| role.string().is_some_and(|role| Key::folded(&role).number() != given.value);
        if let Some(role) = step.sent.roles.iter().find(is_other) {
            trail.found(step.at_sent(*role)).beside(&given.spot, "the first role");
        }
    }
}
