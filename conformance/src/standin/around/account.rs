//! The caller's own account: `GET /user`, which clients ask to learn what their token is.

use super::super::StandIn;
use super::Call;
use super::reply::json;
use scimproof::message::Response;
use serde_json::json;

/// `GET /user`. Of the account only what identifies it is known.
pub(super) fn user(stand_in: &mut StandIn, call: &mut Call<'_>) -> Response<'static> {
    let login = stand_in.caller(call.request);
    let id = stand_in.around.numbers.of(&format!("login:{login}"));
    json(200, &json!({"login": login, "id": id, "type": "User", "site_admin": false}))
}
