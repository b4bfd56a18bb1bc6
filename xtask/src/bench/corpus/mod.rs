//! What is measured: requests as identity providers send them, made here from a seed. Of each shape, one in five
//! has a fault, since a linter that is fast only where there is nothing to say helps nobody.

mod faults;
mod texts;

use fastrand::Rng;
use scimproof::lint::{Linter, Purpose};
use scimproof::message::{Method, Request};
use scimproof::profile;

use faults::Fault;

/// The same requests in every run.
const SEED: u64 = 0x5C1_4E0F;

/// One in so many requests is faulty.
const ONE_IN: usize = 5;

/// One request.
pub(crate) struct Sample {
    pub(crate) method: Method,
    pub(crate) target: String,
    pub(crate) body: Vec<u8>,
    /// The fault that was put into it.
    pub(crate) fault: Option<&'static Fault>,
}

impl Sample {
    pub(crate) fn request(&self) -> Request<'_> {
        Request::bare(self.method, &self.target, Some(&self.body))
    }
}

/// Requests of one kind.
pub(crate) struct Shape {
    pub(crate) name: &'static str,
    /// The endpoint that they are for.
    pub(crate) profile: &'static str,
    pub(crate) resource_type: &'static str,
    pub(crate) purpose: Purpose,
    pub(crate) samples: Vec<Sample>,
}

impl Shape {
    /// How many requests these are.
    pub(crate) fn count(&self) -> f64 {
        f64::from(self.samples.len() as u32)
    }

    /// The size of one body.
    pub(crate) fn mean_bytes(&self) -> f64 {
        let bytes: usize = self.samples.iter().map(|sample| sample.body.len()).sum();
        f64::from(bytes as u32) / self.count()
    }

    pub(crate) fn linter(&self) -> Linter {
        Linter::new(&profile::builtin(self.profile).expect("the profile is built in"))
    }
}

/// What a shape is made from.
struct Recipe {
    name: &'static str,
    profile: &'static str,
    resource_type: &'static str,
    purpose: Purpose,
    /// How many requests; several, so that no branch learns one text by heart.
    count: usize,
    target: fn(usize) -> String,
    body: fn(usize) -> String,
    faults: &'static [Fault],
}

/// The shapes that the budget names, and two as GitHub documents them.
pub(crate) fn shapes() -> Vec<Shape> {
    let user = |name, purpose, count, target, body, faults| Recipe {
        name,
        profile: "rfc7644",
        resource_type: "User",
        purpose,
        count,
        target,
        body,
        faults,
    };
    let group = |name, purpose, count, target, body, faults| Recipe {
        resource_type: "Group",
        ..user(name, purpose, count, target, body, faults)
    };
    let of_github = |recipe| Recipe { profile: "github-emu", ..recipe };
    let (create, patch) = (Purpose::Create, Purpose::Patch);
    let recipes = [
        user("User create", create, 100, texts::users, texts::user, faults::USER),
        user("User patch", patch, 100, texts::one_user, texts::user_patch, faults::USER_PATCH),
        group("Group of 10", create, 100, texts::groups, |n| texts::group(n, 10), faults::GROUP),
        group("Group of 100", create, 20, texts::groups, |n| texts::group(n, 100), faults::GROUP),
        group("Group of 1,000", create, 5, texts::groups, |n| texts::group(n, 1_000), faults::GROUP),
        group("Group patch", patch, 100, texts::one_group, texts::group_patch, faults::GROUP_PATCH),
        of_github(user(
            "User create, GitHub",
            create,
            100,
            texts::github_users,
            texts::github_user,
            faults::GITHUB_USER,
        )),
        of_github(user(
            "User patch, GitHub",
            patch,
            100,
            texts::one_github_user,
            texts::github_user_patch,
            faults::GITHUB_USER_PATCH,
        )),
    ];
    let mut random = Rng::with_seed(SEED);
    recipes.iter().map(|recipe| shape(recipe, &mut random)).collect()
}

fn shape(recipe: &Recipe, random: &mut Rng) -> Shape {
    let mut faulty: Vec<bool> = (0..recipe.count).map(|n| n.is_multiple_of(ONE_IN)).collect();
    random.shuffle(&mut faulty);
    let samples = faulty.into_iter().enumerate().map(|(n, is_faulty)| {
        let fault = is_faulty.then(|| random.choice(recipe.faults)).flatten();
        let valid = (recipe.body)(n);
        let body = fault.map_or_else(|| valid.clone(), |fault| fault.into(&valid)).into_bytes();
        let method = if recipe.purpose == Purpose::Patch { Method::Patch } else { Method::Post };
        Sample { method, target: (recipe.target)(n), body, fault }
    });
    let Recipe { name, profile, resource_type, purpose, .. } = *recipe;
    Shape { name, profile, resource_type, purpose, samples: samples.collect() }
}
