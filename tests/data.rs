//! `scimproof serve --data FILE`: what it holds outlives the program, however that ends.

#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test's own input")]

#[path = "support/folder.rs"]
mod folder;
#[path = "support/serving.rs"]
mod serving;

use folder::Folder;
use serde_json::{Value, json};
use serving::{Serving, text};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::thread;

const USER: &str = "urn:ietf:params:scim:schemas:core:2.0:User";
const GROUP: &str = "urn:ietf:params:scim:schemas:core:2.0:Group";
const PATCH_OP: &str = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

/// A password that must not be found on the disk.
const PASSWORD: &str = "canary-password-55bb";

fn start(file: &Path, arguments: &[&str]) -> Serving {
    let file = file.to_str().unwrap();
    let serving = Serving::start("serve", &[&["--quiet", "--no-token", "--data", file], arguments].concat());
    assert!(serving.welcome.contains(&format!("Kept in {file}")), "{}", serving.welcome);
    serving
}

/// Ends it as nothing can be prepared for.
fn kill(serving: Serving) {
    drop(serving);
}

/// Sends a request and gives the body of its answer, which is a success.
fn send(serving: &Serving, method: &str, path: &str, body: &Value) -> Value {
    let body = if body.is_null() { String::new() } else { body.to_string() };
    let (status, answer) = serving.send(method, path, "", &body);
    assert!(status < 300, "{method} {path}: {status} {answer}");
    if answer.is_empty() { Value::Null } else { serde_json::from_str(&answer).unwrap() }
}

fn user(name: &str) -> Value {
    json!({"schemas": [USER], "userName": name, "password": PASSWORD})
}

fn id(resource: &Value) -> &str {
    resource["id"].as_str().unwrap()
}

/// The resource without the parts that name the address that it is served at.
fn at_rest(mut resource: Value) -> Value {
    resource["meta"].as_object_mut().unwrap().retain(|name, _| name == "created" || name == "lastModified");
    for list in ["members", "groups"] {
        for entry in resource[list].as_array_mut().into_iter().flatten() {
            entry.as_object_mut().unwrap().remove("$ref");
        }
    }
    resource
}

#[test]
fn what_was_held_is_there_after_a_restart() {
    let folder = Folder::new("data-restart", &[]);
    let file = folder.0.join("held.db");
    let serving = start(&file, &[]);
    let [mona, hubot, gone] =
        ["mona", "hubot", "gone"].map(|name| send(&serving, "POST", "/Users", &user(name)));
    let members = json!([{"value": mona["id"]}, {"value": gone["id"]}]);
    let group = json!({"schemas": [GROUP], "displayName": "Cats", "members": members});
    let group = send(&serving, "POST", "/Groups", &group);
    let change = json!({"schemas": [PATCH_OP], "Operations": [
        {"op": "replace", "value": {"displayName": "Mona", "password": PASSWORD}},
    ]});
    send(&serving, "PATCH", &format!("/Users/{}", id(&mona)), &change);
    send(&serving, "DELETE", &format!("/Users/{}", id(&gone)), &Value::Null);
    let paths = [
        format!("/Users/{}", id(&mona)),
        format!("/Users/{}", id(&hubot)),
        format!("/Groups/{}", id(&group)),
    ];
    let shown =
        |serving: &Serving| paths.each_ref().map(|path| at_rest(send(serving, "GET", path, &Value::Null)));
    let before = shown(&serving);
    assert_eq!(before[0]["displayName"], "Mona");
    assert_eq!(before[2]["members"], json!([{"type": "User", "value": mona["id"], "display": "Mona"}]));
    assert_eq!(serving.interrupt().status.code(), Some(0));

    let serving = start(&file, &[]);
    assert_eq!(shown(&serving), before);
    assert_eq!(serving.send("GET", &format!("/Users/{}", id(&gone)), "", "").0, 404);
    // What makes a user unique is known again, and the order is that of creation.
    assert_eq!(serving.send("POST", "/Users", "", &user("MONA").to_string()).0, 409);
    send(&serving, "POST", "/Users", &user("later"));
    let list = send(&serving, "GET", "/Users", &Value::Null);
    let names: Vec<&str> =
        list["Resources"].as_array().unwrap().iter().map(|user| user["userName"].as_str().unwrap()).collect();
    assert_eq!(names, ["mona", "hubot", "later"]);
    kill(serving);
    for entry in fs::read_dir(&folder.0).unwrap() {
        let bytes = fs::read(entry.unwrap().path()).unwrap();
        assert!(!text(&bytes).contains(PASSWORD), "a password is on the disk");
    }
}

#[test]
fn a_kill_under_load_loses_no_write_that_was_acknowledged() {
    let folder = Folder::new("data-kill", &[]);
    let file = folder.0.join("held.db");
    let mut acknowledged: BTreeSet<String> = BTreeSet::new();
    for round in 0..3 {
        let serving = start(&file, &[]);
        let base = serving.base.clone();
        let writers: Vec<_> = (0..4)
            .map(|writer| {
                let base = base.clone();
                thread::spawn(move || {
                    let mut done = Vec::new();
                    for number in 0.. {
                        let name = format!("round{round}.writer{writer}.{number}");
                        match serving::exchange(&base, "POST", "/Users", "", &user(&name).to_string()) {
                            Ok((201, _)) => done.push(name),
                            Ok((status, body)) => panic!("{status} {body}"),
                            // The server is gone.
                            Err(_) => break,
                        }
                    }
                    done
                })
            })
            .collect();
        // Some writes are done, and others are under way.
        while send(&serving, "GET", "/Users?count=0", &Value::Null)["totalResults"].as_u64().unwrap()
            < acknowledged.len() as u64 + 40
        {}
        kill(serving);
        let before = acknowledged.len();
        acknowledged.extend(writers.into_iter().flat_map(|writer| writer.join().unwrap()));
        assert!(acknowledged.len() > before, "something was acknowledged");

        let serving = start(&file, &[]);
        let list = send(&serving, "GET", "/Users?count=1000000", &Value::Null);
        let users = list["Resources"].as_array().unwrap();
        let held: BTreeSet<String> =
            users.iter().map(|user| user["userName"].as_str().unwrap().to_owned()).collect();
        assert_eq!(held.len(), users.len(), "each is held once");
        let lost: Vec<&String> = acknowledged.difference(&held).collect();
        assert!(lost.is_empty(), "{lost:?}");
        // What nobody heard of may have been done all the same.
        acknowledged = held;
        kill(serving);
    }
}

#[test]
fn a_file_that_cannot_be_used_is_one_clear_sentence() {
    let notes = "These are notes, and many of them, so that no database begins like this.\n".repeat(20);
    let folder = Folder::new("data-refused", &[("notes.txt", &notes)]);
    kill(start(&folder.0.join("rfc.db"), &[]));
    let open = start(&folder.0.join("open.db"), &[]);
    for (file, profile, said) in [
        ("notes.txt", "rfc7644", "is not a file of `scimproof serve --data`; choose another name"),
        ("rfc.db", "github-emu", "holds resources of `rfc7644`; serve it with `--profile rfc7644`"),
        ("open.db", "rfc7644", "is in use by another program; end that one, or choose another name"),
        ("no/such/folder/held.db", "rfc7644", "unable to open database file"),
    ] {
        let (code, out, log) =
            folder.run(&["serve", "--port", "0", "--no-token", "--profile", profile, "--data", file]);
        assert_eq!((code, out.as_str()), (2, ""), "{log}");
        assert!(log.contains(said) && !log.contains("panicked"), "{log}");
    }
    kill(open);
    assert_eq!(fs::read_to_string(folder.0.join("notes.txt")).unwrap(), notes, "it is left as it is");
}
