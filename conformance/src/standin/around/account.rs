//! The caller's own account: `GET /user` and `GET /rate_limit`, which clients ask to learn what their token is good for.

use super::super::StandIn;
use super::limit::Bucket;
use super::reply::json;
use super::{Call, refusal};
use scimproof::message::Response;
use serde_json::{Value, json};

/// `GET /user`. Of the account only what identifies it is known.
pub(super) fn user(stand_in: &mut StandIn, call: &mut Call<'_>) -> Response<'static> {
    let login = stand_in.caller(call.request);
    let id = stand_in.around.numbers.of(&format!("login:{login}"));
    json(200, &json!({"login": login, "id": id, "type": "User", "site_admin": false}))
}

/// Where limits are told. Asking there costs nothing.
pub(super) const RATE_LIMIT: &str = "/rate_limit";

/// `GET /rate_limit`: the primary limits. Where nothing is limited, nothing is there.
pub(super) fn rate_limit(stand_in: &mut StandIn, call: &mut Call<'_>) -> Response<'static> {
    let caller = stand_in.caller(call.request);
    let limits = &stand_in.around.limits;
    if limits.held.is_none() {
        return refusal::not_found();
    }
    let shown = |bucket: &Bucket| -> Option<(String, Value)> {
        let (most, used, reset) = limits.told(&caller, bucket, call.now)?;
        let shown = json!({"limit": most, "used": used, "remaining": most - used, "reset": reset});
        Some((bucket.name().to_owned(), shown))
    };
    let resources: Value = [Bucket::Core, Bucket::Scim].iter().filter_map(shown).collect();
    let rate = resources.get("core").cloned();
    json(200, &json!({"resources": resources, "rate": rate}))
}
