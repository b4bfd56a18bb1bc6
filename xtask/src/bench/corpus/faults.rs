//! The faults that are put into valid requests: those that the catalogue has the most evidence for, as one piece of
//! the text in place of another. The text stays JSON, so that every contender has all of it to read.

/// A fault: what becomes of a valid text.
#[derive(Debug)]
pub(crate) struct Fault {
    /// The rule that it breaks.
    pub(crate) rule: &'static str,
    /// What stands in a valid text.
    piece: &'static str,
    /// What stands in its place.
    instead: &'static str,
}

impl Fault {
    /// The text with the fault.
    pub(crate) fn into(&self, valid: &str) -> String {
        let faulty = valid.replacen(self.piece, self.instead, 1);
        assert_ne!(faulty, valid, "`{}` needs `{}`", self.rule, self.piece);
        faulty
    }
}

const fn fault(rule: &'static str, piece: &'static str, instead: &'static str) -> Fault {
    Fault { rule, piece, instead }
}

pub(crate) const USER: &[Fault] = &[
    fault("bool-as-string", r#""active":true"#, r#""active":"True""#),
    fault("username-missing", r#""userName":"#, r#""login":"#),
    fault("multi-primary", r#""type":"home"}"#, r#""type":"home","primary":true}"#),
    fault("read-only-id-in-post", r#"{"schemas":"#, r#"{"id":"","schemas":"#),
    fault("unknown-attribute", r#""title":"#, r#""jobTitle":"#),
    fault("null-attributes", r#""preferredLanguage":"en-GB""#, r#""preferredLanguage":null"#),
    fault("json-duplicate-key", r#""active":true,"#, r#""active":true,"active":true,"#),
    fault(
        "multivalued-as-object",
        r#""roles":[{"value":"user","primary":true}]"#,
        r#""roles":{"value":"user"}"#,
    ),
];

pub(crate) const USER_PATCH: &[Fault] = &[
    fault("patch-op-unknown", r#""op":"add""#, r#""op":"update""#),
    fault("path-misspelled", r#""path":"title""#, r#""path":"jobTitle""#),
    fault("bool-as-string", r#""path":"active","value":"#, r#""path":"active","value":"True","was":"#),
    fault("patch-value-missing", r#""path":"displayName","value":"#, r#""path":"displayName","to":"#),
    fault("path-syntax", r"[type eq ", r"[type = "),
    fault("schemas-patch-missing", r#""schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"#, ""),
];

pub(crate) const GROUP: &[Fault] = &[
    fault("group-displayname-missing", r#""displayName":"#, r#""name":"#),
    fault("value-missing-in-multi", r#"[{"value":"#, r#"[{"id":"#),
    fault("unknown-attribute", r#""externalId":"#, r#""mail":"crew@example.com","externalId":"#),
    fault("schemas-missing", r#""schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"#, ""),
];

pub(crate) const GROUP_PATCH: &[Fault] = &[
    fault("patch-op-unknown", r#""op":"remove""#, r#""op":"delete""#),
    fault("path-misspelled", r#""path":"displayName""#, r#""path":"name""#),
    fault("value-missing-in-multi", r#"[{"value":"#, r#"[{"id":"#),
    fault("path-syntax", r"[value eq ", r"[value = "),
];

pub(crate) const GITHUB_USER: &[Fault] = &[
    fault("bool-as-string", r#""active":true"#, r#""active":"True""#),
    fault("external-id-missing", r#""externalId":"#, r#""external":"#),
    fault("role-value-not-in-enum", r#""roles":[{"value":"user""#, r#""roles":[{"value":"member""#),
    fault(
        "multi-primary",
        r#""type":"work","primary":true}"#,
        r#""type":"work","primary":true},{"value":"b@example.com","primary":true}"#,
    ),
];

pub(crate) const GITHUB_USER_PATCH: &[Fault] = &[
    fault("patch-op-unknown", r#""op":"replace""#, r#""op":"update""#),
    fault("attribute-unsupported", r#""path":"displayName""#, r#""path":"title""#),
    fault("patch-value-missing", r#""path":"displayName","value":"#, r#""path":"displayName","to":"#),
];
