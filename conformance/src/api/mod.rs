//! The stand-in and the runner as calls: JSON in, JSON out, for whoever drives them from another language.
//!
//! Of each form members are only ever added, as in `scimproof::api`, whose neighbour this is.

mod http;
mod patch;
mod run;
mod stand_in;

pub use patch::apply_patch;
pub use run::Run;
pub use stand_in::{handle, hold, resources};

use serde_json::{Value, json};
use thiserror::Error;

/// The version of the forms.
const VERSION: u32 = 1;

/// Why a call could not be answered.
#[derive(Debug, Error)]
pub enum CallError {
    /// What was handed over is not of the form that the call takes.
    #[error("the call is not readable: {0}")]
    Form(#[from] serde_json::Error),
    /// A resource says of no type of the endpoint that it is one.
    #[error("no resource type of {0} fits; name its schema in `schemas`")]
    ResourceType(String),
    /// The body has no operations.
    #[error("the body has no `Operations`")]
    NoOperations,
    /// No suite has that name.
    #[error("there is no suite `{name}`; there are `{known}`")]
    Suite {
        /// The name that was asked for.
        name: String,
        /// The names that there are.
        known: String,
    },
}

/// An answer, or the reason why there is none.
fn told(answer: Result<Value, CallError>) -> String {
    let told = match answer {
        Ok(mut answer) => {
            answer["version"] = json!(VERSION);
            answer
        }
        Err(error) => json!({ "version": VERSION, "error": { "message": error.to_string() } }),
    };
    told.to_string()
}
