//! Rules on names that no schema declares.

use super::declare::rules;
use super::envelope::is_qualified_with;
use super::membership::is_of_member;
use super::mend::listing;
use super::subject::{Undeclared, UnknownName};
use super::{Facts, Place, Sink};
use crate::cut::Cut;
use crate::profile::Operation;
use crate::schema::{Attribute, ENTERPRISE_USER, Mutability, Type};
use crate::words::meant;

rules! {
    /// A member that no schema declares.
    ///
    /// A provider ignores or refuses it; a misspelled attribute is then silently lost.
    unknown_attribute {
        looks_at: Undeclared,
        stage: Schema,
        cites: "7643-3-extended",
        says: "`{written}` is no attribute{owner}",
        help: "{advice}",
        bad: "POST /Users\n\n{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"userName\":\"mona\",\"dispayName\":\"Mona\"}",
        good: "POST /Users\n\n{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"userName\":\"mona\",\"displayName\":\"Mona\"}",
    }
    fn check(undeclared: &Undeclared<'_>, facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let written = undeclared.member.key();
        let is_named_elsewhere = match undeclared.owner {
            "addresses" => true,
            _ if written.starts_with("urn:") => is_urn_named_elsewhere(undeclared, &written, facts),
            _ => is_of_member(undeclared) || is_flattened(undeclared) || is_null_manager(undeclared) || written.as_bytes().contains(&b'.'),
        };
        if is_named_elsewhere {
            return;
        }
        let names = undeclared.declared.iter().map(|attribute| attribute.name.as_str());
        let meant = meant(&written, names);
        let owner =
            if undeclared.owner.is_empty() { String::new() } else { format!(" of `{}`", undeclared.owner) };
        let place = Place::name(undeclared.member.name, undeclared.member.value);
        let draft = sink.found(place).with("written", &written).with("owner", &owner);
        match meant {
            Some(name) => draft
                .with("advice", &format!("write `{name}`"))
                .write(false, place, name),
            None => draft.with("advice", "leave it out, or send it where the endpoint declares it"),
        };
    }

    /// Parts of `name` stand at the root of a User.
    ///
    /// `givenName` and `familyName` belong into `name`; at the root they are unknown and get lost.
    name_flattened {
        looks_at: Undeclared,
        stage: Schema,
        cites: "7643-3-extended",
        says: "`{written}` belongs into `{owner}`",
        help: "write `\"{owner}\": { \"{written}\": … }`",
        bad: "POST /Users\n\n{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"userName\":\"mona\",\"givenName\":\"Mona\"}",
        good: "POST /Users\n\n{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"userName\":\"mona\",\"name\":{\"givenName\":\"Mona\"}}",
    }
    fn check(undeclared: &Undeclared<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        if part_of_name(undeclared) {
            report_flattened(undeclared, "name", sink);
        }
    }

    /// Attributes of an extension stand at the root of the resource.
    ///
    /// `department`, `manager` and their like belong under the extension's URN.
    extension_flattened_root {
        looks_at: Undeclared,
        stage: Schema,
        cites: "7643-3.3-container",
        says: "`{written}` belongs into `{owner}`",
        help: "write `\"{owner}\": { \"{written}\": … }`",
        bad: "POST /Users\n\n{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"userName\":\"mona\",\"department\":\"Tools\"}",
        good: "POST /Users\n\n{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\",\"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User\"],\"userName\":\"mona\",\"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User\":{\"department\":\"Tools\"}}",
    }
    fn check(undeclared: &Undeclared<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        if let Some(urn) = extension_of(undeclared).filter(|_| !is_null_manager(undeclared)) {
            report_flattened(undeclared, urn, sink);
        }
    }

    /// `manager` stands at the root of a User and is null.
    ///
    /// It belongs into the enterprise extension, and there it can be left out. An example in Microsoft's
    /// tutorial has it.
    manager_null_root {
        looks_at: Undeclared,
        stage: Schema,
        cites: "7643-3.3-container",
        says: "`manager` is null at the root, where no `manager` belongs",
        help: "leave it out",
        bad: r#"POST /Users

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"mona","manager":null}"#,
        good: r#"POST /Users

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"mona"}"#,
    }
    fn check(undeclared: &Undeclared<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        if is_null_manager(undeclared) {
            let (name, value) = (undeclared.member.name, undeclared.member.value);
            sink.found(Place::name(name, value)).take_out("leave it out", true, name, value);
        }
    }

    /// A part of an address that no schema declares.
    ///
    /// The provider ignores or refuses it, and the address lacks that part. `country/region` comes from a
    /// page of Microsoft's.
    address_invalid_key {
        looks_at: Undeclared,
        stage: Schema,
        cites: "7643-4.1.2-country",
        says: "an address has no `{written}`",
        help: "{advice}",
        bad: r#"POST /Users

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"mona","addresses":[{"type":"work","country/region":"US"}]}"#,
        good: r#"POST /Users

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"mona","addresses":[{"type":"work","country":"US"}]}"#,
    }
    fn check(undeclared: &Undeclared<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        if undeclared.owner != "addresses" {
            return;
        }
        let written = undeclared.member.key();
        let first = written.split('/').next().unwrap_or_default();
        let place = Place::name(undeclared.member.name, undeclared.member.value);
        let draft = sink.found(place).with("written", &written);
        match meant(first, undeclared.declared.iter().map(|part| part.name.as_str())) {
            Some(name) => {
                let title = ["write `", name, "`"].concat();
                draft.with("advice", &title).replace(&title, false, place, &["\"", name, "\""].concat());
            }
            None => {
                draft.with("advice", "leave it out");
            }
        }
    }

    /// An attribute's name is joined to its schema's URN by a dot.
    ///
    /// A colon stands there; with a dot the name is part of no schema. Old versions of Entra ID and a
    /// sample of Microsoft's have the dot.
    extension_dot_notation {
        looks_at: UnknownName,
        stage: Schema,
        cites: "7644-3.10-dot",
        says: "a dot joins `{rest}` to its schema's URN, where a colon is due",
        help: "write `{fixed}`",
        bad: r#"PATCH /Users/2819c223

{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User.department","value":"Tools"}]}"#,
        good: r#"PATCH /Users/2819c223

{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department","value":"Tools"}]}"#,
    }
    fn check(unknown: &UnknownName<'_>, facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let written = unknown.name.string().unwrap_or_default();
        let Some(urn) = dotted_urn(&written, unknown.declared, facts) else { return };
        let (urn, rest) = (written.cut(..urn.len()), written.cut(urn.len() + 1..));
        let fixed = [urn, ":", rest].concat();
        let draft = sink.found(unknown.place).with("rest", rest).with("fixed", &fixed);
        // A member's name is no path: there, the attribute goes into the extension's object.
        if unknown.place.span == unknown.name.span() && unknown.place.node == Some(unknown.name.index()) {
            draft.mend(|draft| {
                draft.replace("write a colon", true, unknown.name, &["\"", &fixed, "\""].concat());
            });
        }
    }

    /// A member's name is a dotted path.
    ///
    /// Paths belong into PATCH and filters; in a resource the parts nest.
    dotted_key_in_resource {
        looks_at: Undeclared,
        stage: Schema,
        cites: "7644-3.10-dot",
        says: "`{written}` is a path, not a name",
        help: "nest the parts: `\"{first}\": { \"{rest}\": … }`",
        bad: "POST /Users\n\n{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"userName\":\"mona\",\"name.givenName\":\"Mona\"}",
        good: "POST /Users\n\n{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"userName\":\"mona\",\"name\":{\"givenName\":\"Mona\"}}",
    }
    fn check(undeclared: &Undeclared<'_>, facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let written = undeclared.member.key();
        // In a PATCH it is `patch-dotted-keys-in-value`.
        let is_patch = facts.action.operation == Some(Operation::Patch) && undeclared.owner.is_empty();
        if is_patch || written.starts_with("urn:") {
            return;
        }
        if let Some((first, rest)) = written.split_once('.') {
            sink.found(Place::name(undeclared.member.name, undeclared.member.value))
                .with("first", first)
                .with("rest", rest)
                .with("written", &written)
                .nest([first, rest], undeclared.member, undeclared.resource, None);
        }
    }
}

fn report_flattened(undeclared: &Undeclared<'_>, owner: &str, sink: &mut Sink<'_>) {
    sink.found(Place::name(undeclared.member.name, undeclared.member.value))
        .with("written", &undeclared.member.key())
        .with("owner", owner)
        .mend(|draft| {
            let listed = owner.starts_with("urn:").then(|| listing(undeclared.resource, owner)).flatten();
            draft.nest([owner, &undeclared.member.key()], undeclared.member, undeclared.resource, listed);
        });
}

fn is_flattened(undeclared: &Undeclared<'_>) -> bool {
    part_of_name(undeclared) || extension_of(undeclared).is_some()
}

fn part_of_name(undeclared: &Undeclared<'_>) -> bool {
    let written = undeclared.member.key();
    undeclared.owner.is_empty()
        && undeclared.declared.iter().any(|attribute| {
            attribute.name == "name"
                && attribute.kind == Type::Complex
                && attribute
                    .sub_attribute(&written)
                    .is_some_and(|part| part.mutability != Mutability::ReadOnly)
        })
}

/// The URN of the extension whose attribute stands at the root.
fn extension_of<'a>(undeclared: &Undeclared<'a>) -> Option<&'a str> {
    if !undeclared.owner.is_empty() {
        return None;
    }
    let written = undeclared.member.key();
    undeclared
        .declared
        .iter()
        .find(|attribute| attribute.name.starts_with("urn:") && attribute.sub_attribute(&written).is_some())
        .map(|attribute| attribute.name.as_str())
}

/// Whether it is a null `manager` at the root of a User.
fn is_null_manager(undeclared: &Undeclared<'_>) -> bool {
    undeclared.owner.is_empty()
        && undeclared.member.value.is_null()
        && undeclared.member.name.content().eq_ignore_ascii_case(b"manager")
        && undeclared.declared.iter().any(|attribute| attribute.name == "userName")
}

/// The URNs with which names can be qualified: of the extensions, of the resource's schema, and of the
/// enterprise extension, which every endpoint of Users may know.
fn known_urns<'a>(declared: &'a [Attribute], facts: &'a Facts<'_>) -> impl Iterator<Item = &'a str> {
    let extensions =
        declared.iter().map(|attribute| &*attribute.name).filter(|name| name.starts_with("urn:"));
    extensions.chain(facts.action.resource_type.map(|kind| &*kind.schema)).chain([ENTERPRISE_USER])
}

/// The known URN with which the name starts, if a dot follows.
pub(super) fn dotted_urn<'a>(name: &str, declared: &'a [Attribute], facts: &'a Facts<'_>) -> Option<&'a str> {
    known_urns(declared, facts)
        .find(|urn| is_qualified_with(name, urn) && name.as_bytes().get(urn.len()) == Some(&b'.'))
}

/// Whether another rule is about a URN that is no attribute: in a whole resource the rules on `schemas` are,
/// and one rule is about a dot behind the URN, in a PATCH another about a colon.
fn is_urn_named_elsewhere(undeclared: &Undeclared<'_>, name: &str, facts: &Facts<'_>) -> bool {
    let is_qualified = known_urns(undeclared.declared, facts).any(|urn| is_qualified_with(name, urn));
    let is_patch = facts.action.operation == Some(Operation::Patch);
    is_qualified == is_patch || dotted_urn(name, undeclared.declared, facts).is_some()
}
