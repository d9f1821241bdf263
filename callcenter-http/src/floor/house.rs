//! What holds for the whole house: the trunk, emergency numbers, how phones reach the switch.

use serde::{Deserialize, Serialize};

use super::check;
use super::definition::{Definition, Kind, Reference};
use crate::problem::Problem;

/// The one name of the one house.
pub(super) const NAME: &str = "house";

/// What holds for the whole house.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct House {
    /// The endpoint of the trunk in pjsip.conf; absent: nobody calls outside, not even emergency numbers.
    pub trunk: Option<String>,
    /// What is dialled before a number outside: 0 to 4 digits; empty: nothing.
    pub prefix: String,
    /// The number that is shown outside where an extension has none of its own.
    pub caller_number: Option<String>,
    /// Numbers that every phone may dial at any time, with and without the prefix.
    pub emergency_numbers: Vec<String>,
    /// The transport that browsers come in by, which is written into pjsip.conf when there is a phone in a browser.
    pub websocket: WebSocket,
    /// The folder below the switch's folder of recordings.
    pub recordings: String,
    /// Servers that tell a phone in a browser its address: `stun:stun.example.org:3478`.
    pub stun_servers: Vec<String>,
}

impl Default for House {
    fn default() -> Self {
        Self {
            trunk: None,
            prefix: "0".to_owned(),
            caller_number: None,
            emergency_numbers: ["112", "110", "911", "999", "000"].map(str::to_owned).to_vec(),
            websocket: WebSocket::default(),
            recordings: "callcenter".to_owned(),
            stun_servers: Vec::new(),
        }
    }
}

/// The transport that browsers come in by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = WebSocketTransport)]
pub enum WebSocket {
    /// `wss`: encrypted, what browsers demand of every page that is not on the same machine.
    #[default]
    Wss,
    /// `ws`: behind a proxy that encrypts, or on the same machine.
    Ws,
    /// pjsip.conf has one already.
    Own,
}

impl Definition for House {
    const KIND: Kind = Kind::House;

    fn name(&self) -> &str {
        NAME
    }

    fn check(&self) -> Result<(), Problem> {
        self.trunk.iter().try_for_each(|trunk| check::key("trunk", trunk))?;
        if self.prefix.len() > 4 || !self.prefix.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(Problem::Invalid { field: "prefix", why: "0 to 4 digits".to_owned() });
        }
        self.caller_number.iter().try_for_each(|number| check::number("caller_number", number))?;
        check::list("emergency_numbers", &self.emergency_numbers, 20)?;
        if self.emergency_numbers.is_empty() {
            let why = "one at least: everybody must be able to call for help".to_owned();
            return Err(Problem::Invalid { field: "emergency_numbers", why });
        }
        for number in &self.emergency_numbers {
            if number.len() < 2 || number.len() > 6 || !number.bytes().all(|byte| byte.is_ascii_digit()) {
                let why = format!("{number:?} is no emergency number: 2 to 6 digits");
                return Err(Problem::Invalid { field: "emergency_numbers", why });
            }
        }
        check::sound("recordings", &self.recordings)?;
        check::list("stun_servers", &self.stun_servers, 8)?;
        for server in &self.stun_servers {
            let plain =
                |char: char| char.is_ascii_alphanumeric() || matches!(char, '.' | '-' | ':' | '[' | ']');
            let host = server.strip_prefix("stun:").or_else(|| server.strip_prefix("stuns:"));
            if !host.is_some_and(|host| !host.is_empty() && host.len() <= 255 && host.chars().all(plain)) {
                let why = format!("{server:?}: write it as stun:stun.example.org:3478");
                return Err(Problem::Invalid { field: "stun_servers", why });
            }
        }
        Ok(())
    }

    fn references(&self) -> Vec<Reference> {
        Vec::new()
    }
}
