//! How phones in browsers reach the switch.

use axum::http::Uri;
use serde::{Deserialize, Serialize};

use crate::customers::Secret;

/// `[softphone]`: how phones in browsers reach the switch.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SoftphoneConfig {
    /// The switch's own WebSocket, `ws://127.0.0.1:8088/ws`. Default: none, and no browser is a phone.
    pub websocket: Option<String>,
    /// What stands behind the `@` in addresses of phones. Default: the host of `websocket`.
    pub domain: Option<String>,
    /// Servers that pass voices on where nothing else gets through. Default: none.
    pub turn: Vec<TurnServer>,
}

/// `[[softphone.turn]]`: a server that passes voices on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TurnServer {
    /// `turn:turn.example.com:3478` or `turns:…`.
    pub url: String,
    /// Who we are there.
    pub user: String,
    /// Our secret there. Each agent with a phone in the browser is told it.
    pub secret: Secret,
}

impl SoftphoneConfig {
    /// Says what is wrong with it.
    ///
    /// # Errors
    /// Which key, and why.
    pub fn check(&self) -> Result<(), String> {
        if let Some(websocket) = &self.websocket {
            let uri = websocket.parse::<Uri>().ok();
            let is_plain = uri.as_ref().is_some_and(|uri| {
                uri.scheme_str() == Some("ws") && uri.host().is_some_and(|host| !host.is_empty())
            });
            if !is_plain {
                return Err(format!(
                    "websocket: {websocket:?} is none; write ws://127.0.0.1:8088/ws (the way there is not encrypted: \
                     where the switch is on another machine, lead it through a tunnel)"
                ));
            }
        }
        let is_domain = |domain: &String| {
            !domain.is_empty()
                && domain.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-[]:".contains(&byte))
        };
        if self.domain.as_ref().is_some_and(|domain| !is_domain(domain)) {
            return Err("domain: write it as pbx.example.com".to_owned());
        }
        for TurnServer { url, .. } in &self.turn {
            let host = url.strip_prefix("turn:").or_else(|| url.strip_prefix("turns:"));
            if host.is_none_or(str::is_empty) {
                return Err(format!("turn.url: {url:?}: write it as turn:turn.example.com:3478"));
            }
        }
        Ok(())
    }

    /// What stands behind the `@`.
    pub(crate) fn domain(&self) -> String {
        let host = || Some(self.websocket.as_ref()?.parse::<Uri>().ok()?.host()?.to_owned());
        self.domain.clone().or_else(host).unwrap_or_else(|| "localhost".to_owned())
    }

    /// `HOST:PORT` of the switch's WebSocket.
    pub(super) fn authority(websocket: &str) -> Option<String> {
        let uri = websocket.parse::<Uri>().ok()?;
        Some(format!("{}:{}", uri.host()?, uri.port_u16().unwrap_or(80)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn websocket(text: &str) -> SoftphoneConfig {
        SoftphoneConfig { websocket: Some(text.to_owned()), ..SoftphoneConfig::default() }
    }

    #[test]
    fn a_place_that_is_no_websocket_is_refused() {
        assert_eq!(websocket("ws://127.0.0.1:8088/ws").check(), Ok(()));
        assert_eq!(websocket("ws://pbx/ws").domain(), "pbx");
        assert_eq!(websocket("ws://[::1]:8088/ws").domain(), "[::1]");
        assert_eq!(SoftphoneConfig::authority("ws://pbx/ws").as_deref(), Some("pbx:80"));
        for bad in ["wss://pbx:8089/ws", "http://pbx/ws", "pbx:8088", "", "ws:///ws"] {
            let why = websocket(bad).check().expect_err(bad);
            assert!(why.starts_with("websocket: "), "{why}");
        }
    }
}
