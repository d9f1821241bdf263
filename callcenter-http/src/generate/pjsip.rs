//! The phones: endpoint, login and address of each.

use super::lines::{Lines, name};
use super::{SECRET_KEY, Secrets};
use crate::clock::Utc;
use crate::floor::{Definitions, Extension, House, WebSocket};

/// The transport that browsers come in by.
const TRANSPORT: &str = "callcenter-websocket";

pub(super) fn text(all: &Definitions, secrets: &Secrets, warnings: &mut Vec<String>) -> String {
    let house = all.house();
    let mut lines = Lines::default();
    lines.comment("Which generation the switch has loaded, for callcenter to look at. It is no phone.");
    lines.section("callcenter-generation").set("type", "aor").set("voicemail_extension", all.revision);
    let phones: Vec<_> =
        all.extensions.values().map(|kept| &kept.definition).filter(|phone| phone.enabled).collect();
    if phones.iter().any(|phone| phone.webrtc) {
        transport(&mut lines, &house);
    }
    for phone in phones {
        match secrets.get(&phone.number) {
            Some((secret, set_at)) => endpoint(&mut lines, phone, &house, secret, *set_at),
            None => warnings.push(format!(
                "extension {0} has no secret and is left out: set one with POST /api/extensions/{0}/secret",
                phone.number
            )),
        }
    }
    lines.done()
}

fn transport(lines: &mut Lines, house: &House) {
    let protocol = match house.websocket {
        WebSocket::Wss => "wss",
        WebSocket::Ws => "ws",
        WebSocket::Own => return,
    };
    lines.comment("Phones in browsers. Where they connect to stands in http.conf.");
    lines.section(TRANSPORT).set("type", "transport").set("protocol", protocol).set("bind", "0.0.0.0");
}

fn endpoint(lines: &mut Lines, phone: &Extension, house: &House, secret: &str, set_at: Utc) {
    let number = &phone.number;
    let codecs: Vec<_> = phone.codecs.iter().map(|codec| codec.name()).collect();
    lines.section(number).set("type", "endpoint");
    lines.set("context", if phone.outside { "callcenter-phones" } else { "callcenter-phones-inside" });
    lines.set("aors", number).set("auth", number);
    let shown = name(&phone.name);
    let shown = if shown.is_empty() { number.clone() } else { shown };
    lines.set("callerid", format_args!("\"{shown}\" <{number}>"));
    lines.set("disallow", "all").set("allow", codecs.join(","));
    if phone.webrtc {
        lines.set("webrtc", "yes").set("dtls_auto_generate_cert", "yes");
        // Who closes the browser in a call says nothing either: nobody is to wait for him for ever.
        lines.set("rtp_timeout", "30");
    } else {
        lines.set("rtp_symmetric", "yes").set("force_rport", "yes").set("rewrite_contact", "yes");
    }
    lines.set("direct_media", "no").set("dtmf_mode", "auto_info").set("trust_id_inbound", "no");
    lines.set("allow_subscribe", "yes").set("refer_blind_progress", "yes");
    lines.set("named_call_group", "callcenter").set("named_pickup_group", "callcenter");
    if let Some(limit) = phone.call_limit {
        lines.set("device_state_busy_at", limit);
    }
    if let Some(mailbox) = &phone.voicemail {
        lines.set("mailboxes", mailbox);
    }
    lines.set("set_var", format_args!("CC_EXTENSION={number}"));
    if let Some(shown) = phone.caller_number.as_ref().or(house.caller_number.as_ref()) {
        lines.set("set_var", format_args!("CC_NUMBER={shown}"));
    }
    if phone.recording.outbound() {
        lines.set("set_var", "CC_RECORD=1");
    }
    lines
        .section(number)
        .set("type", "aor")
        .set("max_contacts", phone.devices_max)
        .set("remove_existing", "yes");
    // A browser that is closed says nothing; a phone's registration ends by itself.
    let (every, within) = if phone.webrtc { ("3", "1.5") } else { ("30", "3.0") };
    lines.set("qualify_frequency", every).set("qualify_timeout", within);
    lines.comment(&format!("secret of {set_at}"));
    lines.section(number).set("type", "auth").set("auth_type", "userpass").set("username", phone.login());
    lines.set(SECRET_KEY.trim_end_matches(" = "), secret);
}
