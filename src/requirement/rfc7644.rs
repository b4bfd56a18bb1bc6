//! RFC 7644, the protocol.

use super::sentences;

sentences! {
    "7644"
    "2" {
        "www-authenticate" Must "As per Section 4.1 of [RFC7235], a SCIM service provider SHALL indicate supported HTTP authentication schemes via the \"WWW-Authenticate\" header."
    }
    "3.1" {
        "media-type" Must "To identify this content, SCIM uses a media type of \"application/scim+json\" (see Section 8.1)."
        "resource-schemas" Must "Each JSON resource representation contains a \"schemas\" attribute that contains a list of one or more URIs that indicate included SCIM schemas that are used to indicate the attributes contained within a resource."
        "message-schemas" Must "As with a SCIM resource, a SCIM message is a JSON object [RFC7159] that contains a \"schemas\" attribute with a URI whose namespace prefix MUST begin with \"urn:ietf:params:scim:api:\"."
        "message-discovery" MustNot "As SCIM protocol messages are fixed and defined by SCIM specifications and registered extensions, SCIM message schemas using the above prefix URN SHALL NOT be discoverable using the \"/Schemas\" endpoint."
        "state" Must "SCIM responses SHALL reflect resource state as interpreted by the SCIM service provider."
    }
    "3.2" {
        "endpoints" Must "The SCIM protocol specifies well-known endpoints and HTTP methods for managing resources defined in the SCIM Core Schema document ([RFC7643]); i.e., \"User\" and \"Group\" resources correspond to \"/Users\" and \"/Groups\", respectively."
        "put-creates" MustNot "PUT MUST NOT be used to create new resources."
        "url" Must "All requests to the service provider are made via HTTP methods as per Section 4.3 of [RFC7231] on a URL derived from the Base URL."
        "json" Must "Responses are returned in the body of the HTTP response, formatted as JSON."
        "error-status" Should "Error status codes SHOULD be transmitted via the HTTP status code of the response (if possible) and SHOULD also be specified in the body of the response (see Section 3.12)."
    }
    "3.3" {
        "post" Must "To create new resources, clients send HTTP POST requests to the resource endpoint, such as \"/Users\" or \"/Groups\", as defined by the associated resource type endpoint discovery (see Section 4)."
        "read-only" Must "In the request body, attributes whose mutability is \"readOnly\" (see Sections 2.2 and 7 of [RFC7643]) SHALL be ignored."
        "null" May "Clients that intend to override existing or server-defaulted values for attributes MAY specify \"null\" for a single-valued attribute or an empty array \"[]\" for a multi-valued attribute to clear all values."
        "created" Must "When the service provider successfully creates the new resource, an HTTP response SHALL be returned with HTTP status code 201 (Created)."
        "representation" Should "The response body SHOULD contain the service provider's representation of the newly created resource."
        "location" Must "The URI of the created resource SHALL include, in the HTTP \"Location\" header and the HTTP body, a JSON representation [RFC7159] with the attribute \"meta.location\"."
        "uniqueness" Must "If the service provider determines that the creation of the requested resource conflicts with existing resources (e.g., a \"User\" resource with a duplicate \"userName\"), the service provider MUST return HTTP status code 409 (Conflict) with a \"scimType\" error code of \"uniqueness\", as per Section 3.12."
    }
    "3.3.1" {
        "resource-type" Must "When adding a resource to a specific endpoint, the meta attribute \"resourceType\" SHALL be set by the HTTP service provider to the corresponding resource type for the endpoint."
    }
    "3.4" {
        "returned" Must "By default, resource attributes returned in a response are those attributes whose characteristic \"returned\" setting is \"always\" or \"default\" (see Section 2.2 of [RFC7643])."
    }
    "3.4.1" {
        "get" Must "If the resource exists, the server responds with HTTP status code 200 (OK) and includes the result in the body of the response."
    }
    "3.4.2" {
        "unknown-parameter" Should "SCIM service providers MAY support additional query parameters not specified here and SHOULD ignore any query parameters they do not recognize instead of rejecting the query for versioning compatibility reasons."
        "list-response" Must "Responses MUST be identified using the following URI: \"urn:ietf:params:scim:api:messages:2.0:ListResponse\"."
        "total-results" Must "The value may be larger than the number of resources returned, such as when returning a single page (see Section 3.4.2.4) of results where multiple pages are available. REQUIRED."
        "resources" Must "REQUIRED if \"totalResults\" is non-zero."
        "start-index" Must "The 1-based index of the first result in the current set of list results. REQUIRED when partial results are returned due to pagination."
        "items-per-page" Must "The number of resources returned in a list response page. REQUIRED when partial results are returned due to pagination."
        "no-match" Must "A query that does not return any matches SHALL return success (HTTP status code 200) with \"totalResults\" set to a value of 0."
    }
    "3.4.2.1" {
        "too-many" Must "If a SCIM service provider determines that too many results would be returned (e.g., because a client queried a resource type endpoint or the server base URI), the server SHALL reject the request by returning an HTTP response with HTTP status code 400 (Bad Request) and JSON attribute \"scimType\" set to \"tooMany\" (see Table 9)."
    }
    "3.4.2.2" {
        "filter" Must "When specified, only those resources matching the filter expression SHALL be returned."
        "names" Must "Attribute names and attribute operators used in filters are case insensitive."
        "expression" Must "The filter parameter MUST contain at least one valid expression (see Table 3)."
        "operand" Must "Each expression MUST contain an attribute name followed by an attribute operator and optional value."
        "eq" Must "The attribute and operator values must be identical for a match."
        "ne" Must "The attribute and operator values are not identical."
        "co" Must "The entire operator value must be a substring of the attribute value for a match."
        "sw" Must "The entire operator value must be a substring of the attribute value, starting at the beginning of the attribute value."
        "ew" Must "The entire operator value must be a substring of the attribute value, matching at the end of the attribute value."
        "pr" Must "If the attribute has a non-empty or non-null value, or if it contains a non-empty node for complex attributes, there is a match."
        "gt" Must "If the attribute value is greater than the operator value, there is a match."
        "ge" Must "If the attribute value is greater than or equal to the operator value, there is a match."
        "lt" Must "If the attribute value is less than the operator value, there is a match."
        "le" Must "If the attribute value is less than or equal to the operator value, there is a match."
        "ordering" Must "Boolean and Binary attributes SHALL cause a failed response (HTTP status code 400) with \"scimType\" of \"invalidFilter\"."
        "and" Must "The filter is only a match if both expressions evaluate to true."
        "or" Must "The filter is a match if either expression evaluates to true."
        "not" Must "The filter is a match if the expression evaluates to false."
        "value-path" Must "Service providers MAY support complex filters where expressions MUST be applied to the same value of a parent attribute specified immediately before the left square bracket (\"[\")."
        "value-filter" Must "The expression within square brackets (\"[\" and \"]\") MUST be a valid filter expression based upon sub-attributes of the parent attribute."
        "abnf" Must "SCIM filters MUST conform to the following ABNF [RFC5234] rules as specified below:"
        "precedence" Must "Filters MUST be evaluated using the following order of operations, in order of precedence:"
        "multi-valued" Must "If the specified attribute in a filter expression is a multi-valued attribute, the filter matches if any of the values of the specified attribute match the specified criterion; e.g., if a User has multiple \"emails\" values, only one has to match for the entire User to match."
        "sub-attribute" Must "For complex attributes, a fully qualified sub-attribute MUST be specified using standard attribute notation (Section 3.10)."
        "invalid-filter" Must "Providers MUST decline to filter results if the specified filter operation is not recognized and return an HTTP 400 error with a \"scimType\" error of \"invalidFilter\" and an appropriate human-readable response as per Section 3.12."
        "case-exact" Must "When comparing attributes of type String, the case sensitivity for String type attributes SHALL be determined by the attribute's \"caseExact\" characteristic (see Section 2.2 of [RFC7643])."
    }
    "3.4.2.3" {
        "sort-by" Must "The \"sortBy\" parameter specifies the attribute whose value SHALL be used to order the returned responses."
        "sort-order" Must "Allowed values are \"ascending\" and \"descending\"."
        "sort-default" Must "If a value for \"sortBy\" is provided and no \"sortOrder\" is specified, \"sortOrder\" SHALL default to ascending."
    }
    "3.4.2.4" {
        "start-index" Must "A value less than 1 SHALL be interpreted as 1."
        "count" MustNot "When specified, the service provider MUST NOT return more results than specified, although it MAY return fewer results."
        "count-negative" Must "A negative value SHALL be interpreted as \"0\"."
        "count-zero" Must "A value of \"0\" indicates that no resource results are to be returned except for \"totalResults\"."
        "items-per-page" Must "Specifies the number of query results returned in a query response page, e.g., 10."
        "total-results" Must "Specifies the total number of results matching the client query, e.g., 1000."
    }
    "3.4.2.5" {
        "supported" Must "SCIM clients MAY use one of these two OPTIONAL parameters, which MUST be supported by SCIM service providers:"
        "notation" Must "Attribute names MUST be in standard attribute notation (Section 3.10) form."
        "excluded-always" Must "This parameter SHALL have no effect on attributes whose schema \"returned\" setting is \"always\" (see Sections 2.2 and 7 of [RFC7643])."
    }
    "3.4.3" {
        "search" Must "The inclusion of \"/.search\" on the end of a valid SCIM endpoint SHALL be used to indicate that the HTTP POST verb is intended to be a query operation."
        "search-schemas" Must "Query requests MUST be identified using the following URI: \"urn:ietf:params:scim:api:messages:2.0:SearchRequest\"."
    }
    "3.5" {
        "put" Must "Implementers MUST support HTTP PUT as specified in Section 4.3 of [RFC7231]."
        "patch" Should "Resources such as Groups may be very large; hence, implementers SHOULD support HTTP PATCH [RFC5789] to enable partial resource modifications."
    }
    "3.5.1" {
        "creates" MustNot "Because SCIM resource identifiers are assigned by the service provider, HTTP PUT MUST NOT be used to create new resources."
        "read-write" Must "Any values provided SHALL replace the existing attribute values."
        "omitted" May "The service provider MAY assume that any existing values are to be cleared, or the service provider MAY assign a default value to the final resource representation."
        "clear" May "Clients that want to override a server's defaults MAY specify \"null\" for a single-valued attribute, or an empty array \"[]\" for a multi-valued attribute, to clear all values."
        "immutable" Must "If one or more values are already set for the attribute, the input value(s) MUST match, or HTTP status code 400 SHOULD be returned with a \"scimType\" error code of \"mutability\"."
        "read-only" Must "Any values provided SHALL be ignored."
        "required" Must "If an attribute is \"required\", clients MUST specify the attribute in the PUT request."
        "ok" Must "Unless otherwise specified, a successful PUT operation returns a 200 OK response code and the entire resource within the response body, enabling the client to correlate the client's and the service provider's views of the updated resource."
    }
    "3.5.2" {
        "index" Must "One difference between SCIM PATCH and JSON Patch is that SCIM servers do not support array indexing and do not support [RFC6902] operation types relating to array element manipulation, such as \"move\"."
        "schemas" Must "The body of each request MUST contain the \"schemas\" attribute with the URI value of \"urn:ietf:params:scim:api:messages:2.0:PatchOp\"."
        "operations" Must "The body of an HTTP PATCH request MUST contain the attribute \"Operations\", whose value is an array of one or more PATCH operations."
        "op" Must "Each PATCH operation object MUST have exactly one \"op\" member, whose value indicates the operation to perform and MAY be one of \"add\", \"remove\", or \"replace\"."
        "path" Must "The \"path\" attribute value is a String containing an attribute path describing the target of the operation."
        "path-remove" Must "The \"path\" attribute is OPTIONAL for \"add\" and \"replace\" and is REQUIRED for \"remove\" operations."
        "path-abnf" Must "The \"path\" attribute is described by the following ABNF syntax rule:"
        "compatible" Must "Each operation against an attribute MUST be compatible with the attribute's mutability and schema as defined in Sections 2.2 and 2.3 of [RFC7643]."
        "read-only" MustNot "For example, a client MUST NOT modify an attribute that has mutability \"readOnly\" or \"immutable\"."
        "immutable-add" May "However, a client MAY \"add\" a value to an \"immutable\" attribute if the attribute had no previous value."
        "incompatible" Must "An operation that is not compatible with an attribute's mutability or schema SHALL return the appropriate HTTP response status code and a JSON detail error response as defined in Section 3.12."
        "implicit-schemas" May "Clients MAY implicitly modify the \"schemas\" attribute by adding (or replacing) an attribute with its fully qualified name, including schema URN."
        "order" Must "Operations are applied sequentially in the order they appear in the array."
        "primary" Must "For multi-valued attributes, a PATCH operation that sets a value's \"primary\" sub-attribute to \"true\" SHALL cause the server to automatically set \"primary\" to \"false\" for any other values in the array."
        "atomic" Must "A PATCH request, regardless of the number of operations, SHALL be treated as atomic."
        "restored" Must "If a single operation encounters an error condition, the original SCIM resource MUST be restored, and a failure status SHALL be returned."
        "error" Must "If a request fails, the server SHALL return an HTTP response status code and a JSON detail error response as defined in Section 3.12."
        "success" Must "On successful completion, the server either MUST return a 200 OK response code and the entire resource within the response body, subject to the \"attributes\" query parameter (see Section 3.9), or MAY return HTTP status code 204 (No Content) and the appropriate response headers for a successful PATCH request."
        "success-attributes" Must "The server MUST return a 200 OK if the \"attributes\" parameter is specified in the request."
    }
    "3.5.2.1" {
        "value" Must "The operation MUST contain a \"value\" member whose content specifies the value to be added."
        "no-path" Must "If omitted, the target location is assumed to be the resource itself. The \"value\" parameter contains a set of attributes to be added to the resource."
        "complex" Must "If the target location specifies a complex attribute, a set of sub-attributes SHALL be specified in the \"value\" parameter."
        "multi-valued" Must "If the target location specifies a multi-valued attribute, a new value is added to the attribute."
        "single-valued" Must "If the target location specifies a single-valued attribute, the existing value is replaced."
        "present" Should "If the target location already contains the value specified, no changes SHOULD be made to the resource, and a success response SHOULD be returned."
        "timestamp" MustNot "Unless other operations change the resource, this operation SHALL NOT change the modify timestamp of the resource."
    }
    "3.5.2.2" {
        "no-path" Must "If \"path\" is unspecified, the operation fails with HTTP status code 400 and a \"scimType\" error code of \"noTarget\"."
        "single-valued" Must "If the target location is a single-value attribute, the attribute and its associated value is removed, and the attribute SHALL be considered unassigned."
        "multi-valued" Must "If the target location is a multi-valued attribute and no filter is specified, the attribute and all values are removed, and the attribute SHALL be considered unassigned."
        "filter" Must "If the target location is a multi-valued attribute and a complex filter is specified comparing a \"value\", the values matched by the filter are removed."
        "filter-complex" Must "If the target location is a complex multi-valued attribute and a complex filter is specified based on the attribute's sub-attributes, the matching records are removed."
        "mutability" Must "If an attribute is removed or becomes unassigned and is defined as a required attribute or a read-only attribute, the server SHALL return an HTTP response status code and a JSON detail error response as defined in Section 3.12, with a \"scimType\" error code of \"mutability\"."
    }
    "3.5.2.3" {
        "no-path" Must "If the \"path\" parameter is omitted, the target is assumed to be the resource itself. In this case, the \"value\" attribute SHALL contain a list of one or more attributes that are to be replaced."
        "single-valued" Must "If the target location is a single-value attribute, the attributes value is replaced."
        "multi-valued" Must "If the target location is a multi-valued attribute and no filter is specified, the attribute and all values are replaced."
        "as-add" Must "If the target location path specifies an attribute that does not exist, the service provider SHALL treat the operation as an \"add\"."
        "complex" Must "If the target location specifies a complex attribute, a set of sub-attributes SHALL be specified in the \"value\" parameter, which replaces any existing values or adds where an attribute did not previously exist."
        "complex-rest" Must "Sub-attributes that are not specified in the \"value\" parameter are left unchanged."
        "filter" Must "If the target location is a multi-valued attribute and a value selection (\"valuePath\") filter is specified that matches one or more values of the multi-valued attribute, then all matching record values SHALL be replaced."
        "filter-sub-attribute" Must "If the target location is a complex multi-valued attribute with a value selection filter (\"valuePath\") and a specific sub-attribute (e.g., \"addresses[type eq \"work\"].streetAddress\"), the matching sub-attribute of all matching records is replaced."
        "no-target" Must "If the target location is a multi-valued attribute for which a value selection filter (\"valuePath\") has been supplied and no record match was made, the service provider SHALL indicate failure by returning HTTP status code 400 and a \"scimType\" error code of \"noTarget\"."
    }
    "3.6" {
        "not-found" Must "Service providers MAY choose not to permanently delete the resource but MUST return a 404 (Not Found) error code for all operations associated with the previously deleted resource."
        "omitted" Must "Service providers MUST omit the resource from future query results."
        "conflict" ShouldNot "In addition, the service provider SHOULD NOT consider the deleted resource in conflict calculation."
        "no-content" Must "In response to a successful DELETE, the server SHALL return a successful HTTP status code 204 (No Content)."
    }
    "3.7" {
        "optional" Must "Support for bulk requests can be discovered by querying the service provider configuration (see Section 4)."
        "schemas" Must "Bulk requests are identified using the following schema URI: \"urn:ietf:params:scim:api:messages:2.0:BulkRequest\"."
        "method" Must "The HTTP method of the current operation. Possible values are \"POST\", \"PUT\", \"PATCH\", or \"DELETE\". REQUIRED."
        "bulk-id" Must "REQUIRED when \"method\" is \"POST\"."
        "bulk-id-unique" Must "The transient identifier of a newly created resource, unique within a bulk request and created by the client."
        "path" Must "If \"method\" is \"POST\", the value must specify a resource type endpoint, e.g., /Users or /Groups, whereas all other \"method\" values must specify the path to a specific resource, e.g., /Users/2819c223-7f76-453a-919d-413861904646. REQUIRED in a request."
        "data" Must "REQUIRED in a request when \"method\" is \"POST\", \"PUT\", or \"PATCH\"."
        "operations" Must "Each operation corresponds to a single HTTP request against a resource endpoint. REQUIRED."
        "fail-on-errors" May "An integer specifying the number of errors that the service provider will accept before the operation is terminated and an error response is returned. OPTIONAL in a request."
    }
    "3.7.2" {
        "reference" Must "The \"bulkId\" attribute value must be prepended with the literal \"bulkId:\"; e.g., if the bulkId is 'qwerty', the value is \"bulkId:qwerty\"."
    }
    "3.7.4" {
        "exceeded" Must "If either limit is exceeded, the service provider MUST return HTTP response code 413 (Payload Too Large)."
    }
    "3.8" {
        "utf-8" Must "Servers MUST accept requests and be able to return JSON-structured responses using UTF-8 encoding [RFC3629]."
        "content-type" Must "Clients using other encodings MUST specify the format in which the data is submitted via an HTTP \"Content-Type\" header as specified in Section 3.1.1.5 of [RFC7231] and MAY specify the desired response data format via an HTTP \"Accept\" header (Section 5.3.2 of [RFC7231]), e.g., \"Accept: application/scim+json\", or via URI suffix:"
        "accept" Must "Service providers MUST support the \"Accept\" header \"Accept: application/scim+json\" and SHOULD support the header \"Accept: application/json\", both of which specify JSON documents conforming to [RFC7159]."
        "default" Must "The format defaults to \"application/scim+json\" if no format is specified."
        "array" Must "Multi-valued attributes in JSON are encoded as arrays, e.g.,"
        "object" Must "Elements with nested elements are represented as objects in JSON, e.g.,"
    }
    "3.9" {
        "exclusive" May "Clients MAY request a partial resource representation on any operation that returns a resource within the response by specifying either of the mutually exclusive URL query parameters \"attributes\" or \"excludedAttributes\", as follows:"
        "attributes" Must "When specified, the default list of attributes SHALL be overridden, and each resource returned MUST contain the minimum set of resource attributes and any attributes or sub-attributes explicitly requested by the \"attributes\" parameter."
        "excluded-attributes" Must "When specified, each resource returned MUST contain the minimum set of resource attributes. Additionally, the default set of attributes minus those attributes listed in \"excludedAttributes\" is returned."
        "comma" Must "The query parameter attributes value is a comma-separated list of resource attribute names in standard attribute notation (Section 3.10) form (e.g., userName, name, emails)."
    }
    "3.10" {
        "urn" Must "In general, attributes are uniquely identified by prefixing the attribute name with its schema URN separated by a colon (\":\") character; e.g., the core User resource attribute 'userName' is identified as \"urn:ietf:params:scim:schemas:core:2.0:User:userName\"."
        "extension" Should "Clients MAY omit core schema attribute URN prefixes but SHOULD fully qualify extended attributes with the associated schema extension URN to avoid naming conflicts."
        "dot" Must "Complex attributes' sub-attributes are referenced via nested dot ('.') notation, i.e., {urn}:{Attribute name}.{Sub-Attribute name}."
        "case" Must "All facets (URN, attribute, and sub-attribute name) of the fully encoded attribute name are case insensitive."
    }
    "3.11" {
        "me" Should "A service provider that does NOT support this feature SHOULD respond with HTTP status code 501 (Not Implemented)."
    }
    "3.12" {
        "body" Must "In addition to returning an HTTP response code, implementers MUST return the errors in the body of the response in a JSON format, using the attributes described below."
        "schemas" Must "Error responses are identified using the following \"schema\" URI: \"urn:ietf:params:scim:api:messages:2.0:Error\"."
        "status" Must "The HTTP status code (see Section 6 of [RFC7231]) expressed as a JSON string. REQUIRED."
        "scim-type" May "A SCIM detail error keyword. See Table 9. OPTIONAL."
        "codes" Should "Implementers SHOULD handle the identified HTTP status codes as described below."
        "bad-request" Must "Request is unparsable, syntactically incorrect, or violates schema."
        "unauthorized" Must "The authorization header is invalid or missing."
        "forbidden" Must "Operation is not permitted based on the supplied authorization."
        "not-found" Must "Specified resource (e.g., User) or endpoint does not exist."
        "precondition" Must "Failed to update. Resource has changed on the server."
        "not-implemented" Must "Service provider does not support the request operation, e.g., PATCH."
        "invalid-filter" Must "The specified filter syntax was invalid (does not comply with Figure 1), or the specified attribute and filter comparison combination is not supported."
        "uniqueness" Must "One or more of the attribute values are already in use or are reserved."
        "mutability" Must "The attempted modification is not compatible with the target attribute's mutability or current state (e.g., modification of an \"immutable\" attribute with an existing value)."
        "invalid-syntax" Must "The request body message structure was invalid or did not conform to the request schema."
        "invalid-path" Must "The \"path\" attribute was invalid or malformed (see Figure 7)."
        "no-target" Must "The specified \"path\" did not yield an attribute or attribute value that could be operated on."
        "invalid-value" Must "A required value was missing, or the value specified was not compatible with the operation or attribute type (see Section 2.2 of [RFC7643]), or resource schema (see Section 4 of [RFC7643])."
        "invalid-version" Must "The specified SCIM protocol version is not supported (see Section 3.13)."
    }
    "3.13" {
        "version" Must "If specified, the version identifier MUST appear in the URL path immediately preceding the resource endpoint and conform to the following scheme: the character 'v' followed by the desired SCIM version number, e.g., a version 'v2' User request is specified as /v2/Users."
    }
    "3.14" {
        "etag" Must "When supported, SCIM ETags MUST be specified as an HTTP header and SHOULD be specified within the 'version' attribute contained in the resource's 'meta' attribute."
        "not-modified" Must "If the resource has not changed, the service provider simply returns an empty body with a 304 (Not Modified) response code."
        "if-match" May "If the service provider supports versioning of resources, the client MAY supply an If-Match header (Section 3.1 of [RFC7232]) for PUT and PATCH operations to ensure that the requested operation succeeds only if the supplied ETag matches the latest service provider resource, e.g., If-Match: W/\"e180ee84f0671b1\"."
    }
    "4" {
        "discovery" Must "SCIM defines three endpoints to facilitate discovery of SCIM service provider features and schema that MAY be retrieved using HTTP GET:"
        "config" Must "This endpoint SHALL return responses with a JSON object using a \"schemas\" attribute of \"urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig\"."
        "schemas" Must "An HTTP GET to the endpoint \"/Schemas\" SHALL return all supported schemas in ListResponse format (see Figure 3)."
        "schema" Must "Individual schema definitions can be returned by appending the schema URI to the /Schemas endpoint."
        "resource-types" Must "An HTTP GET to this endpoint is used to discover the types of resources available on a SCIM service provider (e.g., Users and Groups)."
        "single" Must "In cases where a request is for a specific \"ResourceType\" or \"Schema\", the single JSON object is returned in the same way that a single User or Group is retrieved, as per Section 3.4.1."
        "list" Must "When returning multiple ResourceTypes or Schemas, the message form described by the \"urn:ietf:params:scim:api:messages:2.0:ListResponse\" (ListResponse) form SHALL be used as shown in Figure 3 and in Figure 9 below."
        "query" Must "Query parameters described in Section 3.4.2, such as filtering, sorting, and pagination, SHALL be ignored."
        "filter" Should "If a \"filter\" is provided, the service provider SHOULD respond with HTTP status code 403 (Forbidden) to ensure that clients cannot incorrectly assume that any matching conditions specified in a filter are true."
    }
    "7.5.2" {
        "sensitive" Should "In these situations, to ensure maximum security and confidentiality, clients SHOULD query using HTTP POST (see Section 3.4.3)."
    }
}
