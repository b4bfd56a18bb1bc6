//! Rules on the path of a PATCH operation (RFC 7644 §3.5.2, figure 7).

use super::declare::rules;
use super::names::dotted_urn;
use super::subject::{Attributed, Operation};
use super::types::is_scalar_operand;
use super::{Draft, Facts, Place, Sink};
use crate::cut::Cut;
use crate::json::{Kind, Span};
use crate::message::Part;
use crate::patch::{Op, Treatment};
use crate::schema::{ENTERPRISE_USER, Type};
use crate::syntax::SyntaxErrorKind;
use crate::words::meant;

rules! {
    /// The path names an attribute that no schema has.
    ///
    /// A misspelled attribute changes nothing, or the request is refused with `invalidPath`.
    path_misspelled {
        looks_at: OperationUndeclared,
        stage: Values,
        cites: "7644-3.12-invalid-path",
        says: "`{written}` is no attribute",
        help: "{advice}",
        bad: "PATCH /Users/2819c223\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[{\"op\":\"replace\",\"path\":\"dispayName\",\"value\":\"Mona\"}]}",
        good: "PATCH /Users/2819c223\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[{\"op\":\"replace\",\"path\":\"displayName\",\"value\":\"Mona\"}]}",
    }
    fn check(operation: &Operation<'_>, facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let (Some(path), Some(Ok(tree))) = (operation.path, operation.tree()) else { return };
        let is_core = |urn: String| facts.action.resource_type.is_some_and(|kind| kind.schema.eq_ignore_ascii_case(&urn));
        if operation.kind == Some(Op::Remove) && tree.full_urn().is_some_and(is_core) {
            let written = path.string().unwrap_or_default();
            sink.found(path).with("written", &written).with("advice", "name what goes; the core schema stays");
            return;
        }
        let written = path.string().unwrap_or_default();
        let is_dotted = dotted_urn(&written, operation.declared, facts).is_some();
        if operation.names_whole_schema(tree, facts.action.resource_type) || is_of_extension(operation) || is_dotted {
            return;
        }
        let (written, declared): (&str, Vec<&str>) = match (operation.attribute, tree.sub()) {
            (None, _) => {
                (&tree.attribute.attribute, operation.declared.iter().map(|known| known.name.as_str()).collect())
            }
            (Some(attribute), Some(sub)) if operation.sub_attribute.is_none() => {
                (sub, attribute.sub_attributes.iter().map(|known| known.name.as_str()).collect())
            }
            (Some(_), _) => return,
        };
        let draft = sink.found(path).with("written", written);
        let Some(name) = meant(written, declared) else {
            draft.with("advice", "name an attribute that the endpoint's schemas have");
            return;
        };
        let title = ["write `", name, "`"].concat();
        draft.with("advice", &title);
        draft.mend(|draft| {
            let find = if tree.sub().is_some() { str::rfind } else { str::find };
            if let Some(start) = path.plain().and_then(|path| find(path, written)) {
                let span = Span::new(start as u32, (start + written.len()) as u32);
                draft.replace(&title, false, Place::within(path, span), name);
            }
        });
    }

    /// The path is a JSON Pointer.
    ///
    /// JSON Patch writes `/displayName`; SCIM writes the attribute's name.
    path_leading_slash {
        looks_at: OperationPath,
        stage: Values,
        cites: "7644-3.5.2-path-abnf",
        says: "`{written}` is a JSON Pointer, not a SCIM path",
        help: "write the attribute's name, with dots between its parts",
        bad: "PATCH /Users/2819c223\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[{\"op\":\"replace\",\"path\":\"/displayName\",\"value\":\"Mona\"}]}",
        good: "PATCH /Users/2819c223\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[{\"op\":\"replace\",\"path\":\"displayName\",\"value\":\"Mona\"}]}",
    }
    fn check(operation: &Operation<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let draft = syntax(operation, Some(SyntaxErrorKind::LeadingSlash), sink);
        if let Some((draft, path)) = draft.zip(operation.path)
            && let Some(written) = path.plain()
        {
            draft.mend(|draft| {
                draft.write(true, path.into(), &written.trim_start_matches('/').replace('/', "."));
            });
        }
    }

    /// The path names an element by its index.
    ///
    /// SCIM's values have no order that could be counted; a filter names an element.
    path_index {
        looks_at: OperationPath,
        stage: Values,
        cites: "7644-3.5.2-path-abnf",
        says: "`{written}` counts elements, and SCIM's have no order",
        help: "name the element by a filter, such as `emails[type eq \"work\"]`",
        bad: "PATCH /Users/2819c223\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[{\"op\":\"replace\",\"path\":\"emails[0].value\",\"value\":\"mona@example.com\"}]}",
        good: "PATCH /Users/2819c223\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[{\"op\":\"replace\",\"path\":\"emails[type eq \\\"work\\\"].value\",\"value\":\"mona@example.com\"}]}",
    }
    fn check(operation: &Operation<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        syntax(operation, Some(SyntaxErrorKind::Index), sink);
    }

    /// The filter in a path quotes its value with single quotes.
    path_single_quotes {
        looks_at: OperationPath,
        stage: Values,
        cites: "7644-3.4.2.2-abnf",
        says: "a value in a path is quoted with `\"`, not with `'`",
        help: "write `\\\"` within the JSON string",
        bad: "PATCH /Users/2819c223\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[{\"op\":\"replace\",\"path\":\"emails[type eq 'work'].value\",\"value\":\"mona@example.com\"}]}",
        good: "PATCH /Users/2819c223\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[{\"op\":\"replace\",\"path\":\"emails[type eq \\\"work\\\"].value\",\"value\":\"mona@example.com\"}]}",
    }
    fn check(operation: &Operation<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let Some(draft) = syntax(operation, Some(SyntaxErrorKind::SingleQuotes), sink) else { return };
        let draft = draft.with("op", operation.kind.map_or("", Op::name));
        if let Some(path) = operation.path.filter(|path| path.plain().is_some()) {
            draft.mend(|draft| {
                draft.replace("write double quotes", true, path, &path.raw().replace('\'', "\\\""));
            });
        }
    }

    /// The path does not follow the grammar of paths.
    path_syntax {
        looks_at: OperationPath,
        stage: Values,
        cites: "7644-3.5.2-path-abnf",
        says: "the path is not readable: {why}",
        help: "write `attribute`, `attribute.part` or `attribute[filter].part`",
        bad: "PATCH /Users/2819c223\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[{\"op\":\"replace\",\"path\":\"emails[type eq \\\"work\\\".value\",\"value\":\"mona@example.com\"}]}",
        good: "PATCH /Users/2819c223\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[{\"op\":\"replace\",\"path\":\"emails[type eq \\\"work\\\"].value\",\"value\":\"mona@example.com\"}]}",
    }
    fn check(operation: &Operation<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        syntax(operation, None, sink);
        // A path that is no string at all.
        if let Some(path) = operation.path.filter(|path| path.kind() != Kind::String) {
            sink.found(path).with("why", &format!("it is {}, where a string is due", path.kind().name()));
        }
    }

    /// The path holds a filter, and the endpoint reads none.
    ///
    /// GitHub's documentation calls such operations ineffective: they are answered as if they worked.
    path_value_filter_unsupported {
        looks_at: OperationTreated,
        stage: Values,
        says: "the endpoint does not read the filter in `{written}`",
        help: "replace the whole attribute: `\"path\": \"{name}\"` with an array",
        on: "github-emu",
        bad: "PATCH /scim/v2/enterprises/octo/Users/5fc0c238\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[{\"op\":\"replace\",\"path\":\"emails[type eq \\\"work\\\"]\",\"value\":{\"value\":\"mona@example.com\"}}]}",
        good: "PATCH /scim/v2/enterprises/octo/Users/5fc0c238\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[{\"op\":\"replace\",\"path\":\"emails\",\"value\":[{\"value\":\"mona@example.com\",\"type\":\"work\",\"primary\":true}]}]}",
    }
    fn check(operation: &Operation<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        if operation.treatment != Some(Treatment::Ignored) || !operation.has_filter() {
            return;
        }
        if let (Some(path), Some(Ok(tree))) = (operation.path, operation.tree()) {
            sink.found(path)
                .with("written", &path.string().unwrap_or_default())
                .with("name", tree.attribute.attribute.as_str());
        }
    }

    /// The path names a core attribute with its schema's URN.
    ///
    /// The RFC allows it, and the URN says nothing more; parsers that were written by hand stumble over its colons
    /// and dots.
    path_urn_core_prefix {
        looks_at: OperationQualified,
        stage: Values,
        cites: "7644-3.10-extension",
        says: "`{written}` needs no URN before it, and not every endpoint reads one",
        help: "write `{written}`",
        bad: "PATCH /Users/2819c223\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[{\"op\":\"replace\",\"path\":\"urn:ietf:params:scim:schemas:core:2.0:User:title\",\"value\":\"Guide\"}]}",
        good: "PATCH /Users/2819c223\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[{\"op\":\"replace\",\"path\":\"title\",\"value\":\"Guide\"}]}",
    }
    fn check(operation: &Operation<'_>, facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let (Some(path), Some(Ok(tree)), Some(kind)) = (operation.path, operation.tree(), facts.action.resource_type) else { return };
        let Some(urn) = tree.attribute.schema.as_ref().filter(|urn| urn.eq_ignore_ascii_case(&kind.schema)) else { return };
        let start = path.content_span().start;
        let prefix = Place { part: Part::Body, span: Span::new(start, start + urn.len() as u32 + 1), node: Some(path.index()) };
        sink.found(prefix).with("written", &tree.attribute.attribute).replace("leave the URN out", true, prefix, "");
    }

    /// The path goes through an extension and a complex attribute to its part, as `…:User:manager.value`.
    ///
    /// The RFC allows it. Providers that keep an extension as a complex attribute count one level too many.
    path_two_subattributes {
        looks_at: OperationQualified,
        stage: Values,
        cites: "7644-3.10-dot",
        says: "`{written}` is a part within an extension; not every endpoint finds it",
        help: "write the whole attribute where this is refused",
        bad: "PATCH /Users/2819c223\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[{\"op\":\"replace\",\"path\":\"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value\",\"value\":\"26118915\"}]}",
        good: "PATCH /Users/2819c223\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[{\"op\":\"replace\",\"path\":\"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager\",\"value\":{\"value\":\"26118915\"}}]}",
    }
    fn check(operation: &Operation<'_>, facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let (Some(path), Some(Ok(tree)), Some(kind)) = (operation.path, operation.tree(), facts.action.resource_type) else { return };
        let is_core = tree.attribute.schema.as_ref().is_some_and(|urn| urn.eq_ignore_ascii_case(&kind.schema));
        if let (false, None, Some(sub)) = (is_core, &tree.filter, operation.sub_attribute) {
            let length = path.content().len();
            let written = length.saturating_sub(tree.attribute.attribute.len() + 1 + sub.name.len());
            let place = Place::within(path, Span::new(written as u32, length as u32));
            sink.found(place).with("written", place.span.of(path.document().text()));
        }
    }

    /// The path writes an attribute's name in another case than its schema.
    ///
    /// Names are compared without regard to case, but not by every provider. Old tutorials and mapping tables
    /// write `Emails`.
    path_attribute_case {
        looks_at: OperationRespelled,
        stage: Values,
        cites: "7644-3.10-case",
        says: "`{written}` is `{declared}` in another case",
        help: "write `{declared}`",
        bad: "PATCH /Users/2819c223\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[{\"op\":\"replace\",\"path\":\"DisplayName\",\"value\":\"Mona\"}]}",
        good: "PATCH /Users/2819c223\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[{\"op\":\"replace\",\"path\":\"displayName\",\"value\":\"Mona\"}]}",
    }
    fn check(operation: &Operation<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let (Some(path), Some(Ok(tree))) = (operation.path, operation.tree()) else { return };
        let qualifier = tree.attribute.schema.as_ref().map_or(0, |urn| urn.len() + 1);
        let sub = tree.sub().unwrap_or_default();
        let last = path.content().len().saturating_sub(sub.len());
        let names = [
            (qualifier, tree.attribute.attribute.as_str(), operation.attribute),
            (last, sub, operation.sub_attribute),
        ];
        for (at, written, declared) in names {
            let Some(declared) = declared.map(|declared| declared.name.as_str()) else { continue };
            if written != declared && path.content().get(at..at + written.len()) == Some(written.as_bytes()) {
                let start = path.content_span().start + at as u32;
                let span = Span::new(start, start + written.len() as u32);
                let name = Place { part: Part::Body, span, node: Some(path.index()) };
                sink.found(name).with("written", written).with("declared", declared).replace(
                    &format!("write `{declared}`"),
                    true,
                    name,
                    declared,
                );
            }
        }
    }

    /// A complex attribute is to become a plain value.
    ///
    /// `name` has parts; a text in its place is refused, or wipes them out.
    path_complex_target_scalar {
        looks_at: Mismatch,
        stage: Values,
        cites: "7644-3.5.2.3-complex",
        says: "`{path}` has parts, and this is {kind}",
        help: "send an object with the parts, or name one of them in the path",
        wants: |site| site.attribute.kind == Type::Complex && !site.attribute.multi_valued,
        bad: "PATCH /Users/2819c223\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[{\"op\":\"replace\",\"path\":\"name\",\"value\":\"\"}]}",
        good: "PATCH /Users/2819c223\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[{\"op\":\"replace\",\"path\":\"name\",\"value\":{\"familyName\":\"Lisa\"}}]}",
    }
    fn check(attributed: &Attributed<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        if is_scalar_operand(attributed) {
            sink.found(attributed.value)
                .with("path", attributed.path)
                .with("kind", attributed.value.kind().name())
                .with("json", attributed.value.raw());
        }
    }

    /// The path names an attribute of an extension without the extension's URN.
    ///
    /// `department` alone is no attribute of a User; its full name starts with the URN.
    path_missing_extension_urn {
        looks_at: OperationUndeclared,
        stage: Values,
        cites: "7644-3.10-urn",
        says: "`{written}` belongs to an extension, so its path starts with the extension's URN",
        help: "write `{full}`",
        bad: "PATCH /Users/2819c223\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[{\"op\":\"replace\",\"path\":\"department\",\"value\":\"Tools\"}]}",
        good: "PATCH /Users/2819c223\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[{\"op\":\"replace\",\"path\":\"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department\",\"value\":\"Tools\"}]}",
    }
    fn check(operation: &Operation<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let (Some(path), Some(urn)) = (operation.path, extension_of(operation)) else { return };
        let written = path.string().unwrap_or_default();
        let full = format!("{urn}:{written}");
        let draft = sink.found(path).with("full", full.as_str()).with("written", &written);
        if path.plain().is_some() {
            draft.mend(|draft| {
                draft.replace("write the URN before it", true, path, &["\"", &full, "\""].concat());
            });
        }
    }

    /// The path chooses by a filter among values of an attribute that has one value.
    ///
    /// There is nothing to choose among. Entra removes a manager in this way.
    path_filter_on_singular {
        looks_at: OperationFilter,
        stage: Values,
        cites: "7644-3.12-invalid-path",
        says: "`{name}` has one value, so no filter chooses among them",
        help: "leave the filter out",
        bad: "PATCH /Users/2819c223\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[{\"op\":\"replace\",\"path\":\"name[givenName eq \\\"Mona\\\"].familyName\",\"value\":\"Lisa\"}]}",
        good: "PATCH /Users/2819c223\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[{\"op\":\"replace\",\"path\":\"name.familyName\",\"value\":\"Lisa\"}]}",
    }
    fn check(operation: &Operation<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let (Some(path), Some(attribute)) = (operation.path, operation.attribute) else { return };
        if !attribute.multi_valued {
            let draft = sink.found(path).with("name", attribute.name.as_str());
            draft.mend(|draft| {
                let raw = path.raw();
                if let Some((open, close)) = raw.find('[').zip(raw.rfind(']')) {
                    draft.replace("leave the filter out", false, path, &[raw.cut(..open), raw.cut(close + 1..)].concat());
                }
            });
        }
    }

    /// The filter in a path compares values that have no order, or a complex one as a whole.
    ///
    /// `gt`, `ge`, `lt` and `le` have no meaning for booleans and binary values; the RFC's answer is
    /// 400 with `invalidFilter`.
    path_filter_not_comparable {
        looks_at: OperationFilter,
        stage: Values,
        cites: "7644-3.4.2.2-invalid-filter",
        says: "the filter in the path cannot be evaluated: {why}",
        help: "compare by `eq`",
        bad: "PATCH /Users/2819c223\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[{\"op\":\"remove\",\"path\":\"emails[primary gt false]\"}]}",
        good: "PATCH /Users/2819c223\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[{\"op\":\"remove\",\"path\":\"emails[primary eq false]\"}]}",
    }
    fn check(operation: &Operation<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let (Some(path), Some(Ok(tree)), Some(attribute)) = (operation.path, operation.tree(), operation.attribute) else {
            return;
        };
        let Some(filter) = tree.filter.as_ref().filter(|_| attribute.multi_valued) else { return };
        if let Err(why) = crate::filter::check_element(filter, attribute) {
            sink.found(path).with("why", &why.to_string());
        }
    }
}

/// The kinds of syntax errors that have a rule of their own.
const NAMED: [SyntaxErrorKind; 3] =
    [SyntaxErrorKind::LeadingSlash, SyntaxErrorKind::Index, SyntaxErrorKind::SingleQuotes];

/// Reports a path that is not readable for that reason; without one, for any that has no rule of its own.
fn syntax<'s>(
    operation: &Operation<'_>,
    own: Option<SyntaxErrorKind>,
    sink: &'s mut Sink<'_>,
) -> Option<&'s mut Draft> {
    let (Some(path), Some(Err(error))) = (operation.path, operation.tree()) else { return None };
    if !own.map_or(!NAMED.contains(&error.kind), |own| own == error.kind) {
        return None;
    }
    let written = path.string().unwrap_or_default();
    // Something missing at the end has no bytes; the whole path is shown then.
    let place = if error.span.is_empty() { Place::from(path) } else { Place::within(path, error.span) };
    Some(sink.found(place).with("written", &written).with("why", &error.kind.to_string()))
}

fn is_of_extension(operation: &Operation<'_>) -> bool {
    extension_of(operation).is_some()
}

/// The URN of the extension to which an attribute belongs that the core schema lacks.
fn extension_of<'a>(operation: &Operation<'a>) -> Option<&'a str> {
    let Some(Ok(tree)) = operation.tree() else { return None };
    if operation.attribute.is_some() || tree.attribute.schema.is_some() {
        return None;
    }
    operation
        .declared
        .iter()
        .find(|known| {
            known.name.starts_with("urn:") && known.sub_attribute(&tree.attribute.attribute).is_some()
        })
        .map_or_else(
            || {
                let enterprise = crate::schema::builtin(ENTERPRISE_USER)?;
                let is_user = operation.declared.iter().any(|known| known.name == "userName");
                (is_user && enterprise.attribute(&tree.attribute.attribute).is_some())
                    .then_some(ENTERPRISE_USER)
            },
            |known| Some(known.name.as_str()),
        )
}
