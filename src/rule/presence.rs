//! Rules on which attributes are there: required ones that lack, those that the endpoint does not list, those of the provider.

use super::declare::rules;
use super::limits::{is_unlisted, refused_by_aws};
use super::subject::{Attributed, Missing};
use super::{Facts, Place, Sink, Site};
use crate::profile::Operation;
use crate::schema::Mutability;

rules! {
    /// A User has no `userName`.
    ///
    /// It is how the person is told apart from all others; no provider can do without.
    username_missing {
        looks_at: Missing,
        stage: Schema,
        cites: "7643-4.1.1-user-name",
        says: "`userName` is missing",
        help: "send the name that the person signs in with",
        wants: |site| site.resource_type == "User" && site.path == "userName",
        bad: "POST /Users\n\n{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"displayName\":\"Mona\"}",
        good: "POST /Users\n\n{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"userName\":\"mona\",\"displayName\":\"Mona\"}",
    }
    fn check(missing: &Missing<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        report(missing, sink);
    }

    /// A Group has no `displayName`.
    group_displayname_missing {
        looks_at: Missing,
        stage: Schema,
        cites: "7643-4.2-display-name",
        says: "`displayName` is missing",
        help: "send the group's name",
        wants: |site| site.resource_type == "Group" && site.path == "displayName",
        bad: "POST /Groups\n\n{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:Group\"],\"members\":[]}",
        good: "POST /Groups\n\n{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:Group\"],\"displayName\":\"Tour guides\",\"members\":[]}",
    }
    fn check(missing: &Missing<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        report(missing, sink);
    }

    /// The resource has no `externalId`, and the endpoint demands one.
    ///
    /// GitHub finds a person again by it, and signs people from Entra ID in by it.
    external_id_missing {
        looks_at: Missing,
        stage: Schema,
        says: "`externalId` is missing",
        help: "send the id that the directory has for it",
        wants: |site| site.path == "externalId",
        on: "github-emu",
        bad: "POST /scim/v2/enterprises/octo/Groups\n\n{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:Group\"],\"displayName\":\"Engineering\"}",
        good: "POST /scim/v2/enterprises/octo/Groups\n\n{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:Group\"],\"externalId\":\"g-17\",\"displayName\":\"Engineering\"}",
    }
    fn check(missing: &Missing<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        report(missing, sink);
    }

    /// An attribute that the endpoint requires is missing.
    required_attribute_missing {
        looks_at: Missing,
        stage: Schema,
        cites: "7643-3.1-assigned",
        says: "`{path}` is missing",
        help: "send it; the endpoint requires it",
        wants: |site| {
            !matches!((site.resource_type, site.path), ("User", "userName") | ("Group", "displayName"))
                && !matches!(site.path, "externalId" | "schemas" | "password" | "entitlements")
        },
        on: "github-emu",
        bad: "POST /scim/v2/enterprises/octo/Users\n\n{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"externalId\":\"e-1\",\"userName\":\"mona\",\"displayName\":\"Mona\",\"active\":true}",
        good: "POST /scim/v2/enterprises/octo/Users\n\n{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"externalId\":\"e-1\",\"userName\":\"mona\",\"displayName\":\"Mona\",\"active\":true,\"emails\":[{\"value\":\"mona@example.com\",\"type\":\"work\",\"primary\":true}]}",
    }
    fn check(missing: &Missing<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        report(missing, sink);
    }

    /// An attribute of the RFC's schema that the endpoint does not list.
    ///
    /// Nobody says what becomes of it; at best it is ignored.
    attribute_unsupported {
        looks_at: Present,
        stage: Schema,
        says: "`{path}` is not among the attributes that the endpoint lists",
        help: "leave it out unless another endpoint needs it",
        wants: |site| {
            is_unlisted(site)
                && !site.path.as_bytes().contains(&b'.')
                && !matches!(site.path, "schemas" | "id" | "externalId" | "meta")
                && !refused_by_aws(site.path)
        },
        on: "github-emu",
        bad: "PATCH /scim/v2/enterprises/octo/Users/5fc0c238\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[{\"op\":\"replace\",\"path\":\"nickName\",\"value\":\"Mo\"}]}",
        good: "PATCH /scim/v2/enterprises/octo/Users/5fc0c238\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[{\"op\":\"replace\",\"path\":\"displayName\",\"value\":\"Mo\"}]}",
    }
    fn check(attributed: &Attributed<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        sink.found(Place::name(attributed.name, attributed.value)).with("path", attributed.path);
    }

    /// A create carries an `id`.
    ///
    /// The provider assigns it; what a client sends is ignored, and a client that goes on to use its
    /// own id talks about a resource that is not there.
    read_only_id_in_post {
        looks_at: Present,
        stage: Schema,
        cites: "7643-3.1-id-client",
        says: "`id` is assigned by the provider",
        help: "leave it out; send your own id as `externalId`",
        wants: |site| site.path == "id",
        bad: "POST /Users\n\n{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"id\":\"17\",\"userName\":\"mona\"}",
        good: "POST /Users\n\n{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"externalId\":\"17\",\"userName\":\"mona\"}",
    }
    fn check(attributed: &Attributed<'_>, facts: &Facts<'_>, sink: &mut Sink<'_>) {
        if facts.action.operation == Some(Operation::Create) {
            let (name, value) = (attributed.name, attributed.value);
            sink.found(Place::name(name, value)).take_out("leave it out", true, name, value);
        }
    }

    /// A create carries `meta`.
    ///
    /// The provider writes it and ignores what a client sends.
    read_only_meta_in_post {
        looks_at: Present,
        stage: Schema,
        cites: "7643-3.1-meta-ignored",
        says: "`meta` is written by the provider",
        help: "leave it out",
        wants: |site| site.path == "meta",
        bad: "POST /Users\n\n{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"userName\":\"mona\",\"meta\":{\"resourceType\":\"User\"}}",
        good: "POST /Users\n\n{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"userName\":\"mona\"}",
    }
    fn check(attributed: &Attributed<'_>, facts: &Facts<'_>, sink: &mut Sink<'_>) {
        if facts.action.operation == Some(Operation::Create) {
            let (name, value) = (attributed.name, attributed.value);
            sink.found(Place::name(name, value)).take_out("leave it out", true, name, value);
        }
    }

    /// A request carries an attribute that only the provider writes.
    ///
    /// It is ignored in a POST or PUT, and in a PATCH refused.
    read_only_attribute {
        looks_at: Present,
        stage: Schema,
        cites: "7643-7-read-only",
        says: "`{path}` is read-only",
        help: "leave it out; the provider writes it",
        wants: |site| {
            let has_rule = matches!((site.resource_type, site.path), (_, "id" | "meta") | ("User", "groups"));
            site.attribute.mutability == Mutability::ReadOnly && !has_rule && !is_within_read_only(site)
        },
        bad: r#"POST /Users

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User","urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"],"userName":"mona","urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"manager":{"value":"26118915","displayName":"Lisa"}}}"#,
        good: r#"POST /Users

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User","urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"],"userName":"mona","urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"manager":{"value":"26118915"}}}"#,
    }
    fn check(attributed: &Attributed<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        if !is_named_by_path(attributed) {
            let (name, value) = (attributed.name, attributed.value);
            sink.found(Place::name(name, value)).with("path", attributed.path).take_out("leave it out", false, name, value);
        }
    }

    /// A User carries `groups`.
    ///
    /// Membership is changed through the Group; here the attribute is for reading only.
    read_only_groups_in_user {
        looks_at: Present,
        stage: Schema,
        cites: "7643-4.1.2-groups",
        says: "`groups` is read-only; membership is changed through the Group",
        help: "leave it out, and send the membership with `/Groups`",
        wants: |site| site.resource_type == "User" && site.path == "groups",
        bad: "POST /Users\n\n{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"userName\":\"mona\",\"groups\":[{\"value\":\"g-1\"}]}",
        good: "POST /Users\n\n{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"userName\":\"mona\"}",
    }
    fn check(attributed: &Attributed<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        if !is_named_by_path(attributed) {
            let (name, value) = (attributed.name, attributed.value);
            sink.found(Place::name(name, value)).take_out("leave it out", true, name, value);
        }
    }
}

fn report(missing: &Missing<'_>, sink: &mut Sink<'_>) {
    sink.found(Place::opening(missing.object))
        .with("name", &missing.attribute.name)
        .with("path", missing.path);
}

/// Whether the attribute is that of a PATCH operation's path, which has rules of its own.
fn is_named_by_path(attributed: &Attributed<'_>) -> bool {
    attributed.name.index() == attributed.value.index()
}

/// Whether the attribute is a part of one that is read-only as a whole.
fn is_within_read_only(site: &Site<'_>) -> bool {
    let Some((owner, _)) = site.path.split_once('.') else { return false };
    let schemas = site.profile.resource_type(site.resource_type).map(|kind| site.profile.schemas_of(kind));
    let named = schemas.iter().flatten().filter_map(|schema| schema.attribute(owner));
    owner == "meta" || named.into_iter().any(|owner| owner.mutability == Mutability::ReadOnly)
}
