//! Rules on the values by which both sides know a resource.

use super::{By, Deed, Event, Memory, Step, Trail};
use crate::rule::declare::rules;

rules! {
    /// `externalId` is made of a value that changes.
    ///
    /// The client finds the resource by it, and so do logins: GitHub compares it with the sign-in where
    /// Entra provisions. When it changes, the link is lost. Entra's default is the mail nickname; the
    /// object id never changes.
    external_id_mutable {
        looks_at: Step,
        stage: State,
        cites: "7643-3.1-external-id",
        says: "the `externalId` of this {type} changes",
        help: "map an identifier that is never changed, such as the directory's object id",
        bad: r#"GET /Users/7

HTTP/1.1 200 OK

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"7","userName":"mona@example.com","externalId":"mona.lisa"}

###
PATCH /Users/7

{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"externalId","value":"mona.smith"}]}

HTTP/1.1 204 No Content
"#,
        good: r#"GET /Users/7

HTTP/1.1 200 OK

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"7","userName":"mona@example.com","externalId":"2819c223-7f76"}

###
PATCH /Users/7

{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"externalId","value":"2819c223-7f76"}]}

HTTP/1.1 204 No Content
"#,
    }
    fn check(step: &Step<'_>, _memory: &Memory, trail: &mut Trail<'_>) {
        let (Some(about), Some(sent)) = (step.about, step.sent.external_id) else { return };
        let (Some(known), Some(value)) = (about.external_id, sent.string()) else { return };
        if matches!(step.deed, Deed::Patch | Deed::Replace)
            && step.reply.is_done()
            && By::ExternalId.key(&value) != known
        {
            let noted = trail.found(step.at_sent(sent));
            noted.with("type", step.type_name);
            if let Some(identified) = about.mark(Event::Identified) {
                noted.beside(&identified.spot, "the value before");
            }
        }
    }

    /// The client writes the provider's id as `externalId`.
    ///
    /// `externalId` is the client's own name for the resource. With the provider's id in it, the link
    /// to the identity provider's object is gone.
    external_id_is_server_id {
        looks_at: Step,
        stage: State,
        cites: "7643-3.1-external-id",
        says: "`externalId` is the id that the provider gave to this {type}",
        help: "send the identifier that the client's own directory has",
        bad: r#"PUT /Users/VXNlcjo3

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"mona","externalId":"VXNlcjo3"}

HTTP/1.1 200 OK

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"VXNlcjo3","userName":"mona","externalId":"VXNlcjo3"}
"#,
        good: r#"PUT /Users/VXNlcjo3

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"mona","externalId":"e-1"}

HTTP/1.1 200 OK

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"VXNlcjo3","userName":"mona","externalId":"e-1"}
"#,
    }
    fn check(step: &Step<'_>, _memory: &Memory, trail: &mut Trail<'_>) {
        let (Some(sent), Some((id, _))) = (step.sent.external_id, step.id) else { return };
        if step.deed.is_write() && sent.string().is_some_and(|value| value == id) {
            trail.found(step.at_sent(sent)).with("type", step.type_name);
        }
    }

    /// Two groups get one `displayName`.
    ///
    /// The RFC allows it, but clients find groups by their names: Entra and Okta need them unique, and
    /// some providers refuse the second.
    group_displayname_duplicate {
        looks_at: Step,
        stage: State,
        cites: "7643-4.2-display-name",
        says: "another group has this `displayName`",
        help: "look for the group by its name, and update it; or give this one another name",
        bad: r#"GET /Groups?filter=displayName%20eq%20%22Crew%22

HTTP/1.1 200 OK

{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":1,"Resources":[{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"id":"g1","displayName":"Crew"}]}

###
POST /Groups

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"displayName":"Crew"}

HTTP/1.1 201 Created

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"id":"g2","displayName":"Crew"}
"#,
        good: r#"GET /Groups?filter=displayName%20eq%20%22Crew%22

HTTP/1.1 200 OK

{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":1,"Resources":[{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"id":"g1","displayName":"Crew"}]}

###
POST /Groups

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"displayName":"Captains"}

HTTP/1.1 201 Created

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"id":"g2","displayName":"Captains"}
"#,
    }
    fn check(step: &Step<'_>, memory: &Memory, trail: &mut Trail<'_>) {
        if !step.deed.is_write() || !step.is_of_group() {
            return;
        }
        let Some(name) = step.sent.display_name else { return };
        let Some(other) = step.namesake(memory, By::DisplayName, Some(name)) else { return };
        let is_itself = step.id.is_some_and(|(id, _)| other.id.as_deref() == Some(id));
        let external_id = step.sent.external_id.and_then(|value| Some(By::ExternalId.key(&value.string()?)));
        let is_sent_again = external_id.is_some() && external_id == other.external_id;
        if other.is_there() && !is_itself && !is_sent_again {
            let noted = trail.found(step.at_sent(name));
            if let Some(seen) = other.mark(Event::Seen) {
                noted.beside(&seen.spot, "the other group");
            }
        }
    }

    /// The provider takes a user only when `userName` is the address.
    ///
    /// Some providers sign people in by their address and refuse any other name. The same user is taken
    /// once the two are equal.
    username_email_mismatch {
        looks_at: Step,
        stage: Values,
        says: "this user was refused until `userName` was the primary address",
        help: "map the same value to `userName` and to the primary address",
        bad: r#"GET /Users?filter=externalId%20eq%20%22e-1%22

HTTP/1.1 200 OK

{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":0}

###
POST /Users

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"mona","externalId":"e-1","emails":[{"value":"mona@example.com","primary":true}]}

HTTP/1.1 400 Bad Request

{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"400"}

###
POST /Users

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"mona@example.com","externalId":"e-1","emails":[{"value":"mona@example.com","primary":true}]}

HTTP/1.1 201 Created

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"7","userName":"mona@example.com","externalId":"e-1"}
"#,
        good: r#"GET /Users?filter=externalId%20eq%20%22e-1%22

HTTP/1.1 200 OK

{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":0}

###
POST /Users

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"mona","externalId":"e-1","emails":[{"value":"mona@example.com","primary":true}]}

HTTP/1.1 201 Created

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"7","userName":"mona","externalId":"e-1"}
"#,
    }
    fn check(step: &Step<'_>, memory: &Memory, trail: &mut Trail<'_>) {
        if step.deed != Deed::Create || !step.reply.is_done() || names_address(step) != Some(true) {
            return;
        }
        let refused = step
            .namesake(memory, By::ExternalId, step.sent.external_id)
            .or_else(|| step.namesake(memory, By::Email, step.sent.emails.first().copied()));
        if let Some(mismatched) = refused.and_then(|refused| refused.mark(Event::Mismatched)) {
            trail
                .found(mismatched.spot.clone())
                .beside(&step.at_sent_or_target(step.sent.user_name), "taken with the address as name");
        }
    }
}

/// Whether a user's name is the primary address; `None` where one of them is not sent.
pub(crate) fn names_address(step: &Step<'_>) -> Option<bool> {
    let (name, email) = (step.sent.user_name?.string()?, step.sent.emails.first()?.string()?);
    Some(name.eq_ignore_ascii_case(&email))
}
