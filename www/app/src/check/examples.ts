// Requests with something wrong in them, as senders produce them. The people in them are made up.

import type { Reader } from "scimproof";

export interface Example {
  readonly title: string;
  readonly reader: Reader;
  readonly text: string;
  /** For a bare body. */
  readonly method?: string;
  readonly target?: string;
}

export const examples: readonly Example[] = [
  {
    title: "Capital letters and a quoted boolean",
    reader: "http",
    text: `PATCH /scim/v2/enterprises/harbour/Users/5f2c1d7e HTTP/1.1
Host: api.github.com
Authorization: Bearer ********
User-Agent: harbour-sync/2.4
Accept: application/scim+json
Content-Type: application/scim+json

{
  "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
  "Operations": [
    { "op": "Replace", "path": "active", "value": "False" }
  ]
}
`,
  },
  {
    title: "A required attribute is missing",
    reader: "body",
    method: "POST",
    target: "/Users",
    text: `{
  "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
  "externalId": "hr-20417",
  "displayName": "Ines Okafor",
  "name": { "givenName": "Ines", "familyName": "Okafor" },
  "emails": [{ "value": "ines.okafor@harbour.example", "type": "work", "primary": true }],
  "active": true
}
`,
  },
  {
    title: "A comma too many",
    reader: "body",
    method: "POST",
    target: "/Groups",
    text: `{
  "schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"],
  "externalId": "team-lighthouse",
  "displayName": "Lighthouse keepers",
  "members": [
    { "value": "5f2c1d7e" },
    { "value": "90b3aa41" },
  ]
}
`,
  },
  {
    title: "Two primary addresses",
    reader: "body",
    method: "POST",
    target: "/Users",
    text: `{
  "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
  "userName": "t.lindqvist@harbour.example",
  "externalId": "hr-20533",
  "displayName": "Tove Lindqvist",
  "name": { "givenName": "Tove", "familyName": "Lindqvist" },
  "emails": [
    { "value": "t.lindqvist@harbour.example", "type": "work", "primary": true },
    { "value": "tove@lindqvist.example", "type": "home", "primary": true }
  ],
  "active": true
}
`,
  },
  {
    title: "A remove that does not say what",
    reader: "curl",
    text: `curl -X PATCH https://api.github.com/scim/v2/enterprises/harbour/Groups/c81e0b52 \\
  -H 'Authorization: Bearer ********' \\
  -H 'Accept: application/scim+json' \\
  -H 'Content-Type: application/scim+json' \\
  -d '{
    "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
    "Operations": [
      { "op": "remove", "value": [{ "value": "5f2c1d7e" }] }
    ]
  }'
`,
  },
];
