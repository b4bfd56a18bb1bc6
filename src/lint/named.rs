//! What the path of a PATCH operation names in the resource type's tables.

use super::compile::{Entry, Table};
use super::walk::Walk;
use crate::schema::Type;
use crate::syntax::{AttributePath, PatchPath, UsualPath};

/// What a path names in the resource type's tables.
#[derive(Clone, Copy, Default)]
pub(super) struct Named<'w> {
    /// The attribute, its sub-attribute left aside.
    pub(super) attribute: Option<&'w Entry>,
    pub(super) sub_attribute: Option<&'w Entry>,
    /// What the operation's value is written to, if a schema declares it.
    pub(super) target: Option<Target<'w>>,
}

/// What an operation's value is written to.
#[derive(Clone, Copy)]
pub(super) enum Target<'w> {
    /// The resource itself or an extension: the value holds attributes.
    Object(&'w Table),
    /// An attribute as a whole.
    Attribute(&'w Entry),
    /// Elements of a multi-valued attribute, or a part of a singular one.
    Element(&'w Entry),
}

impl<'w> Walk<'w, '_> {
    /// What a path names that is one name, or two with a dot, spelled as the schema does: `active`,
    /// `name.familyName`.
    #[inline]
    pub(super) fn plain(&self, path: &[u8]) -> Option<(Named<'w>, &'w PatchPath)> {
        let tables = &self.compiled.tables;
        let exact = |table: &'w Table, name: &[u8]| table.find_exact(name).map(|index| &table.entries[index]);
        let Some(sign) = path.iter().position(|byte| matches!(byte, b'.' | b':' | b'[')) else {
            let entry = exact(&tables[0], path)?;
            let target = Some(Target::Attribute(entry));
            return Some((Named { attribute: Some(entry), sub_attribute: None, target }, &entry.patch_path));
        };
        let (attribute, sub_attribute) = (path.get(..sign)?, path.get(sign..)?.strip_prefix(b".")?);
        let attribute = exact(&tables[0], attribute)?;
        let entry = exact(&tables[attribute.table?], sub_attribute)?;
        let named = Named {
            attribute: Some(attribute),
            sub_attribute: Some(entry),
            target: Some(Target::Element(entry)),
        };
        Some((named, &entry.patch_path))
    }

    /// What a path names that looks for a text among an attribute's elements, all of its names spelled as the
    /// schema does. `untyped` is looked for where somebody meant something else.
    pub(super) fn usual<'t>(&self, path: &'t str) -> Option<(Named<'w>, UsualPath<'t>)> {
        let usual = UsualPath::read(path, "\\\"")?;
        let tables = &self.compiled.tables;
        let exact = |table: &'w Table, name: &str| {
            table.find_exact(name.as_bytes()).map(|index| &table.entries[index])
        };
        let attribute = exact(&tables[0], usual.attribute).filter(|entry| entry.attribute.multi_valued)?;
        let parts = &tables[attribute.table?];
        let compared = exact(parts, usual.compared)?;
        let is_text = matches!(compared.attribute.kind, Type::String | Type::Reference);
        if !is_text || usual.value.eq_ignore_ascii_case("untyped") {
            return None;
        }
        let sub_attribute = match usual.sub_attribute {
            Some(sub) => Some(exact(parts, sub)?),
            None => None,
        };
        let target = Some(Target::Element(sub_attribute.unwrap_or(attribute)));
        Some((Named { attribute: Some(attribute), sub_attribute, target }, usual))
    }

    /// What an operation without a path names.
    #[inline]
    pub(super) fn root(&self) -> Named<'w> {
        Named { target: Some(Target::Object(&self.compiled.tables[0])), ..Named::default() }
    }

    pub(super) fn named(&self, path: &PatchPath) -> Named<'w> {
        let compiled = self.compiled;
        let AttributePath { schema, attribute, .. } = &path.attribute;
        let attribute = compiled.attribute(schema.as_deref(), attribute).map(|(entry, _)| entry);
        let sub_attribute = attribute.zip(path.sub()).and_then(|(attribute, sub)| {
            let (entry, _) = compiled.sub_attribute(attribute, sub)?;
            Some(entry)
        });
        let target = match self.schema(path) {
            Some(target) => target,
            None if path.sub().is_some() => sub_attribute.map(Target::Element),
            None if path.filter.is_some() => attribute.map(Target::Element),
            None => attribute.map(Target::Attribute),
        };
        Named { attribute, sub_attribute, target }
    }

    /// What is written to by a path that names a schema as a whole, if it does.
    #[expect(clippy::option_option, reason = "a schema without attributes is named and nothing is written")]
    fn schema(&self, path: &PatchPath) -> Option<Option<Target<'w>>> {
        let compiled = self.compiled;
        let urn = path.attribute.full_urn()?;
        if let Some((index, _)) = compiled.tables[0].find_text(&urn) {
            let table = compiled.tables[0].entries[index].table;
            return Some(table.map(|table| Target::Object(&compiled.tables[table])));
        }
        compiled.urn.eq_ignore_ascii_case(&urn).then(|| Some(Target::Object(&compiled.tables[0])))
    }
}
