//! Where the names go: each deployment has its own suffix and its own limit.

use std::str::FromStr;

use serde::Serialize;

/// A GitHub that makes usernames from a SCIM `userName`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase", tag = "kind")]
pub enum Deployment {
    /// Enterprise Managed Users on github.com: every login ends with `_` and the enterprise's shortcode.
    GitHubCom {
        /// The shortcode, if known.
        shortcode: Option<String>,
    },
    /// GHE.com (data residency): the shortcode is random and hidden.
    GheCom,
    /// GitHub Enterprise Server: no shortcode.
    Ghes,
}

/// A name that is no deployment's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a deployment: write `github.com`, `ghe.com` or `ghes`")]
pub struct UnknownDeployment(pub String);

/// A shortcode where none can be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ShortcodeError {
    /// The text is no shortcode.
    #[error("`{0}` is no short code; it has 3 to 8 letters or digits")]
    Form(String),
    /// The deployment shows none.
    #[error("logins on {0} end with no short code; leave it out")]
    Shown(&'static str),
}

impl FromStr for Deployment {
    type Err = UnknownDeployment;

    fn from_str(name: &str) -> Result<Deployment, UnknownDeployment> {
        match name {
            "github.com" => Ok(Deployment::GitHubCom { shortcode: None }),
            "ghe.com" => Ok(Deployment::GheCom),
            "ghes" => Ok(Deployment::Ghes),
            _ => Err(UnknownDeployment(name.to_owned())),
        }
    }
}

impl Deployment {
    /// The name it is written as: `github.com`, `ghe.com` or `ghes`.
    pub fn name(&self) -> &'static str {
        match self {
            Deployment::GitHubCom { .. } => "github.com",
            Deployment::GheCom => "ghe.com",
            Deployment::Ghes => "ghes",
        }
    }

    /// The same deployment with an enterprise's shortcode, if there is one.
    ///
    /// # Errors
    /// When the text cannot be a shortcode, or logins there do not end with one.
    pub fn with_shortcode(self, shortcode: Option<&str>) -> Result<Deployment, ShortcodeError> {
        match (self, shortcode) {
            (deployment, None) => Ok(deployment),
            (Deployment::GitHubCom { .. }, Some(code)) if is_shortcode(code) => {
                Ok(Deployment::GitHubCom { shortcode: Some(code.to_owned()) })
            }
            (Deployment::GitHubCom { .. }, Some(code)) => Err(ShortcodeError::Form(code.to_owned())),
            (other, Some(_)) => Err(ShortcodeError::Shown(other.name())),
        }
    }

    /// The shortcode that people see behind their logins, where there is one and it is known.
    pub fn shortcode(&self) -> Option<&str> {
        match self {
            Deployment::GitHubCom { shortcode } => shortcode.as_deref(),
            Deployment::GheCom | Deployment::Ghes => None,
        }
    }
}

/// Whether a text can be a shortcode: 3 to 8 letters or digits.
pub fn is_shortcode(text: &str) -> bool {
    super::SHORTCODE.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// The login of the user that sets an enterprise up, on github.com and GHE.com.
pub fn setup_user(shortcode: &str) -> String {
    format!("{shortcode}_admin")
}
