//! What administrators define: phones, people, queues, menus, codes, and what of it was given to the switch.

use callcenter_core::Timestamp;

use crate::table::tables;

tables! {
    /// Something that an administrator defined, as it is now.
    DefinitionRow in DEFINITIONS = "definitions", key 2 {
        /// What it is: `extension`, `agent`, `team`, `queue`, `ivr`, `pause_code`, `disposition`, `switch`.
        kind: String,
        /// Its name among its kind: the extension's number, the agent's login, the queue's name …
        name: String,
        /// Which change of all definitions made it what it is; never used twice.
        revision: i64,
        /// When it was made.
        created_at: Timestamp,
        /// When it was last changed.
        changed_at: Timestamp,
        /// Who changed it last, by login.
        changed_by: String,
        /// What is defined, as JSON. No secret is in it.
        definition: String,
    }

    /// Which extension an agent has, and when: people move from desk to desk, their history stays theirs.
    AgentExtensionRow in AGENT_EXTENSIONS = "agent_extensions", key 2 {
        /// The agent, by login.
        agent: String,
        /// Since when.
        from_at: Timestamp,
        /// Until when, not any more then; absent: for good.
        until_at: Option<Timestamp>,
        /// The extension's number.
        extension: String,
    }

    /// The secret of an extension, sealed: only who has the key file can read it.
    SipSecretRow in SIP_SECRETS = "sip_secrets", key 1 {
        /// The extension's number.
        extension: String,
        /// When it was set.
        set_at: Timestamp,
        /// Who set it, by login.
        set_by: String,
        /// The secret, sealed.
        sealed: Vec<u8>,
    }

    /// A generated configuration that was given to the switch.
    ConfigurationRow in CONFIGURATIONS = "configurations", key 1 {
        /// Counts them, from 1.
        id: i64,
        /// Which state of the definitions it was made of.
        generation: i64,
        /// When.
        at: Timestamp,
        /// Who gave it, by login.
        by_login: String,
        /// `applied`, `rolled_back`, `failed`.
        outcome: String,
        /// What was found wrong, as JSON; no text of the files, for there are secrets in them.
        findings: String,
    }
}
