//! What the stand-in says of itself: configuration, resource types, schemas (RFC 7644 §4).

use super::list;
use scimproof::profile::Profile;
use scimproof::schema::{RESOURCE_TYPE, SCHEMA, SERVICE_PROVIDER_CONFIG, Schema};
use serde_json::{Value, json};

/// `/ServiceProviderConfig`.
pub(super) fn configuration(profile: &Profile, base: &str) -> Value {
    let supports = |value: bool| json!({"supported": value});
    let bulk = profile.bulk.value.as_ref();
    let mut configuration = json!({
        "schemas": [SERVICE_PROVIDER_CONFIG],
        "patch": supports(true),
        "bulk": {
            "supported": bulk.is_some(),
            "maxOperations": bulk.map_or(0, |bulk| bulk.max_operations),
            "maxPayloadSize": bulk.map_or(0, |bulk| bulk.max_payload_size),
        },
        "filter": {
            "supported": profile.filter.supported,
            // Where the profile has no limit, a page has as many as the request asks for.
            "maxResults": profile.paging.max_count.unwrap_or(i32::MAX.unsigned_abs()),
        },
        "changePassword": supports(false),
        "sort": supports(profile.sort.value == Some(true)),
        "etag": supports(profile.etag.value == Some(true)),
        "authenticationSchemes": [{
            "type": "oauthbearertoken",
            "name": "Bearer token",
            "description": "A token in the `Authorization` header",
            "specUri": "https://www.rfc-editor.org/info/rfc6750",
            "primary": true,
        }],
        "meta": {
            "resourceType": "ServiceProviderConfig",
            "location": format!("{base}/ServiceProviderConfig"),
        },
    });
    let paging = &profile.paging;
    if paging.cursor {
        // RFC 9865 §4.
        let mut pagination = json!({
            "cursor": true,
            "index": true,
            "defaultPaginationMethod": "index",
            "defaultPageSize": paging.default_count,
        });
        let limits = [("maxPageSize", paging.max_count), ("cursorTimeout", paging.cursor_timeout)];
        for (name, limit) in limits {
            if let Some(limit) = limit {
                pagination[name] = json!(limit);
            }
        }
        configuration["pagination"] = pagination;
    }
    configuration
}

/// `/ResourceTypes`, or the one of that name.
pub(super) fn resource_types(profile: &Profile, base: &str, name: Option<&str>) -> Option<Value> {
    let one = |name: &str| {
        let resource_type = profile.resource_type(name)?;
        let extensions = resource_type.extensions.iter();
        let extensions: Vec<Value> = extensions
            .map(|extension| json!({"schema": extension.schema, "required": extension.required}))
            .collect();
        Some(json!({
            "schemas": [RESOURCE_TYPE],
            "id": resource_type.name,
            "name": resource_type.name,
            "endpoint": format!("/{}", resource_type.endpoint),
            "schema": resource_type.schema,
            "schemaExtensions": extensions,
            "meta": {
                "resourceType": "ResourceType",
                "location": format!("{base}/ResourceTypes/{}", resource_type.name),
            },
        }))
    };
    match name {
        Some(name) => one(name),
        None => Some(list::of_all(
            profile.resource_types.iter().filter_map(|resource_type| one(&resource_type.name)).collect(),
        )),
    }
}

/// `/Schemas`, or the one of that URN.
pub(super) fn schemas(profile: &Profile, base: &str, urn: Option<&str>) -> Option<Value> {
    let one = |schema: &Schema| {
        let mut value = serde_json::to_value(schema).ok()?;
        let members = value.as_object_mut()?;
        members.insert("schemas".to_owned(), json!([SCHEMA]));
        let location = format!("{base}/Schemas/{}", schema.id);
        members.insert("meta".to_owned(), json!({"resourceType": "Schema", "location": location}));
        Some(value)
    };
    let served = served(profile);
    match urn {
        Some(urn) => one(served.into_iter().find(|schema| schema.id.eq_ignore_ascii_case(urn))?),
        None => Some(list::of_all(served.into_iter().filter_map(one).collect())),
    }
}

/// The schemas of the resource types and those of discovery itself.
pub(super) fn served(profile: &Profile) -> Vec<&Schema> {
    let mut served: Vec<&Schema> = Vec::new();
    let mut add = |schema| {
        if !served.contains(&schema) {
            served.push(schema);
        }
    };
    for resource_type in &profile.resource_types {
        profile.schemas_of(resource_type).into_iter().for_each(&mut add);
    }
    [SERVICE_PROVIDER_CONFIG, RESOURCE_TYPE, SCHEMA]
        .into_iter()
        .filter_map(|urn| profile.schema(urn))
        .for_each(add);
    served
}
