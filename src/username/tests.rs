//! The documented cases, and all rows of the facts where they are at hand.
#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

use proptest::prelude::*;
use serde_json::Value;

use super::*;

fn github_com(shortcode: &str) -> Deployment {
    Deployment::GitHubCom { shortcode: Some(shortcode.to_owned()) }
}

#[test]
fn names_normalize_as_documented() {
    use Problem::{DoubleDash, EndsWithDash, StartsWithDash};
    let cases: &[(&str, &str, &[Problem])] = &[
        ("The.Octocat", "The-Octocat_octo", &[]),
        ("!The.Octocat", "-The-Octocat_octo", &[StartsWithDash]),
        ("The!!Octocat", "The--Octocat_octo", &[DoubleDash]),
        ("The!Octocat", "The-Octocat_octo", &[]),
        ("The.Octocat@example.com", "The-Octocat_octo", &[]),
        (r"internal\\The.Octocat", "The-Octocat_octo", &[]),
        ("Ms.Bubbles!", "Ms-Bubbles-_octo", &[EndsWithDash]),
        ("mona.the.octocat", "mona-the-octocat_octo", &[]),
        ("mona-cat", "mona-cat_octo", &[]),
        ("bob@fabrikam.com", "bob_octo", &[]),
        ("bob#EXT#fabrikamcom@contoso.com", "bob_octo", &[]),
        ("bob_example#EXT#fabrikamcom@contoso.com", "bob_octo", &[]),
        ("bob_example.com#EXT#fabrikamcom@contoso.com", "bob_octo", &[]),
        (
            "mona.lisa.the.octocat.from.github.united.states@example.com",
            "mona-lisa-the-octocat-from-github-united-states_octo",
            &[Problem::TooLong { length: 52, limit: 39 }],
        ),
    ];
    for (user_name, login, problems) in cases {
        let normalized = normalize(user_name, &github_com("octo"));
        assert_eq!((normalized.login.as_str(), &normalized.problems[..]), (*login, *problems));
        assert_eq!(normalized.unknowns, [], "{user_name}");
    }
}

#[test]
fn what_the_documentation_leaves_open_is_said() {
    use Unknown::{
        AtBeforeBackslash, NonAsciiLetter, OneBackslash, OneCharacter, OnlyDigits, SeveralAts,
        SeveralBackslashes, SeveralUnderscores,
    };
    let cases: &[(&str, &str, &[Unknown])] = &[
        ("José", "Jos-", &[NonAsciiLetter { character: 'é' }]),
        (r"corp\mona", "mona", &[OneBackslash]),
        (r"a\\b\\mona", "b--mona", &[SeveralBackslashes]),
        (r"mona@corp\\lisa", "lisa", &[AtBeforeBackslash]),
        ("mona@home@corp", "mona", &[SeveralAts]),
        ("mona_lisa_corp#EXT#", "mona-lisa", &[SeveralUnderscores]),
        ("m", "m", &[OneCharacter]),
        ("123456", "123456", &[OnlyDigits]),
    ];
    for (user_name, login, unknowns) in cases {
        let normalized = normalize(user_name, &Deployment::Ghes);
        assert_eq!((normalized.login.as_str(), &normalized.unknowns[..]), (*login, *unknowns));
        assert_eq!(normalized.outcome(), Outcome::Unknown, "{user_name}");
    }
}

#[test]
fn a_sign_beyond_ascii_becomes_a_dash_and_no_letter_or_digit_is_taken_for_one() {
    for user_name in ["mona€lisa", "mona—lisa", "mona😀lisa", "mona→lisa", "mona\u{a0}lisa"] {
        let normalized = normalize(user_name, &Deployment::Ghes);
        assert_eq!((normalized.login.as_str(), normalized.unknowns), ("mona-lisa", Vec::new()));
    }
    let letters = ('\u{80}'..=char::MAX).filter(|character| character.is_alphanumeric());
    let taken: Vec<char> = letters.filter(|character| !may_be_letter(*character)).collect();
    assert_eq!(taken, []);
}

#[test]
fn lengths_are_judged_by_deployment() {
    use Outcome::{Accepted, Refused, Unknown};
    let unset = Deployment::GitHubCom { shortcode: None };
    let cases = [
        // length, shortcode of 3, of 8, unset, GHE.com, GHES
        (30, [Accepted, Accepted, Accepted, Accepted, Accepted]),
        (31, [Accepted, Refused, Unknown, Refused, Accepted]),
        (35, [Accepted, Refused, Unknown, Refused, Accepted]),
        (36, [Refused, Refused, Refused, Refused, Accepted]),
        (39, [Refused, Refused, Refused, Refused, Accepted]),
        (40, [Refused, Refused, Refused, Refused, Refused]),
    ];
    for (length, outcomes) in cases {
        let deployments =
            [&github_com("abc"), &github_com("abcdefgh"), &unset, &Deployment::GheCom, &Deployment::Ghes];
        let found = deployments.map(|deployment| normalize(&"a".repeat(length), deployment).outcome());
        assert_eq!(found, outcomes, "{length} characters");
    }
    let open = normalize(&"a".repeat(33), &unset);
    assert_eq!(open.unknowns, [super::Unknown::ShortcodeUnset { too_long_from: 6 }]);
}

#[test]
fn steps_say_what_changed() {
    let steps = normalize("bob_example.com#EXT#fabrikamcom@contoso.com", &github_com("octo")).steps;
    let told: Vec<_> = steps.iter().map(|step| (step.kind, step.after.as_str())).collect();
    assert_eq!(
        told,
        [
            (StepKind::AtRemoved, "bob_example.com#EXT#fabrikamcom"),
            (StepKind::GuestMarkRemoved, "bob_example.com"),
            (StepKind::GuestDomainRemoved, "bob"),
            (StepKind::ShortcodeAppended, "bob_octo"),
        ]
    );
    assert_eq!(normalize("mona-cat", &Deployment::Ghes).steps, []);
}

#[test]
fn the_first_of_several_names_for_one_login_wins() {
    let names =
        ["The.Octocat", "!The.Octocat", "ada", "The!Octocat", "the.octocat", "The.Octocat@example.com"];
    let found = collisions(names, &github_com("octo"));
    let expected = Collision {
        login: "The-Octocat_octo".to_owned(),
        users: vec![0, 3, 4, 5],
        same_case: false,
        certain: true,
    };
    assert_eq!(found, [expected]);
}

#[test]
fn names_that_get_no_account_do_not_collide() {
    assert_eq!(collisions(["!ada", ".ada", "ada-", "ada."], &Deployment::Ghes), []);
}

#[test]
fn an_open_normalization_makes_an_uncertain_collision() {
    let found = collisions([r"corp\ada", "ada"], &Deployment::Ghes);
    assert_eq!(found.iter().map(|collision| collision.certain).collect::<Vec<_>>(), [false]);
}

#[test]
fn deployments_are_read_by_name() {
    for name in ["github.com", "ghe.com", "ghes"] {
        assert_eq!(name.parse::<Deployment>().unwrap().name(), name);
    }
    assert_eq!("github".parse::<Deployment>(), Err(UnknownDeployment("github".to_owned())));
}

#[test]
fn shortcodes_are_three_to_eight_letters_or_digits() {
    for (text, is) in [
        ("oct", true),
        ("octo1234", true),
        ("oc", false),
        ("octo12345", false),
        ("oc-to", false),
        ("océ", false),
    ] {
        assert_eq!(is_shortcode(text), is, "{text}");
    }
}

#[test]
#[expect(clippy::print_stderr, reason = "a test that skips says so")]
fn every_row_of_the_facts_holds() {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../shared/facts/github-data/username-normalization-examples.json"
    );
    let Ok(text) = std::fs::read_to_string(path) else {
        eprintln!("skipped: {path} is not there");
        return;
    };
    let facts: Value = serde_json::from_str(&text).unwrap();
    let rows = facts["examples"].as_array().unwrap();
    assert!(!rows.is_empty());
    rows.iter().for_each(row_holds);
    conflicts_hold(rows);
}

fn row_holds(row: &Value) {
    let id = row["id"].as_str().unwrap();
    let input = row["input"].as_str().unwrap();
    if row["reason"] == "setup_user" {
        let login = row["expected_login"].as_str().unwrap();
        let (shortcode, _) = login.split_once('_').unwrap();
        assert!(is_shortcode(shortcode), "{id}");
        assert_eq!(setup_user(shortcode), login, "{id}");
        return;
    }
    let input = input.strip_prefix("(IdP username ").map_or(input, |rest| rest.strip_suffix(')').unwrap());
    if row["reason"] == "unknown" {
        let normalized = normalize(input, &Deployment::Ghes);
        assert_eq!(normalized.outcome(), Outcome::Unknown, "{id}");
        return;
    }

    let normalized = normalize(input, &Deployment::Ghes);
    let expected = row["normalized"].as_str().unwrap();
    if row["kind"] == "historic" {
        // GHES 2.14 lower-cased; today's keeps the case.
        assert_eq!(normalized.local.to_lowercase(), expected, "{id}");
    } else {
        assert_eq!(normalized.local, expected, "{id}");
    }
    assert_eq!(Value::from(normalized.local.len()), row["normalized_length"], "{id}");
    assert_eq!(normalized.unknowns, [], "{id}");

    let dashes = |problem: &Problem| !matches!(problem, Problem::TooLong { .. });
    let fits = |deployment: &Deployment| normalize(input, deployment).outcome() == Outcome::Accepted;
    let form = &row["format_ok"];
    assert_eq!(Value::from(!normalized.problems.iter().any(dashes)), form["dash_rules"], "{id}");
    assert_eq!(Value::from(fits(&github_com("abc"))), form["ghec_shortcode_3"], "{id}");
    assert_eq!(Value::from(fits(&github_com("abcdefgh"))), form["ghec_shortcode_8"], "{id}");
    assert_eq!(Value::from(fits(&Deployment::GheCom)), form["ghe_com"], "{id}");
    assert_eq!(Value::from(fits(&Deployment::Ghes)), form["ghes"], "{id}");

    if let Some(login) = row["expected_login"].as_str() {
        let (_, shortcode) = login.rsplit_once('_').unwrap();
        assert_eq!(normalize(input, &github_com(shortcode)).login, login, "{id}");
    }
    let reason = match row["reason"].as_str().unwrap() {
        "starts_with_dash" => Problem::StartsWithDash,
        "ends_with_dash" => Problem::EndsWithDash,
        "consecutive_dashes" => Problem::DoubleDash,
        "too_long" => Problem::TooLong { length: expected.len(), limit: LONGEST },
        _ => return,
    };
    assert!(normalized.problems.contains(&reason), "{id}");
}

/// The rows of one kind stand in order; each `conflict_with_` row collides with the first.
fn conflicts_hold(rows: &[Value]) {
    for kind in ["documented-table", "documented-list"] {
        let rows: Vec<&Value> = rows.iter().filter(|row| row["kind"] == kind).collect();
        let conflicting: Vec<usize> = (0..rows.len())
            .filter(|&i| i == 0 || rows[i]["reason"].as_str().unwrap().starts_with("conflict_with_"))
            .collect();
        let names = rows.iter().map(|row| row["input"].as_str().unwrap());
        let found = collisions(names, &github_com("octo"));
        assert_eq!(found.len(), 1, "{kind}");
        assert_eq!((&found[0].users, found[0].certain), (&conflicting, true), "{kind}");
    }
}

proptest! {
    #[test]
    fn a_local_part_is_letters_digits_and_dashes(name in any::<String>()) {
        let local = normalize(&name, &Deployment::Ghes).local;
        prop_assert!(local.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-'));
    }

    #[test]
    fn normalizing_twice_is_normalizing_once(name in r"[a-z.!@_#\\]{0,20}(#EXT#)?[a-z@]{0,5}") {
        let once = normalize(&name, &Deployment::Ghes);
        let twice = normalize(&once.local, &Deployment::Ghes);
        prop_assert_eq!((&twice.local, twice.steps.len()), (&once.local, 0));
        prop_assert_eq!(twice.problems, once.problems);
    }

    #[test]
    fn each_step_starts_where_the_one_before_ended(name in r"[a-z.@_\\]{0,20}(#EXT#)?[a-z@]{0,5}") {
        let normalized = normalize(&name, &github_com("octo"));
        let mut at = name;
        for step in normalized.steps {
            prop_assert_eq!(&step.before, &at);
            prop_assert_ne!(&step.before, &step.after);
            at = step.after;
        }
        prop_assert_eq!(at, normalized.login);
    }
}

proptest::proptest! {
    #[test]
    fn a_plain_user_name_has_no_problem_on_any_deployment(name in "[A-Za-z0-9._@#\\\\-]{0,40}") {
        if is_plain(&name) {
            for deployment in
                [Deployment::GitHubCom { shortcode: Some("abcd1234".to_owned()) }, Deployment::GheCom, Deployment::Ghes]
            {
                proptest::prop_assert!(normalize(&name, &deployment).problems.is_empty(), "{deployment:?}");
            }
        }
    }
}

#[test]
fn a_backslash_behind_the_at_sign_is_not_plain() {
    // A domain is cut off wherever the backslash stands, and nothing may be left.
    assert!(!is_plain("A@\\"));
}
