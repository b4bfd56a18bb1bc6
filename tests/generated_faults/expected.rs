//! What each fault is called, written down by hand: never computed by the rules.

use scimproof::json::Kind;
use scimproof::schema::Type;
use scimproof::schema::sample::{Fault, Faulty};

/// How the value is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Post,
    Put,
    /// A POST within a bulk request.
    Bulk,
    /// A PATCH with a path that names the attribute.
    Patch,
    /// A PATCH without a path, whose value is an object of attributes.
    Pathless,
    /// A PATCH with a path that is qualified with the core schema's URN.
    Qualified,
    /// A PATCH with a path that names an extension's attribute by its URN.
    Extended,
    /// A PATCH without a path, whose value has one attribute of an extension below its URN.
    PathlessUrn,
}

/// Where the finding is.
pub(super) enum Place {
    Value,
    /// At the PATCH operation's `path`.
    Path,
}

/// The rule that a fault breaks in that form; none where it is no fault.
pub(super) fn expected(form: Form, kind: &str, faulty: &Faulty<'_>) -> Option<(&'static str, Place)> {
    let is_patch = !matches!(form, Form::Post | Form::Put | Form::Bulk);
    let has_path = matches!(form, Form::Patch | Form::Qualified | Form::Extended);
    // A PATCH changes a resource that is there already, and is no resource itself.
    let is_root = !faulty.path.contains('.');
    if is_patch && (faulty.path == "schemas" || faulty.pointer.is_empty()) {
        return None;
    }
    let rule = match faulty.fault {
        Fault::Unknown => {
            let in_root = faulty.pointer == "/qqxUnknown" || form == Form::Extended && faulty.path.is_empty();
            match faulty.path.as_str() {
                "addresses" => "address-invalid-key",
                _ if has_path && in_root => return Some(("path-misspelled", Place::Path)),
                _ => "unknown-attribute",
            }
        }
        Fault::ReadOnly if has_path && is_root => return Some(("patch-read-only-id", Place::Path)),
        Fault::ReadOnly => match (faulty.path.as_str(), form) {
            ("id", Form::Post | Form::Bulk) => "read-only-id-in-post",
            ("id", Form::Pathless) => "patch-pathless-with-id",
            // In a PUT a client sends back what it got.
            ("id", _) => return None,
            ("groups", _) if kind == "User" => "read-only-groups-in-user",
            _ => "read-only-attribute",
        },
        Fault::Missing => return missing(is_patch, kind, faulty).map(|rule| (rule, Place::Value)),
        Fault::Null => "required-null",
        Fault::Empty => match faulty.path.as_str() {
            "schemas" => "schemas-empty",
            _ => "required-empty",
        },
        Fault::Fraction => "integer-fraction",
        Fault::OtherText => match faulty.attribute?.kind {
            Type::DateTime => "datetime-invalid",
            Type::Binary => "binary-not-base64",
            Type::Reference => "reference-not-uri",
            _ => return None,
        },
        Fault::TwoPrimaries => "multi-primary",
        // A role with a type is how one client says that it has none.
        Fault::Valueless => match faulty.resource.pointer(&format!("{}/type", faulty.pointer)) {
            Some(_) if faulty.path == "roles" => "role-type-constant",
            _ => "value-missing-in-multi",
        },
        Fault::Misplaced => return Some(misplaced(form, faulty)),
        // A path may have a dot or a URN.
        Fault::Dotted | Fault::Qualified if has_path => return None,
        Fault::Undeclared if is_patch => return None,
        Fault::Dotted if is_patch => "patch-dotted-keys-in-value",
        Fault::Qualified if is_patch => "patch-urn-attr-key-in-value",
        Fault::Dotted => "dotted-key-in-resource",
        Fault::Qualified => "unknown-attribute",
        Fault::QualifiedByDot if has_path => return Some(("extension-dot-notation", Place::Path)),
        Fault::QualifiedByDot => "extension-dot-notation",
        Fault::Baseless => "schemas-base-missing",
        Fault::Undeclared => "schemas-extension-undeclared",
        Fault::RepeatedUrn => "schemas-duplicate",
        Fault::OtherKind(other) => {
            return of_other_kind(form, has_path, other, faulty).map(|rule| (rule, Place::Value));
        }
    };
    Some((rule, Place::Value))
}

fn misplaced(form: Form, faulty: &Faulty<'_>) -> (&'static str, Place) {
    let is_of_name = ["formatted", "familyName", "givenName"].contains(&faulty.path.as_str());
    match form {
        Form::Patch if !is_of_name => ("path-missing-extension-urn", Place::Path),
        Form::Patch | Form::Qualified | Form::Extended => ("path-misspelled", Place::Path),
        Form::Post | Form::Put | Form::Bulk | Form::Pathless | Form::PathlessUrn if is_of_name => {
            ("name-flattened", Place::Value)
        }
        Form::Post | Form::Put | Form::Bulk | Form::Pathless | Form::PathlessUrn => {
            ("extension-flattened-root", Place::Value)
        }
    }
}

fn missing(is_patch: bool, kind: &str, faulty: &Faulty<'_>) -> Option<&'static str> {
    // What a PATCH leaves out of a singular complex attribute stays as it is; a new element has nothing else.
    let is_in_element = faulty.pointer.rsplit('/').next().is_some_and(|last| last.parse::<u32>().is_ok());
    if is_patch && !is_in_element {
        return None;
    }
    Some(match (kind, faulty.path.as_str()) {
        (_, "schemas") => "schemas-missing",
        ("User", "userName") => "username-missing",
        ("Group", "displayName") => "group-displayname-missing",
        _ => "required-attribute-missing",
    })
}

fn of_other_kind(form: Form, has_path: bool, other: Kind, faulty: &Faulty<'_>) -> Option<&'static str> {
    let attribute = faulty.attribute?;
    let own = match attribute.kind {
        Type::Complex => Kind::Object,
        Type::Boolean => Kind::True,
        Type::Integer | Type::Decimal => Kind::Number,
        Type::String | Type::Reference | Type::Binary | Type::DateTime => Kind::String,
    };
    let is_whole = attribute.multi_valued && !faulty.is_element;
    let depth = if form == Form::Extended { 2 } else { 1 };
    let is_operand = has_path && faulty.pointer.matches('/').count() == depth;
    // A PATCH at the attribute's own path may bring one value without an array around it.
    if is_whole && has_path && other == own {
        return None;
    }
    let is_element = faulty.is_element || is_whole && has_path;
    Some(match (other, own) {
        (Kind::Object, _) if is_whole && !is_element => "multivalued-as-object",
        (Kind::Array, _) if faulty.path == "manager" => "complex-as-array-manager",
        (Kind::Array, _) if !attribute.multi_valued => "singular-as-array",
        (Kind::String, Kind::Object) if faulty.path == "members" => "member-plain-string",
        (Kind::String, Kind::Object) if attribute.multi_valued => "multivalued-as-string",
        (Kind::String, Kind::Object) if faulty.path == "manager" => "complex-as-string-manager",
        (Kind::String | Kind::Number | Kind::True, Kind::Object) if is_operand && !attribute.multi_valued => {
            "path-complex-target-scalar"
        }
        (Kind::String, _) if is_whole && faulty.path == "schemas" => "schemas-as-string",
        (Kind::String, Kind::True) if !is_whole && attribute.name == "primary" => "primary-as-string",
        (Kind::String, Kind::True) if !is_whole => "bool-as-string",
        (Kind::String, Kind::Number) if is_element || !is_whole => "string-for-number",
        (Kind::Number, Kind::True) if !is_whole => "bool-as-number",
        (Kind::Number, Kind::String) if is_element || !is_whole => "number-for-string",
        _ => "type-mismatch",
    })
}
