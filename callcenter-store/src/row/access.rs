//! Who may use the server, and what they did with it.

use callcenter_core::Timestamp;

use crate::table::tables;

tables! {
    /// Somebody who may log in.
    UserRow in USERS = "users", key 1 {
        /// The login name, in small letters.
        login: String,
        /// What the user is known by for ever, whatever the login becomes.
        id: String,
        /// The name to show.
        name: String,
        /// The address for mail.
        email: Option<String>,
        /// `agent`, `supervisor` or `administrator`.
        role: String,
        /// The password's hash (argon2id, a PHC string); absent: no password lets in.
        password: Option<String>,
        /// The agent that the user is on the floor.
        agent: Option<String>,
        /// Whether the user is kept out.
        disabled: bool,
        /// Issuer and subject by which an identity provider knows the user, one a line; absent: none does.
        subject: Option<String>,
        /// When the user was made.
        created_at: Timestamp,
        /// When the user was last changed.
        changed_at: Timestamp,
        /// Sessions that began before are over.
        sessions_from: Timestamp,
        /// Counts the changes, from 1.
        version: i64,
    }

    /// When somebody logged in last.
    UserLoginRow in USER_LOGINS = "user_logins", key 1 {
        /// Who: the user's id.
        user_id: String,
        /// When.
        at: Timestamp,
        /// From which network address.
        address: String,
    }

    /// Somebody logged in with a browser.
    UserSessionRow in USER_SESSIONS = "user_sessions", key 1 {
        /// SHA-256 of the cookie, in hexadecimal digits.
        digest: String,
        /// What the session is called in lists: it lets nobody in.
        id: String,
        /// Whose it is: the user's id.
        user_id: String,
        /// When it began.
        created_at: Timestamp,
        /// When it was last used, to the minute.
        used_at: Timestamp,
        /// When it ends whatever happens.
        expires_at: Timestamp,
        /// The network address that began it.
        address: String,
        /// What the browser calls itself.
        client: String,
    }

    /// A secret by which a program is known.
    ApiTokenRow in API_TOKENS = "api_tokens", key 1 {
        /// SHA-256 of the secret, in hexadecimal digits.
        digest: String,
        /// What the token is called in lists: it lets nobody in.
        id: String,
        /// What it is for.
        name: String,
        /// Whose it is: the user's id.
        user_id: String,
        /// What it may do at most: `agent`, `supervisor` or `administrator`.
        role: String,
        /// Its scopes, separated by blanks.
        scopes: String,
        /// When it was made.
        created_at: Timestamp,
        /// When it ends; absent: never.
        expires_at: Option<Timestamp>,
        /// When it was last used, to the minute.
        used_at: Option<Timestamp>,
    }

    /// A secret by which the first administrator is made.
    SetupTokenRow in SETUP_TOKENS = "setup_tokens", key 1 {
        /// SHA-256 of the secret, in hexadecimal digits.
        digest: String,
        /// When it was made.
        created_at: Timestamp,
        /// When it ends.
        expires_at: Timestamp,
    }

    /// Something that somebody did, or asked for.
    AuditRow in AUDIT = "audit", key 1 {
        /// Orders what was done by time: a UUID of version 7.
        id: String,
        /// When.
        at: Timestamp,
        /// Who: the user's id; absent: nobody known.
        user_id: Option<String>,
        /// Who: the login as it was then.
        login: String,
        /// How the user was known: `session`, `token:<id>`, `program` or `nobody`.
        via: String,
        /// From which network address.
        address: String,
        /// What: `call.hangup`, `user.create` …
        action: String,
        /// To what: a call's, agent's, user's id.
        target: String,
        /// What else there is to say, as JSON.
        detail: String,
    }
}
