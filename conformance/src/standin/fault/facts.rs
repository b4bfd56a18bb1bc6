//! Edits of a profile, for faults that are other facts.

use scimproof::profile::Profile;
use scimproof::schema::{Attribute, Schema};

/// Changes a schema, the RFC's or the profile's own.
pub(super) fn schema(profile: &mut Profile, urn: &str, edit: impl FnOnce(&mut Schema)) {
    let own = profile.schemas.iter().position(|schema| schema.id.eq_ignore_ascii_case(urn));
    if let Some(schema) = own.and_then(|at| profile.schemas.get_mut(at)) {
        edit(schema);
    } else if let Some(mut schema) = profile.schema(urn).cloned() {
        edit(&mut schema);
        profile.schemas.push(schema);
    }
}

/// Changes an attribute of a schema, or the sub-attribute at a dotted path.
pub(super) fn attribute(profile: &mut Profile, urn: &str, path: &str, edit: impl FnOnce(&mut Attribute)) {
    schema(profile, urn, |schema| {
        let mut names = path.split('.');
        let first = names.next().unwrap_or_default();
        let mut found = schema.attributes.iter_mut().find(|attribute| attribute.name == first);
        for name in names {
            found = found.and_then(|it| it.sub_attributes.iter_mut().find(|sub| sub.name == name));
        }
        if let Some(attribute) = found {
            edit(attribute);
        }
    });
}
