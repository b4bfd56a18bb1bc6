//! Rules on how resources are created.

use super::{By, Deed, Event, Identity, Key, Life, Memory, Reply, Step, Trail};
use crate::json::Value;
use crate::rule::declare::rules;

rules! {
    /// A resource is created without a look for it first.
    ///
    /// Whoever was provisioned by hand, by another application or by an earlier attempt is there
    /// already, and the answer is 409. Scripts and tools that keep no state of their own do it. A
    /// filter by `userName` or `externalId` tells whether to create or to update.
    seq_create_without_lookup {
        looks_at: Step,
        stage: State,
        cites: "7644-3.3-uniqueness",
        says: "nobody looked for this {type} before it is created{then}",
        help: "ask by a filter first, and update what is found",
        bad: r#"POST /Users

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"mona","externalId":"e-1"}

HTTP/1.1 409 Conflict

{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"409"}
"#,
        good: r#"GET /Users?filter=userName%20eq%20%22mona%22

HTTP/1.1 200 OK

{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":0}

###
POST /Users

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"mona","externalId":"e-1"}

HTTP/1.1 201 Created

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"7","userName":"mona","externalId":"e-1"}
"#,
    }
    fn check(step: &Step<'_>, memory: &Memory, trail: &mut Trail<'_>) {
        if !is_blind_create(step, memory) {
            return;
        }
        // Once without an answer of 409, when it is a habit.
        let then = match step.reply {
            Reply::Refused(409) => ", and it exists",
            Reply::Done(_) | Reply::Assumed if memory.totals.blind_creates == 2 => {
                ", nor for the two before it"
            }
            Reply::Done(_) | Reply::Assumed | Reply::Refused(_) | Reply::Failed(_) => return,
        };
        trail
            .found(step.at_sent_or_target(step.sent.user_name.or(step.sent.display_name)))
            .with("type", step.type_name)
            .with("then", then);
    }

    /// A create is answered 409 again and again.
    ///
    /// The resource is there, and the client does not find it: it never links to it, so the person's
    /// changes are lost, and at some providers each attempt harms the account. Identity providers do it
    /// on every cycle.
    seq_409_loop {
        looks_at: Life,
        stage: State,
        cites: "7644-3.3-uniqueness",
        says: "this {type} is created {count} times, and each answer is 409",
        help: "after a 409, look for the resource by a filter, keep its id, and update it",
        bad: r#"GET /Users?filter=userName%20eq%20%22mona%22

HTTP/1.1 200 OK

{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":0}

###
POST /Users

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"mona"}

HTTP/1.1 409 Conflict

{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"409"}

###
POST /Users

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"mona"}

HTTP/1.1 409 Conflict

{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"409"}
"#,
        good: r#"GET /Users?filter=externalId%20eq%20%22e-1%22

HTTP/1.1 200 OK

{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":0}

###
POST /Users

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"mona","externalId":"e-1"}

HTTP/1.1 409 Conflict

{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"409"}

###
GET /Users?filter=userName%20eq%20%22mona%22

HTTP/1.1 200 OK

{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":1,"Resources":[{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"7","userName":"mona"}]}

###
PATCH /Users/7

{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"externalId","value":"e-1"}]}

HTTP/1.1 204 No Content
"#,
    }
    fn check(life: &Life<'_>, _memory: &Memory, trail: &mut Trail<'_>) {
        let (Some(first), Some(last)) =
            (life.identity.mark(Event::Conflicted), life.identity.mark(Event::ConflictedAgain))
        else {
            return;
        };
        trail
            .found(last.spot.clone())
            .with("type", life.type_name)
            .count("count", last.value)
            .beside(&first.spot, "the first time");
    }

    /// A user who is disabled is created again.
    ///
    /// Who comes back has an account that sleeps. A create in place of `"active": true` is answered
    /// 409, or makes a second account without anything of the first. Okta sends it after an account was
    /// deactivated.
    seq_reprovision_post_on_inactive {
        looks_at: Step,
        stage: State,
        cites: "7644-3.3-uniqueness",
        says: "this user is there and disabled, and is created again",
        help: "send `\"active\": true` to the id that the provider gave",
        bad: r#"PATCH /Users/7

{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"active","value":false}]}

HTTP/1.1 200 OK

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"7","userName":"mona","externalId":"e-1","active":false}

###
GET /Users?filter=userName%20eq%20%22mona%22

HTTP/1.1 200 OK

{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":1,"Resources":[{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"7","userName":"mona","externalId":"e-1","active":false}]}

###
POST /Users

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"mona","externalId":"e-1","active":true}

HTTP/1.1 409 Conflict

{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"409"}
"#,
        good: r#"PATCH /Users/7

{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"active","value":false}]}

HTTP/1.1 200 OK

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"7","userName":"mona","externalId":"e-1","active":false}

###
PATCH /Users/7

{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"active","value":true}]}

HTTP/1.1 200 OK

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"7","userName":"mona","externalId":"e-1","active":true}
"#,
    }
    fn check(step: &Step<'_>, _memory: &Memory, trail: &mut Trail<'_>) {
        let Some(about) = step.about.filter(|about| step.deed == Deed::Create && about.is_there()) else {
            return;
        };
        if about.active != Some(false)
            || matches!(step.reply, Reply::Failed(_))
            || is_renamed(step, about.user_name)
        {
            return;
        }
        let noted = trail.found(step.at_sent_or_target(step.sent.user_name));
        if let Some(disabled) = about.mark(Event::Disabled) {
            noted.beside(&disabled.spot, "the user is disabled");
        }
    }

    /// A create that came to no clean end is sent again without a look.
    ///
    /// After a timeout or an error of the provider's nobody knows whether the resource is there. A
    /// second create is answered 409, or makes a duplicate.
    seq_blind_retry_post {
        looks_at: Step,
        stage: State,
        says: "this {type} is created again after {what}, without a look whether that had an effect",
        help: "ask by a filter before the create is repeated",
        bad: r#"GET /Users?filter=userName%20eq%20%22mona%22

HTTP/1.1 200 OK

{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":0}

###
POST /Users

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"mona"}

HTTP/1.1 504 Gateway Timeout

###
POST /Users

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"mona"}

HTTP/1.1 409 Conflict

{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"409"}
"#,
        good: r#"GET /Users?filter=userName%20eq%20%22mona%22

HTTP/1.1 200 OK

{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":0}

###
POST /Users

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"mona"}

HTTP/1.1 504 Gateway Timeout

###
GET /Users?filter=userName%20eq%20%22mona%22

HTTP/1.1 200 OK

{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":0}

###
POST /Users

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"mona"}

HTTP/1.1 201 Created

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"7","userName":"mona"}
"#,
    }
    fn check(step: &Step<'_>, memory: &Memory, trail: &mut Trail<'_>) {
        let Some(unfinished) = step.past(Event::Unfinished).filter(|_| step.deed == Deed::Create) else {
            return;
        };
        // "Too many requests" is a refusal, so trying again is right; unless it had an effect all the same.
        if unfinished.value == 429 && step.reply != Reply::Refused(409) {
            return;
        }
        if step.was_sought(memory, unfinished.spot.exchange) {
            return;
        }
        let noted = trail.found(step.at_sent_or_target(step.sent.user_name.or(step.sent.display_name)));
        noted.with("type", step.type_name).beside(&unfinished.spot, "the first attempt");
        match unfinished.value {
            0 => noted.with("what", "a request without an answer"),
            status => noted.with("what", &format!("an answer of {status}")),
        };
    }

    /// A 404 that is not in SCIM's words is taken for a resource that is gone, and the resource is
    /// created again.
    ///
    /// A proxy, or a provider that does not have the method, answers 404 or 405 with a page of its own.
    /// The client forgets the id and creates a duplicate, or is answered 409 for ever. Only a 404 with
    /// a SCIM error says that the resource is gone.
    seq_404_read_as_gone {
        looks_at: Step,
        stage: State,
        cites: "7644-3.12-body",
        says: "this {type} is created again after an answer of {status} that does not say that it is gone",
        help: "read the resource by its id, and see in `/ServiceProviderConfig` which methods there are",
        bad: r#"PUT /Users/7

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"7","userName":"mona","externalId":"e-1"}

HTTP/1.1 404 Not Found
Content-Type: text/html

<html>not found</html>

###
GET /Users?filter=externalId%20eq%20%22e-1%22

HTTP/1.1 200 OK

{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":0}

###
POST /Users

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"mona","externalId":"e-1"}

HTTP/1.1 409 Conflict

{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"409"}
"#,
        good: r#"PUT /Users/7

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"7","userName":"mona","externalId":"e-1"}

HTTP/1.1 404 Not Found
Content-Type: application/scim+json

{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"404"}

###
GET /Users?filter=externalId%20eq%20%22e-1%22

HTTP/1.1 200 OK

{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":0}

###
POST /Users

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"mona","externalId":"e-1"}

HTTP/1.1 201 Created

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"8","userName":"mona","externalId":"e-1"}
"#,
    }
    fn check(step: &Step<'_>, _memory: &Memory, trail: &mut Trail<'_>) {
        let Some(gone) = step.past(Event::Gone).filter(|_| step.deed == Deed::Create) else { return };
        trail
            .found(step.at_sent_or_target(step.sent.user_name.or(step.sent.display_name)))
            .with("type", step.type_name)
            .count("status", gone.value)
            .beside(&gone.spot, "this answer is no SCIM error");
    }

    /// The provider answers a create with an account of somebody else's who has the same address.
    ///
    /// A create with a new user name comes back with the id of another user. Who can provision an
    /// address then takes over the account that has it. A link must be asked for, not guessed.
    seq_email_hijack {
        looks_at: Step,
        stage: State,
        cites: "7643-3.1-id-unique",
        says: "the create of one user is answered with the id of another who has the same address",
        help: "answer 409, and let the client link the two on purpose",
        bad: r#"GET /Users?filter=userName%20eq%20%22mona%22

HTTP/1.1 200 OK

{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":0}

###
GET /Users/7

HTTP/1.1 200 OK

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"7","userName":"local-admin","emails":[{"value":"mona@example.com"}]}

###
POST /Users

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"mona","emails":[{"value":"mona@example.com","primary":true}]}

HTTP/1.1 201 Created

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"7","userName":"mona","emails":[{"value":"mona@example.com"}]}
"#,
        good: r#"GET /Users?filter=userName%20eq%20%22mona%22

HTTP/1.1 200 OK

{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":0}

###
GET /Users/7

HTTP/1.1 200 OK

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"7","userName":"local-admin","emails":[{"value":"mona@example.com"}]}

###
POST /Users

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"mona","emails":[{"value":"mona@example.com","primary":true}]}

HTTP/1.1 201 Created

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"8","userName":"mona","emails":[{"value":"mona@example.com"}]}
"#,
    }
    fn check(step: &Step<'_>, memory: &Memory, trail: &mut Trail<'_>) {
        let Some((id, owner)) = given_id(step, memory) else { return };
        let shares_address = step
            .sent
            .emails
            .iter()
            .filter_map(|email| email.string())
            .any(|email| owner.emails.contains(&By::Email.key(&email)));
        if owner.is_there() && is_renamed(step, owner.user_name) && shares_address {
            let noted = trail.found(step.at_shown(id));
            if let Some(seen) = owner.mark(Event::Seen) {
                noted.beside(&seen.spot, "the other user");
            }
        }
    }

    /// The provider gives the id of a deleted resource to a new one.
    ///
    /// What clients remember of the old resource, such as memberships and permissions, hits the new
    /// one. Providers with short integer keys do it.
    seq_id_reused {
        looks_at: Step,
        stage: State,
        cites: "7643-3.1-id-stable",
        says: "the new {type} gets the id of one that was deleted",
        help: "never give an id twice",
        bad: r#"PATCH /Users/42

{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"active","value":false}]}

HTTP/1.1 200 OK

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"42","userName":"mona","active":false}

###
DELETE /Users/42

HTTP/1.1 204 No Content

###
GET /Users?filter=userName%20eq%20%22hubot%22

HTTP/1.1 200 OK

{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":0}

###
POST /Users

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"hubot"}

HTTP/1.1 201 Created

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"42","userName":"hubot"}
"#,
        good: r#"PATCH /Users/42

{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"active","value":false}]}

HTTP/1.1 200 OK

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"42","userName":"mona","active":false}

###
DELETE /Users/42

HTTP/1.1 204 No Content

###
GET /Users?filter=userName%20eq%20%22hubot%22

HTTP/1.1 200 OK

{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":0}

###
POST /Users

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"hubot"}

HTTP/1.1 201 Created

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"43","userName":"hubot"}
"#,
    }
    fn check(step: &Step<'_>, memory: &Memory, trail: &mut Trail<'_>) {
        let Some((id, owner)) = given_id(step, memory) else { return };
        let Some(deleted) = owner.mark(Event::Deleted) else { return };
        // The same person under the same id was restored, which some providers do on purpose.
        let is_restored = owner.user_name.is_some() && !is_renamed(step, owner.user_name);
        if !is_restored {
            trail
                .found(step.at_shown(id))
                .with("type", step.type_name)
                .beside(&deleted.spot, "the one before was deleted");
        }
    }

    /// A user whose name changed is created as a new one.
    ///
    /// The same `externalId` comes back under another `userName`: the answer is 409 where `externalId`
    /// is unique, else there are two accounts of one person. Okta deactivates the one and creates the
    /// other.
    username_change_recreates {
        looks_at: Step,
        stage: State,
        cites: "7643-3.1-external-id",
        says: "the user with this `externalId` is there under another `userName`, and is created again",
        help: "change `userName` by PATCH on the id that the provider gave",
        bad: r#"PATCH /Users/7

{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"active","value":false}]}

HTTP/1.1 200 OK

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"7","userName":"mona","externalId":"e-1","active":false}

###
GET /Users?filter=userName%20eq%20%22lisa%22

HTTP/1.1 200 OK

{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":0}

###
POST /Users

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"lisa","externalId":"e-1","active":true}

HTTP/1.1 409 Conflict

{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"409"}
"#,
        good: r#"PATCH /Users/7

{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"userName","value":"lisa"}]}

HTTP/1.1 200 OK

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"7","userName":"lisa","externalId":"e-1","active":true}
"#,
    }
    fn check(step: &Step<'_>, memory: &Memory, trail: &mut Trail<'_>) {
        if step.deed != Deed::Create || !step.is_of_user() {
            return;
        }
        let Some(other) = step.namesake(memory, By::ExternalId, step.sent.external_id) else { return };
        if other.is_there() && is_renamed(step, other.user_name) {
            let noted = trail.found(step.at_sent_or_target(step.sent.user_name));
            if let Some(seen) = other.mark(Event::Disabled).or_else(|| other.mark(Event::Seen)) {
                noted.beside(&seen.spot, "the user under the other name");
            }
        }
    }
}

/// Whether it creates what nobody looked for, and what no exchange before it tells of either.
pub(crate) fn is_blind_create(step: &Step<'_>, memory: &Memory) -> bool {
    let is_told = [Event::Conflicted, Event::Unfinished, Event::Gone, Event::Deleted, Event::Disabled]
        .into_iter()
        .any(|event| step.past(event).is_some());
    step.deed == Deed::Create && !is_told && step.sought().next().is_some() && !step.was_sought(memory, 0)
}

/// Whether the user name that is sent is another one than that.
fn is_renamed(step: &Step<'_>, known: Option<Key>) -> bool {
    let sent = step.sent.user_name.and_then(|name| Some(By::UserName.key(&name.string()?)));
    sent.zip(known).is_some_and(|(sent, known)| sent != known)
}

/// The id that a create is answered with, and who has it or had it before.
fn given_id<'s, 'm>(step: &Step<'s>, memory: &'m Memory) -> Option<(Value<'s>, &'m Identity)> {
    let id = step.shown.id.filter(|_| step.deed == Deed::Create && step.reply.is_done())?;
    Some((id, step.namesake(memory, By::Id, Some(id))?))
}
