// What the workbench begins with. The people in it are made up.

export const FILTERS = [
  'userName sw "ines" and emails[type eq "work" and value co "@harbour.example"]',
  "active eq true and not (title pr)",
  'meta.lastModified gt "2025-06-01T00:00:00Z"',
] as const;

export const RESOURCES = `[
  {
    "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
    "id": "5f2c1d7e",
    "userName": "ines.okafor",
    "title": "Harbour master",
    "active": true,
    "emails": [{ "value": "ines.okafor@harbour.example", "type": "work" }],
    "meta": { "lastModified": "2025-09-12T08:30:00Z" }
  },
  {
    "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
    "id": "90b3aa41",
    "userName": "tove.lindqvist",
    "active": true,
    "emails": [{ "value": "tove@lindqvist.example", "type": "home" }],
    "meta": { "lastModified": "2025-02-03T10:00:00Z" }
  }
]`;

export const PATCHED = `{
  "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
  "id": "5f2c1d7e",
  "userName": "ines.okafor",
  "displayName": "Ines Okafor",
  "active": true,
  "emails": [
    { "value": "ines.okafor@harbour.example", "type": "work", "primary": true },
    { "value": "ines@okafor.example", "type": "home" }
  ]
}`;

const body = (...operations: readonly string[]) => `{
  "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
  "Operations": [
    ${operations.join(",\n    ")}
  ]
}`;

export const PATCHES = [
  {
    title: "By a path with a filter",
    body: body(
      '{ "op": "replace", "path": "emails[type eq \\"work\\"].value", "value": "i.okafor@harbour.example" }',
      '{ "op": "add", "path": "title", "value": "Harbour master" }',
    ),
  },
  {
    title: "Without a path",
    body: body('{ "op": "replace", "value": { "active": false, "displayName": "Ines O." } }'),
  },
  {
    title: "Capital letters and a quoted boolean",
    body: body('{ "op": "Replace", "path": "active", "value": "False" }'),
  },
  {
    title: "A filter that finds nothing",
    body: body(
      '{ "op": "replace", "path": "displayName", "value": "Ines" }',
      '{ "op": "replace", "path": "emails[type eq \\"other\\"].value", "value": "x@harbour.example" }',
    ),
  },
] as const;
