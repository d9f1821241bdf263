//! What somebody did, or asked for: written before it is done.

use callcenter_core::Timestamp;
use callcenter_store::{AuditRow, Write};
use serde_json::Value;
use tracing::error;

use super::{Access, Person};
use crate::problem::Problem;
use crate::site::Site;

/// Characters of the target that are kept; the databases' indexes take no more.
pub const TARGET_CHARACTERS_MAX: usize = 200;

/// Bytes of the detail that are kept; a longer one is left out, and the entry says so.
pub const DETAIL_BYTES_MAX: usize = 16 << 10;

impl Site {
    /// Writes down that somebody does something. Call it **before** it is done, and pass its error on: what cannot be written
    /// down is not done, and 503 says so.
    ///
    /// `action` is `thing.verb`: `call.hangup`, `agent.pause`, `user.create`. `target` is the id of what is acted on. `detail`
    /// is what else would be asked for later; never a secret.
    ///
    /// # Errors
    /// [`Problem::Unavailable`] when the audit cannot be written.
    pub async fn audit(&self, by: &Person, action: &str, target: &str, detail: Value) -> Result<(), Problem> {
        self.access.audit(by, action, target, detail).await
    }
}

impl Access {
    /// As [`Site::audit`], for programs without a site.
    ///
    /// # Errors
    /// As [`Site::audit`].
    pub async fn audit(&self, by: &Person, action: &str, target: &str, detail: Value) -> Result<(), Problem> {
        let row = entry(self.clock.now(), by, action, target, &detail);
        self.store.write(Write::default().put_new([row])).await.map_err(|why| {
            error!(%why, action, "the audit cannot be written");
            Problem::Unavailable(
                "what is done here is written down, and that cannot be written now: nothing was done, try again"
                    .to_owned(),
            )
        })
    }
}

/// What is written down; for whoever writes it together with what is done.
pub(crate) fn entry(at: Timestamp, by: &Person, action: &str, target: &str, detail: &Value) -> AuditRow {
    AuditRow {
        id: uuid::Uuid::now_v7().to_string(),
        at,
        user_id: Some(by.id.clone()).filter(|id| !id.is_empty()),
        login: by.login.clone(),
        via: by.via.to_string(),
        address: by.address.map(|address| address.to_string()).unwrap_or_default(),
        action: action.to_owned(),
        target: kept(target),
        detail: detail_kept(detail),
    }
}

/// A text as it is kept: without control characters, and not too long.
fn kept(text: &str) -> String {
    text.chars().filter(|character| !character.is_control()).take(TARGET_CHARACTERS_MAX).collect()
}

fn detail_kept(detail: &Value) -> String {
    // JSON escapes control characters; U+0000 would be refused by databases only unescaped.
    let text = detail.to_string();
    if text.len() > DETAIL_BYTES_MAX {
        return serde_json::json!({ "left_out": "too long", "bytes": text.len() }).to_string();
    }
    text
}
