//! The schemas of RFC 7643 as data (§4 to §7, with what RFC 9865 adds), and the attributes every resource has (§3.1).
//!
//! The files say what §8.7 represents, without what is a default. Where §8.7 is at odds with the
//! RFC's own prose or examples, the data follow the prose:
//!
//! | where | §8.7 | here, and why |
//! |---|---|---|
//! | every `reference` and `binary` | `caseExact` false or absent | true: §2.3.6, §2.3.7 |
//! | User `addresses.primary` | absent | there: §2.4, and RFC 7644 §3.5.2.3 sets it |
//! | User `groups.$ref` | refers to User or Group | to Group: §4.1.2 |
//! | User `ims.type` | no `other` | suggested: §4.1.2 |
//! | Group `displayName` | optional | required: §4.2 |
//! | Group `members.display` | absent | there, immutable: §2.4, and RFC 7644 §3.5.2 sends it |
//! | ServiceProviderConfig `etag` | absent | there, required: §5 |
//! | ServiceProviderConfig `authenticationSchemes` | without `type` | with it, required: §5; also `primary`, which §8.5 shows |
//! | ServiceProviderConfig `pagination` | absent | there: RFC 9865 §4 |
//! | ResourceType `schemaExtensions` | one, required | a list, optional: §6 |
//! | Schema `id` | returned by default | always returned, case exact: §3.1, §7 |
//! | Schema `name` | required | optional: §7 |
//! | Schema `attributes.type` | no `binary` | suggested: §2.3, table 1 |
//! | Schema `subAttributes.referenceTypes` | one | a list: §7 |

use std::sync::LazyLock;

use super::{Attribute, Schema};
use crate::packed::packed;

/// What the files say.
#[cfg_attr(test, derive(Debug))]
struct Builtin {
    schemas: Vec<Schema>,
    common: Vec<Attribute>,
    search: Schema,
}

packed!(Builtin { schemas, common, search });

static BUILTIN: LazyLock<Builtin> = LazyLock::new(read);

#[cfg(feature = "files")]
fn read() -> Builtin {
    use crate::json::{Parser, decode::Node, decode::decode};

    fn file<T>(text: &str, reader: fn(&Node<'_>) -> T) -> T {
        let mut parser = Parser::new();
        let document = parser.parse(text.as_bytes()).ok();
        let read = document.and_then(|document| decode(vec![document.root()], reader).ok());
        read.expect("the data files are JSON and hold schemas and attributes")
    }

    let schemas = [
        include_str!("rfc7643/user.json"),
        include_str!("rfc7643/group.json"),
        include_str!("rfc7643/enterprise_user.json"),
        include_str!("rfc7643/service_provider_config.json"),
        include_str!("rfc7643/resource_type.json"),
        include_str!("rfc7643/schema.json"),
    ];
    Builtin {
        schemas: schemas.map(|text| file(text, Schema::decode)).into(),
        common: file(include_str!("rfc7643/common.json"), |node| node.list(Attribute::decode)),
        search: file(include_str!("rfc7644/search_request.json"), Schema::decode),
    }
}

/// Without the schemas of discovery, which stand in answers: this build reads requests alone.
#[cfg(not(feature = "files"))]
fn read() -> Builtin {
    crate::packed::unpack(include_str!("packed.txt"))
}

/// The schemas of RFC 7643: User, Group, the enterprise extension, then those of discovery in builds that
/// read answers.
pub fn builtins() -> &'static [Schema] {
    &BUILTIN.schemas
}

/// The schema of that URN, whatever case the URN is written in (RFC 7644 §3.10).
pub fn builtin(urn: &str) -> Option<&'static Schema> {
    builtins().iter().find(|schema| schema.id.eq_ignore_ascii_case(urn))
}

/// What a query has that is sent as a body (RFC 7644 §3.4.3), described as if it were a resource.
pub fn search_request() -> &'static Schema {
    &BUILTIN.search
}

/// What every resource has, whatever its `schemas` say: `schemas`, `id`, `externalId`, `meta` (RFC 7643 §3.1).
///
/// `id` is not `required`: a representation must have it, but a client must not send it, and a
/// characteristic has no word for that.
pub fn common() -> &'static [Attribute] {
    &BUILTIN.common
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a panic is how a test fails")]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::packed::assert_packed;
    use crate::schema::{
        ENTERPRISE_USER, GROUP, Mutability, RESOURCE_TYPE, Returned, SCHEMA, SERVICE_PROVIDER_CONFIG, Type,
        USER, Uniqueness,
    };

    #[test]
    fn the_schemas_for_requests_are_packed_as_their_files_have_them() {
        let mut builtin = read();
        builtin.schemas.truncate(3);
        assert_packed(&builtin, "src/schema/packed.txt");
    }

    #[test]
    fn the_builtin_schemas_are_those_of_rfc_7643() {
        let ids: Vec<&str> = builtins().iter().map(|schema| schema.id.as_str()).collect();
        assert_eq!(ids, [USER, GROUP, ENTERPRISE_USER, SERVICE_PROVIDER_CONFIG, RESOURCE_TYPE, SCHEMA]);
    }

    #[test]
    fn a_schema_is_found_whatever_the_case_of_its_urn() {
        let schema = builtin("URN:ietf:params:scim:schemas:core:2.0:user").unwrap();
        assert_eq!(schema.id, USER);
        assert_eq!(builtin("urn:ietf:params:scim:schemas:core:1.0:User"), None);
    }

    #[test]
    fn the_common_attributes_have_the_characteristics_of_section_3_1() {
        let [schemas, id, external_id, meta] = common() else { panic!("four common attributes") };
        assert_eq!((schemas.name.as_str(), schemas.multi_valued, schemas.required), ("schemas", true, true));
        assert_eq!(
            (id.name.as_str(), id.case_exact, id.mutability, id.returned, id.uniqueness),
            ("id", true, Mutability::ReadOnly, Returned::Always, Uniqueness::Server)
        );
        assert_eq!(
            (external_id.name.as_str(), external_id.case_exact, external_id.mutability),
            ("externalId", true, Mutability::ReadWrite)
        );
        let parts: Vec<_> = meta.sub_attributes.iter().map(|part| (part.name.as_str(), part.kind)).collect();
        assert_eq!(
            parts,
            [
                ("resourceType", Type::String),
                ("created", Type::DateTime),
                ("lastModified", Type::DateTime),
                ("location", Type::Reference),
                ("version", Type::String),
            ]
        );
        assert!(meta.sub_attributes.iter().all(|part| part.mutability == Mutability::ReadOnly));
    }

    #[test]
    fn only_complex_attributes_have_sub_attributes() {
        fn check(attribute: &Attribute) {
            let complex = attribute.kind == Type::Complex;
            assert_eq!(complex, !attribute.sub_attributes.is_empty(), "{}", attribute.name);
            assert_eq!(
                attribute.kind == Type::Reference,
                !attribute.reference_types.is_empty(),
                "{}",
                attribute.name
            );
            attribute.sub_attributes.iter().for_each(check);
        }
        builtins().iter().flat_map(|schema| &schema.attributes).chain(common()).for_each(check);
    }

    /// The differences from §8.7 are those of this module's table and no others.
    #[test]
    #[expect(clippy::print_stderr, reason = "a test that skips says so")]
    fn the_schemas_are_those_of_section_8_7_but_for_the_listed_corrections() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/facts/rfc/rfc7643.txt");
        let Ok(text) = std::fs::read_to_string(path) else {
            eprintln!("skipped: {path} is not there");
            return;
        };
        let (theirs, ours) = (flat(&represented(&text)), flat(builtins()));
        let mut differences: Vec<String> = Vec::new();
        for (path, attribute) in &ours {
            match theirs.get(path) {
                None => differences.push(format!("+ {path}")),
                Some(other) if other != attribute => differences.push(format!("~ {path}")),
                Some(_) => {}
            }
        }
        differences
            .extend(theirs.keys().filter(|path| !ours.contains_key(*path)).map(|path| format!("- {path}")));
        assert_eq!(
            differences,
            [
                "~ Group.displayName",
                "+ Group.members.display",
                "~ ResourceType.schemaExtensions",
                "~ Schema.attributes.subAttributes.referenceTypes",
                "~ Schema.attributes.subAttributes.type",
                "~ Schema.attributes.type",
                "~ Schema.id",
                "~ Schema.name",
                "+ ServiceProviderConfig.authenticationSchemes.primary",
                "+ ServiceProviderConfig.authenticationSchemes.type",
                "+ ServiceProviderConfig.etag",
                "+ ServiceProviderConfig.etag.supported",
                "+ ServiceProviderConfig.pagination",
                "+ ServiceProviderConfig.pagination.cursor",
                "+ ServiceProviderConfig.pagination.cursorTimeout",
                "+ ServiceProviderConfig.pagination.defaultPageSize",
                "+ ServiceProviderConfig.pagination.defaultPaginationMethod",
                "+ ServiceProviderConfig.pagination.index",
                "+ ServiceProviderConfig.pagination.maxPageSize",
                "+ User.addresses.primary",
                "~ User.groups.$ref",
                "~ User.ims.type",
            ]
        );
    }

    /// The schemas that §8.7 prints, between prose and page breaks.
    fn represented(text: &str) -> Vec<Schema> {
        let lines = text.lines().map(|line| line.trim_matches('\u{c}')).filter(|line| {
            !(line.starts_with("Hunt, et al.")
                || line.starts_with("RFC 7643 ") && line.ends_with("September 2015"))
        });
        // The RFC wraps strings; a line break inside one is a space.
        let text = lines.map(str::trim).collect::<Vec<_>>().join(" ");
        let start = text.rfind("8.7.1.  Resource Schema Representation").unwrap();
        let mut rest = &text[start..text.rfind("9.  Security Considerations").unwrap()];
        let mut schemas = Vec::new();
        while let Some(at) = rest.find(['[', '{']) {
            rest = &rest[at..];
            let mut values = serde_json::Deserializer::from_str(rest).into_iter::<serde_json::Value>();
            let used = match values.next() {
                Some(Ok(serde_json::Value::Array(items))) => {
                    schemas.extend(items.into_iter().filter_map(|item| serde_json::from_value(item).ok()));
                    values.byte_offset()
                }
                Some(Ok(value)) => {
                    schemas.extend(serde_json::from_value::<Schema>(value).ok());
                    values.byte_offset()
                }
                Some(Err(_)) | None => 1,
            };
            rest = &rest[used..];
        }
        assert_eq!(schemas.len(), 6);
        schemas
    }

    /// Attributes by path, without descriptions and sub-attributes; references and binaries case exact.
    fn flat(schemas: &[Schema]) -> BTreeMap<String, Attribute> {
        fn add(to: &mut BTreeMap<String, Attribute>, parent: &str, attribute: &Attribute) {
            let path = format!("{parent}.{}", attribute.name);
            attribute.sub_attributes.iter().for_each(|part| add(to, &path, part));
            let mut bare =
                Attribute { description: String::new(), sub_attributes: Vec::new(), ..attribute.clone() };
            bare.case_exact |= matches!(bare.kind, Type::Reference | Type::Binary);
            to.insert(path, bare);
        }
        let mut to = BTreeMap::new();
        for schema in schemas {
            let name = schema.id.rsplit("2.0:").next().unwrap();
            let name = if schema.id == ENTERPRISE_USER { "EnterpriseUser" } else { name };
            schema.attributes.iter().for_each(|attribute| add(&mut to, name, attribute));
        }
        to
    }
}
