//! Rules on what an endpoint asks or takes beyond its schema, as its profile says.

use super::declare::rules;
use super::subject::{Attributed, Missing};
use super::{Facts, Place, Sink, Site};
use crate::json::{Kind, Value};
use crate::profile::{Operation, ResourceType};

rules! {
    /// A value is none of those that the endpoint takes for the attribute.
    ///
    /// GitHub lists the roles that a user can have; another word is none of them.
    role_value_not_in_enum {
        looks_at: Text,
        stage: Schema,
        says: "`{written}` is none of the values of `{path}`",
        help: "write one of {all}",
        wants: |site| {
            site.profile
                .resource_type(site.resource_type)
                .is_some_and(|resource_type| resource_type.values.contains_key(site.path))
        },
        on: "github-emu",
        bad: "PATCH /scim/v2/enterprises/octo/Users/5fc0c238\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[{\"op\":\"replace\",\"path\":\"roles\",\"value\":[{\"value\":\"superuser\"}]}]}",
        good: "PATCH /scim/v2/enterprises/octo/Users/5fc0c238\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[{\"op\":\"replace\",\"path\":\"roles\",\"value\":[{\"value\":\"enterprise_owner\"}]}]}",
    }
    fn check(attributed: &Attributed<'_>, facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let Some(written) = attributed.value.string() else { return };
        let Some(values) = facts.action.resource_type.and_then(|kind| kind.values.get(attributed.path)) else { return };
        // An empty role is how GitHub takes a role away.
        let clears = written.is_empty()
            && facts.profile.behaves(crate::profile::Behaviour::EmptyRoleClearsRoles);
        if !clears && !values.iter().any(|value| *value == written) {
            let quoted: Vec<String> = values.iter().map(|value| format!("`{value}`")).collect();
            let draft = sink
                .found(attributed.value)
                .with("written", &written)
                .with("path", attributed.path)
                .with("all", &quoted.join(", "));
            if let Some(meant) = values.iter().find(|value| value.eq_ignore_ascii_case(&written)) {
                draft.write(false, attributed.value.into(), meant);
            }
        }
    }

    /// A value is longer than the endpoint takes.
    ///
    /// Limits are the endpoint's own: 90 characters for a group here, 255 for a user name there.
    value_too_long {
        looks_at: Text,
        stage: Values,
        says: "`{path}` has {count} characters, and the endpoint takes {most}",
        help: "shorten it at its source",
        wants: |site| kind(site).is_some_and(|kind| kind.max_lengths.contains_key(site.path)),
        given: r#"{"extends":"rfc7644","name":"example","resourceTypes":[{"name":"User","endpoint":"Users","schema":"urn:ietf:params:scim:schemas:core:2.0:User","operations":{"create":{"statuses":[201]}},"maxLengths":{"userName":20}}],"judgements":{"value-too-long":{"then":"refuse","standing":"documented","source":"an endpoint of this example"}}}"#,
        bad: r#"POST /Users

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"mona.lisa.of.the.louvre"}"#,
        good: r#"POST /Users

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"mona.lisa"}"#,
    }
    fn check(attributed: &Attributed<'_>, facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let Some(most) = facts.action.resource_type.and_then(|kind| kind.max_lengths.get(attributed.path)) else { return };
        // A text has no more characters than bytes.
        if attributed.value.content().len() <= *most as usize {
            return;
        }
        let count = attributed.value.string().map_or(0, |text| text.chars().count());
        if count > *most as usize {
            sink.found(attributed.value)
                .with("path", attributed.path)
                .with("count", &count.to_string())
                .with("most", &most.to_string());
        }
    }

    /// A value has a character that the endpoint bans.
    ///
    /// Some take no dot or quote in the name of a group.
    charset_restricted_name {
        looks_at: Text,
        stage: Values,
        says: "`{path}` has `{written}`, which the endpoint takes nowhere in it",
        help: "leave the character out at its source",
        wants: |site| site.path != "externalId" && kind(site).is_some_and(|kind| kind.banned_characters.contains_key(site.path)),
        given: r#"{"extends":"rfc7644","name":"example","resourceTypes":[{"name":"User","endpoint":"Users","schema":"urn:ietf:params:scim:schemas:core:2.0:User","operations":{"create":{"statuses":[201]}},"bannedCharacters":{"userName":".,"}}],"judgements":{"charset-restricted-name":{"then":"refuse","standing":"documented","source":"an endpoint of this example"}}}"#,
        bad: r#"POST /Users

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"mona.lisa"}"#,
        good: r#"POST /Users

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"mona-lisa"}"#,
    }
    fn check(attributed: &Attributed<'_>, facts: &Facts<'_>, sink: &mut Sink<'_>) {
        banned(attributed, facts, sink);
    }

    /// An `externalId` has a colon, and the endpoint takes none.
    ///
    /// AWS IAM Identity Center does not; the ids of federated users in Keycloak have two.
    external_id_colon {
        looks_at: Text,
        stage: Values,
        says: "`externalId` has `{written}`, which the endpoint takes nowhere in it",
        help: "send an id without it",
        wants: |site| site.path == "externalId" && kind(site).is_some_and(|kind| kind.banned_characters.contains_key(site.path)),
        given: r#"{"extends":"rfc7644","name":"example","resourceTypes":[{"name":"User","endpoint":"Users","schema":"urn:ietf:params:scim:schemas:core:2.0:User","operations":{"create":{"statuses":[201]}},"bannedCharacters":{"externalId":":"}}],"judgements":{"external-id-colon":{"then":"refuse","standing":"documented","source":"an endpoint of this example"}}}"#,
        bad: r#"POST /Users

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"externalId":"f:4b33e370:mona","userName":"mona"}"#,
        good: r#"POST /Users

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"externalId":"4b33e370-mona","userName":"mona"}"#,
    }
    fn check(attributed: &Attributed<'_>, facts: &Facts<'_>, sink: &mut Sink<'_>) {
        banned(attributed, facts, sink);
    }

    /// An address is in a domain that the tenant has not verified.
    ///
    /// Some endpoints create users only in domains that are proven to be the tenant's; contractors and guests
    /// in the client's scope are then refused.
    username_domain_unverified {
        looks_at: Text,
        stage: State,
        says: "`{written}` is in none of the domains that are verified",
        help: "verify the domain, or leave the user out of the scope; verified are `{all}`",
        wants: |site| matches!(site.path, "userName" | "emails.value") && kind(site).is_some_and(|kind| !kind.verified_domains.is_empty()),
        given: r#"{"extends":"rfc7644","name":"example","resourceTypes":[{"name":"User","endpoint":"Users","schema":"urn:ietf:params:scim:schemas:core:2.0:User","operations":{"create":{"statuses":[201]}},"verifiedDomains":["example.com"]}],"judgements":{"username-domain-unverified":{"then":"refuse","standing":"documented","source":"an endpoint of this example"}}}"#,
        bad: r#"POST /Users

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"mona@contractor.example"}"#,
        good: r#"POST /Users

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"mona@example.com"}"#,
    }
    fn check(attributed: &Attributed<'_>, facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let (Some(written), Some(kind)) = (attributed.value.string(), facts.action.resource_type) else { return };
        let Some((_, domain)) = written.rsplit_once('@') else { return };
        if !kind.verified_domains.iter().any(|verified| verified.eq_ignore_ascii_case(domain)) {
            sink.found(attributed.value)
                .with("written", &written)
                .with("all", &kind.verified_domains.join("`, `"));
        }
    }

    /// A list has several elements, and the endpoint keeps one.
    ///
    /// AWS IAM Identity Center takes one e-mail, one telephone number and one address, and refuses more.
    many_values_on_single_slot_server {
        looks_at: SeveralElements,
        stage: Values,
        says: "`{path}` has several elements, and the endpoint takes one",
        help: "send the primary one alone",
        wants: |site| kind(site).is_some_and(|kind| kind.single_slots.iter().any(|path| path == site.path)),
        given: r#"{"extends":"rfc7644","name":"example","resourceTypes":[{"name":"User","endpoint":"Users","schema":"urn:ietf:params:scim:schemas:core:2.0:User","operations":{"create":{"statuses":[201]}},"singleSlots":["emails"]}],"judgements":{"many-values-on-single-slot-server":{"then":"refuse","standing":"documented","source":"an endpoint of this example"}}}"#,
        bad: r#"POST /Users

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"mona","emails":[{"value":"a@example.com","type":"work","primary":true},{"value":"b@example.com","type":"home"}]}"#,
        good: r#"POST /Users

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"mona","emails":[{"value":"a@example.com","type":"work","primary":true}]}"#,
    }
    fn check(attributed: &Attributed<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        sink.found(attributed.value).with("path", attributed.path).mend(|draft| {
            let is_primary = |element: &Value<'_>| element.get("primary").is_some_and(|primary| primary.kind() == Kind::True);
            if let Some(primary) = attributed.value.elements().find(is_primary) {
                draft.replace("keep the primary one", false, attributed.value, &["[", primary.raw(), "]"].concat());
            }
        });
    }

    /// A User has no `password`, and the endpoint demands one.
    ///
    /// Microsoft Entra's own SCIM API does; clients that provision other endpoints send none.
    password_required_missing {
        looks_at: Missing,
        stage: Schema,
        says: "`password` is missing",
        help: "send an initial password; the endpoint requires it",
        wants: |site| site.path == "password",
        given: r#"{"extends":"rfc7644","name":"example","resourceTypes":[{"name":"User","endpoint":"Users","schema":"urn:ietf:params:scim:schemas:core:2.0:User","operations":{"create":{"statuses":[201],"required":["userName","password"]}}}],"judgements":{"password-required-missing":{"then":"refuse","standing":"documented","source":"an endpoint of this example"}}}"#,
        bad: r#"POST /Users

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"mona"}"#,
        good: r#"POST /Users

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"mona","password":"t1meMa$heen"}"#,
    }
    fn check(missing: &Missing<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        lacking(missing, sink);
    }

    /// A User has no entitlement, and the endpoint demands one.
    ///
    /// Salesforce wants exactly one, the id of a profile.
    entitlement_required {
        looks_at: Missing,
        stage: Schema,
        says: "`entitlements` is missing",
        help: "map the entitlement that the endpoint requires",
        wants: |site| site.path == "entitlements",
        given: r#"{"extends":"rfc7644","name":"example","resourceTypes":[{"name":"User","endpoint":"Users","schema":"urn:ietf:params:scim:schemas:core:2.0:User","operations":{"create":{"statuses":[201],"required":["userName","entitlements"]}}}],"judgements":{"entitlement-required":{"then":"refuse","standing":"documented","source":"an endpoint of this example"}}}"#,
        bad: r#"POST /Users

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"mona"}"#,
        good: r#"POST /Users

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"mona","entitlements":[{"value":"00e1"}]}"#,
    }
    fn check(missing: &Missing<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        lacking(missing, sink);
    }

    /// A create carries a `password`.
    ///
    /// Few providers take one from a directory. Okta sends a random text when its password sync is off; it must not be
    /// kept or returned.
    password_placeholder {
        looks_at: Present,
        stage: Schema,
        says: "`password` is sent with the new user",
        help: "leave it out unless the endpoint signs people in by it",
        wants: |site| site.path == "password",
        bad: r#"POST /Users

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"mona","password":"1mz050nq"}"#,
        good: r#"POST /Users

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"mona"}"#,
    }
    fn check(attributed: &Attributed<'_>, facts: &Facts<'_>, sink: &mut Sink<'_>) {
        if facts.action.operation == Some(Operation::Create) {
            sink.found(Place::name(attributed.name, attributed.value)).take_out(
                "leave it out",
                false,
                attributed.name,
                attributed.value,
            );
        }
    }

    /// An attribute that AWS IAM Identity Center takes for no user, and that the endpoint does not list.
    ///
    /// It refuses `ims`, `photos`, `x509Certificates`, `entitlements` and `password`.
    unsupported_attribute_aws {
        looks_at: Present,
        stage: Schema,
        says: "`{path}` is not among the attributes that the endpoint lists",
        help: "leave it out for this endpoint",
        wants: |site| refused_by_aws(site.path) && is_unlisted(site),
        on: "github-emu",
        bad: r#"PATCH /scim/v2/enterprises/octo/Users/5fc0c238

{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"photos","value":[{"value":"https://example.com/mona.png","type":"photo"}]}]}"#,
        good: r#"PATCH /scim/v2/enterprises/octo/Users/5fc0c238

{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"displayName","value":"Mona"}]}"#,
    }
    fn check(attributed: &Attributed<'_>, facts: &Facts<'_>, sink: &mut Sink<'_>) {
        if attributed.path != "password" || facts.action.operation != Some(Operation::Create) {
            unlisted(attributed, sink);
        }
    }

    /// An element of a list has a `display`, and the endpoint does not list it.
    ///
    /// The RFC allows it; AWS IAM Identity Center refuses e-mails, telephone numbers and addresses with one. Okta sends it back in a PUT.
    display_subattribute {
        looks_at: Present,
        stage: Schema,
        says: "`{path}` is not among the attributes that the endpoint lists",
        help: "leave it out for this endpoint",
        wants: |site| matches!(site.path, "emails.display" | "phoneNumbers.display" | "addresses.display") && is_unlisted(site),
        on: "github-emu",
        bad: r#"PATCH /scim/v2/enterprises/octo/Users/5fc0c238

{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"emails","value":[{"value":"mona@example.com","type":"work","primary":true,"display":"Mona"}]}]}"#,
        good: r#"PATCH /scim/v2/enterprises/octo/Users/5fc0c238

{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"emails","value":[{"value":"mona@example.com","type":"work","primary":true}]}]}"#,
    }
    fn check(attributed: &Attributed<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        unlisted(attributed, sink);
    }

    /// A role has a `display`, and the endpoint does not list it.
    ///
    /// AWS IAM Identity Center refuses it; Entra ID and Okta send it.
    role_display_unsupported {
        looks_at: Present,
        stage: Schema,
        says: "`{path}` is not among the attributes that the endpoint lists",
        help: "leave it out for this endpoint",
        wants: |site| site.path == "roles.display" && is_unlisted(site),
        given: r#"{"extends":"rfc7644","name":"example","resourceTypes":[{"name":"User","endpoint":"Users","schema":"urn:ietf:params:scim:schemas:core:2.0:User","operations":{"create":{"statuses":[201]}},"attributes":["schemas","userName","roles","roles.value"]}],"judgements":{"role-display-unsupported":{"then":"refuse","standing":"documented","source":"an endpoint of this example"}}}"#,
        bad: r#"POST /Users

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"mona","roles":[{"value":"guide","display":"Guide"}]}"#,
        good: r#"POST /Users

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"mona","roles":[{"value":"guide"}]}"#,
    }
    fn check(attributed: &Attributed<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        unlisted(attributed, sink);
    }
}

/// What the profile says of the resource type.
fn kind<'a>(site: &Site<'a>) -> Option<&'a ResourceType> {
    site.profile.resource_type(site.resource_type)
}

/// Whether the endpoint lists its attributes, and this one is not among them.
pub(super) fn is_unlisted(site: &Site<'_>) -> bool {
    let listed = kind(site).and_then(|kind| kind.attributes.as_ref());
    listed.is_some_and(|listed| !listed.iter().any(|path| path == site.path))
}

/// Whether `unsupported-attribute-aws` is about the attribute.
pub(super) fn refused_by_aws(path: &str) -> bool {
    matches!(path, "ims" | "photos" | "x509Certificates" | "entitlements" | "password")
}

fn unlisted(attributed: &Attributed<'_>, sink: &mut Sink<'_>) {
    sink.found(Place::name(attributed.name, attributed.value)).with("path", attributed.path).take_out(
        "leave it out",
        false,
        attributed.name,
        attributed.value,
    );
}

fn lacking(missing: &Missing<'_>, sink: &mut Sink<'_>) {
    let place = Place::opening(missing.object);
    sink.found(place).with("name", &missing.attribute.name).with("path", missing.path);
}

/// Reports the first character that the endpoint bans in the attribute.
fn banned(attributed: &Attributed<'_>, facts: &Facts<'_>, sink: &mut Sink<'_>) {
    let (Some(text), Some(kind)) = (attributed.value.string(), facts.action.resource_type) else { return };
    let Some(banned) = kind.banned_characters.get(attributed.path) else { return };
    if let Some(character) = text.chars().find(|character| banned.chars().any(|one| one == *character)) {
        sink.found(attributed.value)
            .with("path", attributed.path)
            .with("written", character.encode_utf8(&mut [0; 4]));
    }
}
