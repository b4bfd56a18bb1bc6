// Requests to begin with. The people in them are made up; `{id}` is the newest resource of that type.

import type { Sent } from "./worker";

export interface Start extends Pick<Sent, "method" | "path" | "body"> {
  readonly title: string;
}

export const HEADERS = `Accept: application/scim+json
Content-Type: application/scim+json
User-Agent: scimproof`;

const laidOut = (value: unknown) => JSON.stringify(value, null, 2);

export const REQUESTS: readonly [Start, ...Start[]] = [
  {
    title: "Create a user",
    method: "POST",
    path: "/Users",
    body: laidOut({
      schemas: ["urn:ietf:params:scim:schemas:core:2.0:User"],
      userName: "ines.okafor",
      externalId: "hr-20417",
      displayName: "Ines Okafor",
      name: { givenName: "Ines", familyName: "Okafor" },
      emails: [{ value: "ines.okafor@harbour.example", type: "work", primary: true }],
      active: true,
    }),
  },
  { title: "Find the user", method: "GET", path: `/Users?filter=${encodeURIComponent('userName eq "ines.okafor"')}`, body: "" },
  {
    title: "Disable the user",
    method: "PATCH",
    path: "/Users/{id}",
    body: laidOut({
      schemas: ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
      Operations: [{ op: "replace", path: "active", value: false }],
    }),
  },
  {
    title: "Create a group",
    method: "POST",
    path: "/Groups",
    body: laidOut({
      schemas: ["urn:ietf:params:scim:schemas:core:2.0:Group"],
      externalId: "team-lighthouse",
      displayName: "Lighthouse keepers",
      members: [],
    }),
  },
  { title: "Delete the user", method: "DELETE", path: "/Users/{id}", body: "" },
  { title: "What it supports", method: "GET", path: "/ServiceProviderConfig", body: "" },
];
