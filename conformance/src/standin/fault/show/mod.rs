//! Resources that look otherwise in answers.

mod groups;
mod meta;
mod schemas;
mod stored;
mod values;

use super::Fault;
use serde_json::{Map, Value};

pub(super) const FAULTS: &[&[Fault]] =
    &[schemas::FAULTS, meta::FAULTS, values::FAULTS, stored::FAULTS, groups::FAULTS];

/// The member `meta`, if the answer shows it.
fn meta(resource: &mut Map<String, Value>) -> Option<&mut Map<String, Value>> {
    resource.get_mut("meta")?.as_object_mut()
}
