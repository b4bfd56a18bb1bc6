//! Random histories against a model that is simple enough to be right: lists, filters, membership and uniqueness
//! always agree.

use super::*;
use proptest::prelude::*;
use serde_json::json;
use std::collections::BTreeSet;

/// What a client does. Users, groups and names are counted round, so that each number means one that is there.
#[derive(Debug, Clone)]
enum Deed {
    CreateUser(usize),
    Rename(usize, usize),
    SetActive(usize, bool, By),
    DeleteUser(usize),
    CreateGroup(Vec<usize>),
    Change(usize, &'static str, Vec<usize>),
    Remove(usize, usize),
    ReplaceGroup(usize, Vec<usize>),
    DeleteGroup(usize),
}

#[derive(Debug, Clone, Copy)]
enum By {
    Patch,
    Put,
}

fn deed() -> impl Strategy<Value = Deed> {
    let number = || 0..8_usize;
    let some = || prop::collection::vec(number(), 0..4);
    let by = || prop_oneof![Just(By::Patch), Just(By::Put)];
    prop_oneof![
        4 => number().prop_map(Deed::CreateUser),
        2 => (number(), number()).prop_map(|(user, name)| Deed::Rename(user, name)),
        3 => (number(), any::<bool>(), by()).prop_map(|(user, to, by)| Deed::SetActive(user, to, by)),
        1 => number().prop_map(Deed::DeleteUser),
        2 => some().prop_map(Deed::CreateGroup),
        3 => (number(), prop_oneof![Just("add"), Just("replace")], prop::collection::vec(number(), 1..4))
            .prop_map(|(group, op, members)| Deed::Change(group, op, members)),
        2 => (number(), number()).prop_map(|(group, member)| Deed::Remove(group, member)),
        1 => (number(), some()).prop_map(|(group, members)| Deed::ReplaceGroup(group, members)),
        1 => number().prop_map(Deed::DeleteGroup),
    ]
}

#[derive(Debug, Clone)]
struct User {
    id: String,
    name: &'static str,
    external_id: String,
    is_active: bool,
}

#[derive(Debug, Clone)]
struct Group {
    id: String,
    name: String,
    members: BTreeSet<String>,
}

/// The endpoint as it should be.
struct Model {
    driven: Driven,
    /// Names, of which some are the same to the endpoint, and what each is to it.
    names: &'static [(&'static str, &'static str)],
    hides_suspended: bool,
    users: Vec<User>,
    groups: Vec<Group>,
    made: usize,
}

/// To RFC 7644 names differ without regard to case.
const OF_RFC: &[(&str, &str)] = &[
    ("mona", "mona"),
    ("MONA", "mona"),
    ("hubot", "hubot"),
    ("octo.cat", "octo.cat"),
    ("octo-cat", "octo-cat"),
];

/// To GitHub they differ by the login that they become.
const OF_GITHUB: &[(&str, &str)] = &[
    ("mona", "mona"),
    ("hubot@one.example", "hubot"),
    ("hubot@two.example", "hubot"),
    ("octo.cat", "octo-cat"),
    ("octo-cat", "octo-cat"),
];

impl Model {
    fn new(
        profile: &Profile,
        names: &'static [(&'static str, &'static str)],
        hides_suspended: bool,
    ) -> Model {
        Model {
            driven: Driven::of(profile),
            names,
            hides_suspended,
            users: Vec::new(),
            groups: Vec::new(),
            made: 0,
        }
    }

    fn send(&mut self, method: &str, target: &str, body: &Value) -> (u16, Value) {
        let body = if body.is_null() { String::new() } else { format!("\n\n{body}") };
        let base = self.driven.stand_in.profile.urls.stand_in_base.clone();
        let text =
            format!("{method} {base}{target}\nUser-Agent: model\nContent-Type: application/scim+json{body}");
        let sent = self.driven.send(&text);
        assert_eq!(sent.reply.gap, None, "{text}");
        (sent.response.status, sent.body)
    }

    fn patch(&mut self, target: &str, op: &str, path: &str, value: &Value) -> u16 {
        let body = json!({
            "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
            "Operations": [{"op": op, "path": path, "value": value}],
        });
        self.send("PATCH", target, &body).0
    }

    fn user_body(user: &User) -> Value {
        json!({
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": user.name,
            "externalId": user.external_id, "displayName": "Somebody", "active": user.is_active,
            "name": {"givenName": "Some", "familyName": "Body"},
            "emails": [{"value": format!("{}@people.example", user.external_id), "type": "work", "primary": true}],
            "roles": [{"value": "user"}],
        })
    }

    fn group_body(group: &Group) -> Value {
        let members = group.members.iter().map(|id| json!({"value": id, "displayName": "Somebody"}));
        json!({
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"], "externalId": format!("x-{}", group.name),
            "displayName": group.name, "members": members.collect::<Vec<_>>(),
        })
    }

    /// Whether somebody else has what the name is to the endpoint.
    fn is_taken(&self, name: &str, but: Option<usize>) -> bool {
        let key = |name: &str| self.names.iter().find(|(one, _)| *one == name).unwrap().1;
        let mut others = self.users.iter().enumerate().filter(|(index, _)| Some(*index) != but);
        others.any(|(_, user)| key(user.name) == key(name))
    }

    fn ids(&self, numbers: &[usize]) -> BTreeSet<String> {
        let users = numbers.iter().filter_map(|number| self.users.get(number % self.users.len().max(1)));
        users.map(|user| user.id.clone()).collect()
    }

    fn values(ids: &BTreeSet<String>) -> Value {
        ids.iter().map(|id| json!({"value": id})).collect()
    }

    fn act(&mut self, deed: &Deed) {
        let (users, groups) = (self.users.len().max(1), self.groups.len().max(1));
        match deed {
            Deed::CreateUser(name) => {
                self.made += 1;
                let name = self.names[name % self.names.len()].0;
                let external_id = format!("e{}", self.made);
                let mut user = User { id: String::new(), name, external_id, is_active: true };
                let is_taken = self.is_taken(name, None);
                let (status, answer) = self.send("POST", "/Users", &Model::user_body(&user));
                assert_eq!(status, if is_taken { 409 } else { 201 }, "{name}: {answer}");
                if !is_taken {
                    answer["id"].as_str().unwrap().clone_into(&mut user.id);
                    self.users.push(user);
                }
            }
            Deed::Rename(user, name) => {
                let (at, name) = (user % users, self.names[name % self.names.len()].0);
                let Some(user) = self.users.get(at).cloned() else { return };
                let is_taken = self.is_taken(name, Some(at));
                let status = self.patch(&format!("/Users/{}", user.id), "replace", "userName", &json!(name));
                assert_eq!(status, if is_taken { 409 } else { 200 }, "{user:?} becomes {name}");
                if !is_taken {
                    self.users[at].name = name;
                }
            }
            Deed::SetActive(user, to, by) => {
                let Some(user) = self.users.get_mut(user % users) else { return };
                user.is_active = *to;
                let (user, target) = (user.clone(), format!("/Users/{}", user.id));
                let status = match by {
                    By::Patch => self.patch(&target, "replace", "active", &json!(to)),
                    By::Put => self.send("PUT", &target, &Model::user_body(&user)).0,
                };
                assert_eq!(status, 200, "{user:?}");
            }
            Deed::DeleteUser(user) => {
                if self.users.is_empty() {
                    return;
                }
                let user = self.users.remove(user % users);
                assert_eq!(self.send("DELETE", &format!("/Users/{}", user.id), &Value::Null).0, 204);
                assert_eq!(self.send("GET", &format!("/Users/{}", user.id), &Value::Null).0, 404);
                for group in &mut self.groups {
                    group.members.remove(&user.id);
                }
            }
            Deed::CreateGroup(members) => {
                self.made += 1;
                let members = self.ids(members);
                let mut group = Group { id: String::new(), name: format!("Group {}", self.made), members };
                let (status, answer) = self.send("POST", "/Groups", &Model::group_body(&group));
                assert_eq!(status, 201, "{answer}");
                answer["id"].as_str().unwrap().clone_into(&mut group.id);
                self.groups.push(group);
            }
            Deed::Change(group, op, members) => {
                let ids = self.ids(members);
                if ids.is_empty() || self.groups.is_empty() {
                    return;
                }
                let target = format!("/Groups/{}", self.groups[group % groups].id);
                assert!(self.patch(&target, op, "members", &Model::values(&ids)) < 300);
                let held = &mut self.groups[group % groups].members;
                if *op == "replace" {
                    held.clear();
                }
                held.extend(ids);
            }
            Deed::Remove(group, member) => {
                let Some(id) = self.ids(&[*member]).pop_first() else { return };
                let Some(held) = self.groups.get(group % groups).cloned() else { return };
                let is_member = held.members.contains(&id);
                if !is_member {
                    return;
                }
                let target = format!("/Groups/{}", held.id);
                // GitHub has members named by a value, and the RFC by a filter.
                let status = if self.hides_suspended {
                    self.patch(&target, "remove", "members", &json!([{"value": id}]))
                } else {
                    let body = json!({
                        "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
                        "Operations": [{"op": "remove", "path": format!("members[value eq \"{id}\"]")}],
                    });
                    self.send("PATCH", &target, &body).0
                };
                assert!(status < 300, "{status}");
                self.groups[group % groups].members.remove(&id);
            }
            Deed::ReplaceGroup(group, members) => {
                let ids = self.ids(members);
                let Some(group) = self.groups.get_mut(group % groups) else { return };
                group.members = ids;
                let (target, body) = (format!("/Groups/{}", group.id), Model::group_body(group));
                assert_eq!(self.send("PUT", &target, &body).0, 200, "{body}");
            }
            Deed::DeleteGroup(group) => {
                if self.groups.is_empty() {
                    return;
                }
                let group = self.groups.remove(group % groups);
                assert_eq!(self.send("DELETE", &format!("/Groups/{}", group.id), &Value::Null).0, 204);
                assert_eq!(self.send("GET", &format!("/Groups/{}", group.id), &Value::Null).0, 404);
            }
        }
    }

    /// What the endpoint shows is what the model has.
    fn agree(&mut self) {
        let (_, list) = self.send("GET", "/Users", &Value::Null);
        let mut shown: Vec<&str> =
            list["Resources"].as_array().unwrap().iter().map(|user| user["id"].as_str().unwrap()).collect();
        let mut held: Vec<&str> = self.users.iter().map(|user| user.id.as_str()).collect();
        shown.sort_unstable();
        held.sort_unstable();
        assert_eq!(shown, held);
        assert_eq!(list["totalResults"], json!(self.users.len()));

        for user in self.users.clone() {
            let (status, shown) = self.send("GET", &format!("/Users/{}", user.id), &Value::Null);
            assert_eq!(
                (status, &shown["active"], &shown["externalId"]),
                (200, &json!(user.is_active), &json!(user.external_id))
            );
            if !self.hides_suspended {
                let of: BTreeSet<&str> = shown["groups"]
                    .as_array()
                    .into_iter()
                    .flatten()
                    .filter_map(|group| group["value"].as_str())
                    .collect();
                let groups = self.groups.iter().filter(|group| group.members.contains(&user.id));
                assert_eq!(of, groups.map(|group| group.id.as_str()).collect(), "{user:?}");
            }
            let filter = format!("/Users?filter=userName%20eq%20%22{}%22", user.name.replace('@', "%40"));
            let (_, found) = self.send("GET", &filter, &Value::Null);
            assert_eq!(found["totalResults"], json!(1), "{filter}: {found}");
            assert_eq!(found["Resources"][0]["id"], json!(user.id));
        }
        for group in self.groups.clone() {
            let (status, shown) = self.send("GET", &format!("/Groups/{}", group.id), &Value::Null);
            assert_eq!(status, 200);
            let members: BTreeSet<&str> = shown["members"]
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(|member| member["value"].as_str())
                .collect();
            let is_shown = |id: &&String| {
                !self.hides_suspended || self.users.iter().any(|user| user.id == **id && user.is_active)
            };
            let held = group.members.iter().filter(is_shown).map(String::as_str).collect();
            assert_eq!(members, held, "{group:?}");
        }
    }
}

fn played(mut model: Model, deeds: &[Deed]) {
    for deed in deeds {
        model.act(deed);
        model.agree();
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn a_provider_by_the_rfc_agrees_with_the_model(deeds in prop::collection::vec(deed(), 1..30)) {
        played(Model::new(&profile::builtin("rfc7644").unwrap(), OF_RFC, false), &deeds);
    }

    #[test]
    fn github_agrees_with_the_model(deeds in prop::collection::vec(deed(), 1..30)) {
        let profile = profile::builtin("github-emu").unwrap().set("shortcode", "octo").unwrap();
        played(Model::new(&profile, OF_GITHUB, true), &deeds);
    }
}
