//! A phone's signalling, piped both ways between the browser's WebSocket and the switch's.

use std::time::Duration;

use axum::extract::ws::{CloseFrame, Message, Utf8Bytes, WebSocket};
use futures::{SinkExt as _, StreamExt as _};
use tokio::net::TcpStream;
use tokio::time::{Instant, MissedTickBehavior, interval, timeout};
use tokio_tungstenite::tungstenite::client::ClientRequestBuilder;
use tokio_tungstenite::tungstenite::protocol::CloseFrame as SwitchCloseFrame;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::tungstenite::{Message as SwitchMessage, Utf8Bytes as SwitchText};
use tokio_tungstenite::{WebSocketStream, client_async_with_config};

use super::SoftphoneConfig;
use crate::live::Watcher;
use crate::problem::Problem;
use crate::site::Site;

/// What is spoken (RFC 7118).
pub(crate) const SUBPROTOCOL: &str = "sip";

/// Bytes of a message, either way. Asterisk's own limit is 64 KiB.
pub const MESSAGE_BYTES_MAX: usize = 64 << 10;

/// Messages of a phone in a second. A call needs about ten in all, and each key that is pressed one.
const MESSAGES_PER_SECOND: f64 = 50.0;

/// Messages of a phone at once.
const MESSAGES_BURST: f64 = 200.0;

/// How long the switch may take for the connection and the handshake.
const OPEN_WITHIN: Duration = Duration::from_secs(5);

/// How long either side may take to take a message.
const SEND_WITHIN: Duration = Duration::from_secs(5);

/// Both sides are asked so often whether they are there; who says nothing for two and a half of these is not.
const BEAT: Duration = Duration::from_secs(15);

/// Whoever it was is logged out, or something else now.
pub const CLOSE_LOGGED_OUT: u16 = 4001;

/// The switch broke off the connection without a word.
pub const CLOSE_SWITCH_GONE: u16 = 4010;

/// The switch does not answer any more.
pub const CLOSE_SWITCH_SILENT: u16 = 4011;

/// The phone sends too much.
pub const CLOSE_TOO_MANY: u16 = 4029;

/// The switch's side.
pub(crate) type SwitchSocket = WebSocketStream<TcpStream>;

/// Opens the switch's WebSocket.
pub(crate) async fn open(websocket: &str) -> Result<SwitchSocket, Problem> {
    let away = |why: String| {
        Problem::Unavailable(format!("the switch's WebSocket at {websocket} cannot be reached: {why}"))
    };
    let opened = async {
        let authority =
            SoftphoneConfig::authority(websocket).ok_or_else(|| away("it is no address".to_owned()))?;
        let stream = TcpStream::connect(authority).await.map_err(|why| away(why.to_string()))?;
        stream.set_nodelay(true).map_err(|why| away(why.to_string()))?;
        let address = websocket.parse().map_err(|_| away("it is no address".to_owned()))?;
        let request = ClientRequestBuilder::new(address).with_sub_protocol(SUBPROTOCOL);
        let limits = WebSocketConfig::default()
            .max_message_size(Some(MESSAGE_BYTES_MAX))
            .max_frame_size(Some(MESSAGE_BYTES_MAX));
        let shaken = client_async_with_config(request, stream, Some(limits)).await;
        Ok(shaken.map_err(|why| away(why.to_string()))?.0)
    };
    match timeout(OPEN_WITHIN, opened).await {
        Ok(opened) => opened,
        Err(_) => Err(away(format!("it did not answer within {} s", OPEN_WITHIN.as_secs()))),
    }
}

/// Why it ends: what the browser and the switch are told, code and reason.
struct End {
    code: u16,
    reason: String,
}

impl End {
    fn new(code: u16, reason: &str) -> Self {
        Self { code, reason: reason.to_owned() }
    }
}

/// Carries what both say until one of them goes; the other one is told.
pub(crate) async fn carry(mut page: WebSocket, mut switch: SwitchSocket, site: Site, watcher: Watcher) {
    let end = turn_by_turn(&mut page, &mut switch, &site, &watcher).await;
    let said = CloseFrame { code: end.code, reason: Utf8Bytes::from(end.reason.as_str()) };
    let told = SwitchCloseFrame { code: end.code.into(), reason: SwitchText::from(end.reason.as_str()) };
    let farewell = async {
        let page_told = async {
            page.send(Message::Close(Some(said))).await?;
            // A connection closed with something unread is reset, and the page never learns why.
            while let Some(Ok(_)) = page.recv().await {}
            Ok::<_, axum::Error>(())
        };
        futures::join!(page_told, switch.close(Some(told)))
    };
    // Who does not take it is gone anyway.
    let _ = timeout(SEND_WITHIN, farewell).await;
}

async fn turn_by_turn(
    page: &mut WebSocket,
    switch: &mut SwitchSocket,
    site: &Site,
    watcher: &Watcher,
) -> End {
    let mut beat = interval(BEAT);
    beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let (mut page_heard, mut switch_heard) = (Instant::now(), Instant::now());
    let (mut allowed, mut counted_at) = (MESSAGES_BURST, Instant::now());
    loop {
        tokio::select! {
            said = page.recv() => {
                page_heard = Instant::now();
                let text = match said {
                    Some(Ok(Message::Text(text))) => text,
                    // The connection answers them itself.
                    Some(Ok(Message::Ping(_) | Message::Pong(_))) => continue,
                    Some(Ok(Message::Binary(_))) => return End::new(1003, "send text"),
                    Some(Ok(Message::Close(Some(frame)))) if is_sayable(frame.code) =>
                        return End { code: frame.code, reason: frame.reason.to_string() },
                    Some(Ok(Message::Close(_))) => return End::new(1000, ""),
                    Some(Err(why)) if is_too_large(&why) => return End::new(1009, "too large"),
                    Some(Err(_)) | None => return End::new(1001, "the page is gone"),
                };
                let passed = counted_at.elapsed().as_secs_f64();
                allowed = passed.mul_add(MESSAGES_PER_SECOND, allowed).min(MESSAGES_BURST);
                counted_at = Instant::now();
                if allowed < 1.0 {
                    return End::new(CLOSE_TOO_MANY, "too many messages");
                }
                allowed -= 1.0;
                match timeout(SEND_WITHIN, switch.send(SwitchMessage::text(text.as_str()))).await {
                    Ok(Ok(())) => {}
                    Ok(Err(_)) => return End::new(CLOSE_SWITCH_GONE, "the switch broke off the connection"),
                    Err(_) => return End::new(CLOSE_SWITCH_SILENT, "the switch takes nothing any more"),
                }
            }
            said = switch.next() => {
                switch_heard = Instant::now();
                let text = match said {
                    Some(Ok(SwitchMessage::Text(text))) => text.as_str().into(),
                    // Asterisk sends what is text as text; other switches may not.
                    Some(Ok(SwitchMessage::Binary(bytes))) => match str::from_utf8(&bytes) {
                        Ok(text) => text.into(),
                        Err(_) => return End::new(1003, "the switch does not send text"),
                    },
                    Some(Ok(SwitchMessage::Close(Some(frame)))) if is_sayable(frame.code.into()) =>
                        return End { code: frame.code.into(), reason: frame.reason.to_string() },
                    Some(Ok(SwitchMessage::Close(_))) => return End::new(1001, "the switch ends"),
                    Some(Ok(_)) => continue,
                    Some(Err(_)) | None => return End::new(CLOSE_SWITCH_GONE, "the switch broke off the connection"),
                };
                match timeout(SEND_WITHIN, page.send(Message::Text(text))).await {
                    Ok(Ok(())) => {}
                    Ok(Err(_)) | Err(_) => return End::new(1001, "the page is gone"),
                }
            }
            _ = beat.tick() => {
                if !watcher.is_still(site).await {
                    return End::new(CLOSE_LOGGED_OUT, "logged out");
                }
                if switch_heard.elapsed() > BEAT * 5 / 2 {
                    return End::new(CLOSE_SWITCH_SILENT, "the switch does not answer any more");
                }
                if page_heard.elapsed() > BEAT * 5 / 2 {
                    return End::new(1001, "the page is gone");
                }
                let asked = async {
                    page.send(Message::Ping(Default::default())).await.is_ok()
                        && switch.send(SwitchMessage::Ping(Default::default())).await.is_ok()
                };
                if !timeout(SEND_WITHIN, asked).await.unwrap_or(false) {
                    return End::new(CLOSE_SWITCH_GONE, "the connection broke off");
                }
            }
        }
    }
}

/// Whether a code may be in a close frame that is sent on: 1005, 1006 and 1015 only ever stand for what was not said.
fn is_sayable(code: u16) -> bool {
    matches!(code, 1000..=1003 | 1007..=1014 | 3000..=4999)
}

fn is_too_large(why: &axum::Error) -> bool {
    let mut why: Option<&dyn std::error::Error> = Some(why);
    while let Some(cause) = why {
        if cause.to_string().contains("too long") {
            return true;
        }
        why = cause.source();
    }
    false
}
