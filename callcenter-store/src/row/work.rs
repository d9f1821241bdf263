//! What people add to calls, what an administrator decides, and what was asked for under a key.

use callcenter_core::Timestamp;

use crate::table::tables;

tables! {
    /// What an agent says a call was about.
    CallDispositionRow in CALL_DISPOSITIONS = "call_dispositions", key 3 {
        /// The stream of the call.
        stream: i64,
        /// The call.
        call_id: String,
        /// The agent; for somebody who is none: his login after `user:`.
        agent: String,
        /// The code.
        code: String,
        /// What else there is to say; empty: nothing.
        note: String,
        /// When.
        at: Timestamp,
        /// Who, by login.
        by_login: String,
    }

    /// What somebody noted about a call.
    CallNoteRow in CALL_NOTES = "call_notes", key 3 {
        /// The stream of the call.
        stream: i64,
        /// The call.
        call_id: String,
        /// The note; later ones sort behind earlier ones.
        id: String,
        /// When.
        at: Timestamp,
        /// Who, by login.
        by_login: String,
        /// The agent that was; absent: none.
        agent: Option<String>,
        /// The note; empty: it was removed with the caller.
        text: String,
    }

    /// Something that an administrator decided.
    SettingRow in SETTINGS = "settings", key 1 {
        /// What.
        name: String,
        /// How, as JSON.
        value: String,
        /// Counts its changes, from 1.
        revision: i64,
        /// When it was last changed.
        changed_at: Timestamp,
        /// Who changed it last, by login.
        changed_by: String,
    }

    /// A request that somebody made under a key, and its answer: a repeat is not done again.
    IdempotencyRow in IDEMPOTENCY = "idempotency", key 2 {
        /// Who asked: the user's id.
        principal: String,
        /// The key.
        request_key: String,
        /// When it was asked.
        at: Timestamp,
        /// A hash of what was asked: route and body.
        digest: String,
        /// The status that was answered; 0: it was not answered yet.
        status: u32,
        /// The answer.
        answer: String,
    }
}
