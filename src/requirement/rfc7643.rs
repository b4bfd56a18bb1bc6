//! RFC 7643, the core schema.

use super::sentences;

sentences! {
    "7643"
    "2.1" {
        "names" Must "Attribute names are case insensitive and are often \"camel-cased\" (e.g., \"camelCase\")."
        "schemas" Must "SCIM resources are represented in JSON [RFC7159] format and MUST specify schema via the \"schemas\" attribute per Section 3."
        "attrname" Must "Attribute names MUST conform to the following ABNF rules:"
    }
    "2.3.1" {
        "string" Must "A sequence of zero or more Unicode characters encoded using UTF-8 as per [RFC2277] and [RFC3629]."
        "canonical" May "Additionally, when \"canonicalValues\" is specified, service providers MAY restrict accepted values to the specified values."
    }
    "2.3.2" {
        "boolean" Must "The literal \"true\" or \"false\"."
    }
    "2.3.3" {
        "decimal" Must "A real number with at least one digit to the left and right of the period."
    }
    "2.3.4" {
        "integer" MustNot "The JSON format is defined in Section 6 of [RFC7159], with the additional constraint that the value MUST NOT contain fractional or exponent parts."
    }
    "2.3.5" {
        "datetime" Must "The attribute value MUST be encoded as a valid xsd:dateTime as specified in Section 3.3.7 of [XML-Schema] and MUST include both a date and a time."
    }
    "2.3.6" {
        "binary" Must "The attribute value MUST be base64 encoded as specified in Section 4 of [RFC4648]."
    }
    "2.3.7" {
        "reference" Must "The value MUST be the absolute or relative URI of the target resource."
        "get" Must "An HTTP client performing a GET operation on a reference URI MUST receive the target resource or an appropriate HTTP response code."
    }
    "2.3.8" {
        "order" MustNot "Servers and clients MUST NOT require or expect attributes to be in any specific order when an object is either generated or analyzed."
        "nesting" MustNot "A complex attribute MUST NOT contain sub-attributes that have sub-attributes (i.e., that are complex)."
    }
    "2.4" {
        "array" Must "Multi-valued attributes contain a list of elements using the JSON array format defined in Section 5 of [RFC7159]."
        "sub-attributes" Must "The predefined sub-attributes listed in this section can be used with multi-valued attribute objects, but these sub-attributes MUST be used with the meanings defined here."
        "primary" Must "The primary attribute value \"true\" MUST appear no more than once."
        "primary-default" Must "If not specified, the value of \"primary\" SHALL be assumed to be \"false\"."
        "duplicate" ShouldNot "Service providers MAY return element objects with the same \"value\" sub-attribute more than once with a different \"type\" sub-attribute (e.g., the same email address may be used for work and home) but SHOULD NOT return the same (type, value) combination more than once per attribute, as this complicates processing by the client."
    }
    "2.5" {
        "unassigned" Must "Unassigned attributes, the null value, or an empty array (in the case of a multi-valued attribute) SHALL be considered to be equivalent in \"state\"."
        "null" Must "Assigning an attribute with the value \"null\" or an empty array (in the case of multi-valued attributes) has the effect of making the attribute \"unassigned\"."
        "omitted" May "When a resource is expressed in JSON format, unassigned attributes, although they are defined in schema, MAY be omitted for compactness."
    }
    "3" {
        "schemas" Must "The \"schemas\" attribute is a REQUIRED attribute and is an array of Strings containing URIs that are used to indicate the namespaces of the SCIM schemas that define the attributes present in the current JSON structure."
        "schemas-unique" Must "Each String value must be a unique URI."
        "schemas-not-empty" Must "All representations of SCIM schemas MUST include a non-empty array with value(s) of the URIs supported by that representation."
        "schemas-defined" Must "The \"schemas\" attribute for a resource MUST only contain values defined as \"schema\" and \"schemaExtensions\" for the resource's defined \"resourceType\"."
        "schemas-duplicate" MustNot "Duplicate values MUST NOT be included."
        "schemas-order" MustNot "Value order is not specified and MUST NOT impact behavior."
        "common" Must "These attributes are not defined in any particular schema but SHALL be assumed to be present in every resource, regardless of the value of the \"schemas\" attribute."
        "extended" Must "Unlike core attributes, extended attributes are kept in their own sub-attribute namespace identified by the schema extension URI."
    }
    "3.1" {
        "assigned" Must "When accepted by a service provider (e.g., after a SCIM create), the attributes \"id\" and \"meta\" (and its associated sub-attributes) MUST be assigned values by the service provider."
        "id" Must "Each representation of the resource MUST include a non-empty \"id\" value."
        "id-unique" Must "This identifier MUST be unique across the SCIM service provider's entire set of resources."
        "id-stable" Must "It MUST be a stable, non-reassignable identifier that does not change when the same resource is returned in subsequent requests."
        "id-client" MustNot "The value of the \"id\" attribute is always issued by the service provider and MUST NOT be specified by the client."
        "id-bulkid" MustNot "The string \"bulkId\" is a reserved keyword and MUST NOT be used within any unique identifier value."
        "external-id" MustNot "The value of the \"externalId\" attribute is always issued by the provisioning client and MUST NOT be specified by the service provider."
        "external-id-case" Must "This attribute has \"caseExact\" as \"true\" and a mutability of \"readWrite\"."
        "meta-ignored" Must "This attribute SHALL be ignored when provided by clients."
        "meta-resource-type" Must "The name of the resource type of the resource."
        "meta-created" Must "The \"DateTime\" that the resource was added to the service provider. This attribute MUST be a DateTime."
        "meta-last-modified" Must "If this resource has never been modified since its initial creation, the value MUST be the same as the value of \"created\"."
        "meta-location" Must "The URI of the resource being returned. This value MUST be the same as the \"Content-Location\" HTTP response header (see Section 3.1.4.2 of [RFC7231])."
        "meta-version" Must "This value must be the same as the entity-tag (ETag) HTTP response header (see Sections 2.1 and 2.3 of [RFC7232])."
    }
    "3.3" {
        "base" Must "The \"schemas\" attribute MUST contain at least one value, which SHALL be the base schema for the resource."
        "extensions" May "The \"schemas\" attribute MAY contain additional values indicating extended schemas that are in use."
        "container" Must "Except for the base object schema, the schema extension URI SHALL be used as a JSON container to distinguish attributes belonging to the extension namespace from base schema attributes."
    }
    "4.1.1" {
        "user-name" Must "Each User MUST include a non-empty userName value."
        "user-name-unique" Must "This identifier MUST be unique across the service provider's entire set of Users."
        "user-name-case" Must "This attribute is REQUIRED and is case insensitive."
        "locale" Must "A valid value is a language tag as defined in [RFC5646]."
        "active" Must "A Boolean value indicating the user's administrative status."
        "password" MustNot "The cleartext value or the hashed value of a password SHALL NOT be returnable by a service provider."
        "password-returned" MustNot "The mutability of the password attribute is \"writeOnly\", indicating that the value MUST NOT be returned by a service provider in any form (the attribute characteristic \"returned\" is \"never\")."
    }
    "4.1.2" {
        "emails" Should "The value SHOULD be specified according to [RFC5321]."
        "phone-numbers" Should "The value SHOULD be specified according to the format defined in [RFC3966], e.g., 'tel:+1-201-555-0123'."
        "country" Must "When specified, the value MUST be in ISO 3166-1 \"alpha-2\" code format [ISO3166]; e.g., the United States and Sweden are \"US\" and \"SE\", respectively."
        "groups" Must "Since this attribute has a mutability of \"readOnly\", group membership changes MUST be applied via the \"Group\" Resource (Section 4.2)."
        "groups-value" Must "If the SCIM service provider exposes a \"Group\" resource, the \"value\" sub-attribute MUST be the \"id\", and the \"$ref\" sub-attribute must be the URI of the corresponding \"Group\" resources to which the user belongs."
        "certificates" Must "Each value contains exactly one DER-encoded X.509 certificate (see Section 4 of [RFC5280]), which MUST be base64 encoded per Section 4 of [RFC4648]."
    }
    "4.2" {
        "display-name" Must "A human-readable name for the Group. REQUIRED."
        "members" Must "While values MAY be added or removed, sub-attributes of members are \"immutable\"."
        "members-value" Must "The \"value\" sub-attribute contains the value of an \"id\" attribute of a SCIM resource, and the \"$ref\" sub-attribute must be the URI of a SCIM resource such as a \"User\", or a \"Group\"."
    }
    "4.3" {
        "manager-display-name" Must "The displayName of the user's manager. This attribute is OPTIONAL, and mutability is \"readOnly\"."
    }
    "5" {
        "read-only" Must "All attributes have a mutability of \"readOnly\"."
        "patch" Must "A complex type that specifies PATCH configuration options. REQUIRED."
        "bulk" Must "A complex type that specifies bulk configuration options. See Section 3.7 of [RFC7644]. REQUIRED."
        "filter" Must "A complex type that specifies FILTER options. REQUIRED."
        "change-password" Must "A complex type that specifies configuration options related to changing a password. REQUIRED."
        "sort" Must "A complex type that specifies Sort configuration options. REQUIRED."
        "etag" Must "A complex type that specifies ETag configuration options. REQUIRED."
        "authentication-schemes" Should "To enable seamless discovery of configurations, the service provider SHOULD, with the appropriate security considerations, make the authenticationSchemes attribute publicly accessible without prior authentication."
    }
    "6" {
        "name" Must "When applicable, service providers MUST specify the name, e.g., \"User\" or \"Group\"."
        "endpoint" Must "The resource type's HTTP-addressable endpoint relative to the Base URL of the service provider, e.g., \"Users\". REQUIRED."
        "schema" Must "This MUST be equal to the \"id\" attribute of the associated \"Schema\" resource."
        "extension-required" Must "If true, a resource of this type MUST include this schema extension and also include any attributes declared as required in this schema extension."
    }
    "7" {
        "id" Must "The unique URI of the schema. When applicable, service providers MUST specify the URI, e.g., \"urn:ietf:params:scim:schemas:core:2.0:User\"."
        "mutability" Must "A single keyword indicating the circumstances under which the value of the attribute can be (re)defined:"
        "case-exact" Must "For attributes that are case exact, the server SHALL preserve case for any value submitted."
        "read-only" MustNot "The attribute SHALL NOT be modified."
        "immutable" MustNot "The attribute SHALL NOT be updated."
        "write-only" MustNot "Attribute values SHALL NOT be returned (e.g., because the value is a stored hash)."
        "returned-always" Must "The attribute is always returned, regardless of the contents of the \"attributes\" parameter."
        "returned-never" Must "The attribute is never returned."
        "returned-request" Must "The attribute is returned in a SCIM query operation only if specified in the \"attributes\" parameter."
        "uniqueness-server" Should "No two resources on the same server SHOULD possess the same value."
    }
}
