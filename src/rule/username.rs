//! Rules on the login that a user name becomes, for endpoints that normalize.

use super::declare::rules;
use super::subject::Attributed;
use super::{Facts, Maybe, Sink, UniqueKey};
use crate::profile::{Behaviour, Profile};
use crate::username::{Deployment, Problem, is_plain, normalize};

rules! {
    /// The login that a user name becomes starts or ends with a dash, has two in a row, or is empty.
    ///
    /// GitHub replaces what is no letter or digit by a dash and repairs nothing; such a login is refused.
    username_normalised_invalid {
        looks_at: Text,
        stage: State,
        says: "`{written}` becomes the login `{login}`, which {why}",
        help: "change the user name at the identity provider",
        wants: |site| wants(site.resource_type, site.path, site.profile),
        on: "github-emu",
        bad: "PATCH /scim/v2/enterprises/octo/Users/5fc0c238\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[{\"op\":\"replace\",\"path\":\"userName\",\"value\":\"!mona\"}]}",
        good: "PATCH /scim/v2/enterprises/octo/Users/5fc0c238\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[{\"op\":\"replace\",\"path\":\"userName\",\"value\":\"mona\"}]}",
    }
    fn check(attributed: &Attributed<'_>, facts: &Facts<'_>, sink: &mut Sink<'_>) {
        report(attributed, facts, sink, |problem| !matches!(problem, Problem::TooLong { .. }));
    }

    /// The login that a user name becomes is too long.
    ///
    /// A login on github.com has at most 39 characters with the short code, on GHE.com 30 without it.
    username_too_long_normalised {
        looks_at: Text,
        stage: State,
        says: "`{written}` becomes the login `{login}`, which {why}",
        help: "shorten the user name at the identity provider",
        wants: |site| wants(site.resource_type, site.path, site.profile),
        on: "github-emu",
        bad: "PATCH /scim/v2/enterprises/octo/Users/5fc0c238\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[{\"op\":\"replace\",\"path\":\"userName\",\"value\":\"an.endlessly.long.name.that.nobody.ever.remembers@example.com\"}]}",
        good: "PATCH /scim/v2/enterprises/octo/Users/5fc0c238\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[{\"op\":\"replace\",\"path\":\"userName\",\"value\":\"mona@example.com\"}]}",
    }
    fn check(attributed: &Attributed<'_>, facts: &Facts<'_>, sink: &mut Sink<'_>) {
        report(attributed, facts, sink, |problem| matches!(problem, Problem::TooLong { .. }));
    }

    /// Two user names become one login.
    ///
    /// The first one that is created wins; the second person cannot be provisioned. It takes the
    /// endpoint's state to see it.
    username_normalised_collision {
        looks_at: Text,
        stage: State,
        says: "`{written}` becomes the login `{login}`, which another user has",
        help: "change the user name, or the expression that makes it",
        wants: |site| wants(site.resource_type, site.path, site.profile),
        on: "github-emu",
        bad: "",
        good: "",
    }
    fn check(attributed: &Attributed<'_>, facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let Some(written) = attributed.value.string().filter(|_| facts.known.is_anything()) else { return };
        let login = normalize(&written, &deployment(facts.profile)).login;
        let key = UniqueKey { resource_type: "User", attribute: "login", value: &login };
        if let Maybe::Known(Some(holder)) = facts.known.holder(key)
            && facts.action.id != Some(holder.as_str())
        {
            sink.found(attributed.value).with("written", &written).with("login", &login);
        }
    }
}

fn wants(resource_type: &str, path: &str, profile: &Profile) -> bool {
    resource_type == "User" && path == "userName" && profile.behaves(Behaviour::NormalizesUserNames)
}

/// The deployment that the profile's parameters describe; its user names become logins.
pub fn deployment(profile: &Profile) -> Deployment {
    if profile.setting("subdomain").is_some() {
        return Deployment::GheCom;
    }
    // An instance of its own has no short codes.
    if !profile.parameters.contains_key("shortcode") {
        return Deployment::Ghes;
    }
    Deployment::GitHubCom { shortcode: profile.setting("shortcode").map(str::to_owned) }
}

fn report(
    attributed: &Attributed<'_>,
    facts: &Facts<'_>,
    sink: &mut Sink<'_>,
    wanted: impl Fn(&Problem) -> bool,
) {
    let Some(written) = attributed.value.string().filter(|written| !written.is_empty()) else { return };
    if is_plain(&written) {
        return;
    }
    let normalized = normalize(&written, &deployment(facts.profile));
    if let Some(problem) = normalized.problems.iter().find(|problem| wanted(problem)) {
        sink.found(attributed.value)
            .with("written", &written)
            .with("login", &normalized.login.clone())
            .with("why", &problem.to_string());
    }
}
