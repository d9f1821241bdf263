//! Calls and everything that belongs to one.
//!
//! A call has its row as soon as it exists, with `live` set; what belongs to it gets rows when it closes. All of it
//! follows from the call's record (`docs/CALL-RECORD.md`) and its legs.

use callcenter_core::{Span, Timestamp};

use crate::table::tables;

tables! {
    /// A call, as its record has it.
    CallRow in CALLS = "calls", key 2 {
        /// The stream.
        stream: i64,
        /// The call's identity.
        call_id: String,
        /// Number of the entry after which it stood so.
        seq: i64,
        /// Whether it lives.
        live: bool,
        /// Our name of the switch.
        switch: String,
        /// Of the first channel.
        linkedid: String,
        /// `inbound`, `outbound`, `internal`.
        direction: String,
        /// How it ended, or how it stands.
        status: String,
        /// An extension, or the number first presented.
        caller: Option<String>,
        /// The name first presented.
        caller_name: Option<String>,
        /// The number first dialled.
        dialed: Option<String>,
        /// The queue that it went into first.
        queue: Option<String>,
        /// Who answered first.
        answered_by: Option<String>,
        /// Its beginning.
        started_at: Option<Timestamp>,
        /// When the first queue was entered.
        queue_entered_at: Option<Timestamp>,
        /// When the first person answered.
        answered_at: Option<Timestamp>,
        /// Its end.
        ended_at: Option<Timestamp>,
        /// The first stay in a queue.
        wait: Option<Span>,
        /// How long the phone that answered had rung.
        ring: Option<Span>,
        /// Conversation, holds included.
        talk: Option<Span>,
        /// Hold by a party.
        hold: Option<Span>,
        /// How many holds.
        holds: u32,
        /// How many transfers.
        transfers: u32,
        /// How many parkings.
        parkings: u32,
        /// How many recordings.
        recordings: u32,
        /// Number of channels.
        legs: u32,
        /// Who ended it.
        hangup_by: Option<String>,
        /// Q.850 cause.
        hangup_cause: Option<u32>,
        /// Which part of it was seen: `whole`, `no_start`, `no_end`, `neither`.
        observed: String,
        /// The whole record; the first byte is its format.
        record: Vec<u8>,
    }

    /// A channel of a call.
    LegRow in LEGS = "legs", key 3 {
        /// The stream.
        stream: i64,
        /// The call.
        call_id: String,
        /// The channel's unique id.
        leg: String,
        /// The channel's name.
        channel: String,
        /// The endpoint: the name less technology and number.
        endpoint: String,
        /// The number first presented; empty: none.
        number: String,
        /// The name first presented; empty: none.
        name: String,
        /// When it began.
        started_at: Option<Timestamp>,
        /// When it was answered.
        up_at: Option<Timestamp>,
        /// When it ended.
        ended_at: Option<Timestamp>,
        /// Q.850 cause; absent: not told.
        cause: Option<u32>,
        /// How its end is known: `reported`, `lost_while_away`, `switch_restarted`; absent: it lives.
        ended_how: Option<String>,
    }

    /// A leg's time in a bridge.
    BridgeSegmentRow in BRIDGE_SEGMENTS = "bridge_segments", key 2 {
        /// The stream.
        stream: i64,
        /// Number of the entry by which it began.
        seq: i64,
        /// The bridge.
        bridge: String,
        /// What the bridge is for.
        kind: String,
        /// The channel's unique id.
        leg: String,
        /// When it entered.
        from_at: Option<Timestamp>,
        /// When it left; absent: it is in it.
        until_at: Option<Timestamp>,
        /// Whether it is in it.
        open: bool,
    }

    /// A conversation with the caller.
    TalkRow in TALKS = "talks", key 3 {
        /// The stream.
        stream: i64,
        /// The call.
        call_id: String,
        /// Counts the call's conversations from 1.
        n: u32,
        /// An extension, `customer`, or an outside number.
        with_whom: Option<String>,
        /// Its beginning.
        from_at: Option<Timestamp>,
        /// Its end.
        until_at: Option<Timestamp>,
        /// Its length.
        talk: Option<Span>,
    }

    /// A stay in a queue.
    VisitRow in VISITS = "visits", key 3 {
        /// The stream.
        stream: i64,
        /// The call.
        call_id: String,
        /// Counts the call's stays from 1.
        n: u32,
        /// The queue.
        queue: String,
        /// When it was entered.
        entered_at: Option<Timestamp>,
        /// When it was left.
        left_at: Option<Timestamp>,
        /// Up to the answer, or to leaving it.
        wait: Option<Span>,
        /// How it ended.
        result: String,
    }

    /// A try of a phone.
    AttemptRow in ATTEMPTS = "attempts", key 3 {
        /// The stream.
        stream: i64,
        /// The call.
        call_id: String,
        /// Counts the call's tries from 1.
        n: u32,
        /// The extension.
        agent: String,
        /// When it began to ring.
        from_at: Option<Timestamp>,
        /// When that ended.
        until_at: Option<Timestamp>,
        /// What became of it.
        result: Option<String>,
    }

    /// A transfer.
    TransferRow in TRANSFERS = "transfers", key 3 {
        /// The stream.
        stream: i64,
        /// The call.
        call_id: String,
        /// Counts the call's transfers from 1.
        n: u32,
        /// `blind`, `attended`, `redirect`.
        kind: String,
        /// Who.
        by_whom: Option<String>,
        /// Whom to.
        to_whom: Option<String>,
        /// When.
        at: Option<Timestamp>,
        /// What became of it.
        result: Option<String>,
        /// How long the two talked before.
        consult: Option<Span>,
        /// Whether it was completed while the other still rang.
        blonde: bool,
        /// The queue it led into.
        to_queue: Option<String>,
    }

    /// A hold by a party.
    HoldRow in HOLDS = "holds", key 3 {
        /// The stream.
        stream: i64,
        /// The call.
        call_id: String,
        /// Counts the call's holds from 1.
        n: u32,
        /// Its beginning.
        from_at: Option<Timestamp>,
        /// Its end.
        until_at: Option<Timestamp>,
    }

    /// A parking.
    ParkingRow in PARKINGS = "parkings", key 3 {
        /// The stream.
        stream: i64,
        /// The call.
        call_id: String,
        /// Counts the call's parkings from 1.
        n: u32,
        /// Where.
        slot: String,
        /// When.
        at: Option<Timestamp>,
        /// By whom.
        by_whom: Option<String>,
        /// Who retrieved.
        retrieved_by: Option<String>,
        /// When.
        retrieved_at: Option<Timestamp>,
        /// Whether nobody came in time.
        timed_out: bool,
        /// Whether the parked party hung up.
        gave_up: bool,
    }

    /// A file that a call was recorded to.
    RecordingRow in RECORDINGS = "recordings", key 3 {
        /// The stream.
        stream: i64,
        /// The call.
        call_id: String,
        /// Counts the call's recordings from 1.
        n: u32,
        /// The file's name without its folder.
        file: String,
        /// The call's beginning.
        started_at: Option<Timestamp>,
    }
}
