//! Counting what callers use of the rate limits, and telling them.

use super::limit::{Bucket, Costs, points};
use super::{Call, account, audit, refusal};
use crate::standin::store::Stored;
use crate::standin::{Change, StandIn};
use scimproof::message::{Method, Request, Response};
use scimproof::profile::Profile;
use std::time::Duration;

/// What a request on SCIM uses at least; how many members come into a group is known afterwards.
pub(super) fn scim_costs(request: &Request<'_>, profile: &Profile) -> Costs {
    let mut costs = vec![(Bucket::Scim, 1)];
    let Some((on_group, id)) = audit::subject(request, profile) else { return costs };
    let endpoint = if on_group { "Groups" } else { "Users" };
    costs.push((Bucket::Points(endpoint.to_owned()), points(request.method)));
    match (request.method, on_group, id) {
        (Method::Post, false, None) => costs.push((Bucket::Users, 1)),
        (Method::Put | Method::Patch, true, Some(id)) => costs.push((Bucket::Members(id), 1)),
        _ => {}
    }
    costs
}

impl StandIn {
    /// Counts a request on SCIM, and tells in its answer what is left.
    pub(super) fn count_scim(
        &mut self,
        request: &Request<'_>,
        response: &mut Response<'static>,
        before: Option<&Stored>,
        changes: &[Change],
        now: Duration,
    ) {
        if self.around.limits.held.is_none() || response.status == 401 {
            return;
        }
        let caller = self.caller(request);
        let exceeded =
            if response.status == 429 { self.around.exceeded(request, &self.profile, now) } else { None };
        if let Some(exceeded) = exceeded {
            response.headers.extend(exceeded.retry_after(now));
        } else {
            let created = changes.iter().any(|change| matches!(change, Change::Created(_)));
            let mut costs = scim_costs(request, &self.profile);
            costs.retain(|(bucket, _)| match bucket {
                Bucket::Users => created,
                Bucket::Members(_) => false,
                Bucket::Core | Bucket::Scim | Bucket::Points(_) => true,
            });
            costs.extend(self.members_added(before, changes));
            self.around.limits.count(&caller, costs, now);
        }
        response.headers.extend(self.around.limits.headers(&caller, &Bucket::Scim, now));
    }

    /// How many members came into which group: into one that was created, or into the one that the request was on.
    fn members_added(&self, before: Option<&Stored>, changes: &[Change]) -> Costs {
        let added = changes.iter().filter_map(|change| {
            let before = before.filter(|before| before.id == change.id());
            let is_own = before.is_some() || matches!(change, Change::Created(_));
            let group = self.store.get(change.id()).filter(|_| is_own)?;
            let count = audit::only_in(Some(&group), before).len();
            Some((Bucket::Members(group.id.clone()), u32::try_from(count).unwrap_or(u32::MAX)))
        });
        added.collect()
    }

    /// The answer of a call that is not on SCIM, if its caller may still ask.
    pub(super) fn within_limits(&mut self, call: &mut Call<'_>) -> Response<'static> {
        if call.route.path == account::RATE_LIMIT {
            return (call.route.answer)(self, call);
        }
        let caller = self.caller(call.request);
        let at_endpoint = Bucket::Points(call.route.path.to_owned());
        let costs = vec![(Bucket::Core, 1), (at_endpoint, points(call.request.method))];
        let exceeded = self.around.limits.exceeded(&caller, &costs, call.now);
        let mut response = if let Some(exceeded) = exceeded {
            let mut refusal = refusal::forbidden("the rate limit of this caller is used up");
            refusal.headers.extend(exceeded.retry_after(call.now));
            refusal
        } else {
            self.around.limits.count(&caller, costs, call.now);
            (call.route.answer)(self, call)
        };
        response.headers.extend(self.around.limits.headers(&caller, &Bucket::Core, call.now));
        response
    }
}
