//! The engine's variants as words with a schema. A variant more in the engine is a variant more here: the compiler says so.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

macro_rules! words {
    ($($(#[doc = $doc:literal])* $name:ident as $schema:ident from $own:path { $($(#[doc = $means:literal])* $variant:ident,)* })*) => {$(
        $(#[doc = $doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
        #[serde(rename_all = "snake_case")]
        #[schema(as = $schema)]
        pub enum $name {
            $($(#[doc = $means])* $variant,)*
        }

        impl From<$own> for $name {
            fn from(own: $own) -> Self {
                use $own as Own;
                match own {
                    $(Own::$variant => Self::$variant,)*
                }
            }
        }
    )*};
}

words! {
    /// Who reached whom.
    Direction as CallDirection from callcenter_core::record::Direction {
        /// Begun by a trunk.
        Inbound,
        /// An extension or a campaign reached a trunk.
        Outbound,
        /// Between extensions.
        Internal,
    }

    /// How a call ended, or how it stands: `ringing`, `waiting`, `talking`, `on_hold` and `parked` live.
    Status as CallStatus from callcenter_core::record::Status {
        /// Lives: phones ring, or the dialplan works.
        Ringing,
        /// Lives: in a queue.
        Waiting,
        /// Lives: in conversation.
        Talking,
        /// Lives: in conversation, on hold.
        OnHold,
        /// Lives: parked.
        Parked,
        /// Somebody talked with the caller.
        Answered,
        /// The caller gave up in a queue.
        Abandoned,
        /// Nobody answered, or the caller gave up while phones rang.
        NoAnswer,
        /// Busy.
        Busy,
        /// Declined.
        Declined,
        /// Could not be made.
        Failed,
        /// The queue's time was over.
        QueueTimeout,
        /// The queue lost its last agent.
        QueueLeftEmpty,
        /// The queue did not take the caller.
        QueueRefused,
        /// Click-to-call: the agent rejected.
        AgentRejected,
        /// Click-to-call: the agent did not answer.
        AgentNoAnswer,
        /// Only the dialplan answered.
        SelfService,
        /// A message was left, or could have been.
        Voicemail,
        /// The caller left the queue by a key.
        QueueExitKey,
        /// The caller was taken out of the queue.
        QueueWithdrawn,
        /// A conference's member.
        Conference,
        /// Listening in.
        Supervision,
        /// Retrieved a parked call.
        ParkingRetrieve,
    }

    /// How a caller was given on.
    TransferKind as CallTransferKind from callcenter_core::record::TransferKind {
        /// Without asking.
        Blind,
        /// After asking, or while the other rang.
        Attended,
        /// By the switch's own order.
        Redirect,
    }

    /// What became of a transfer.
    TransferResult as CallTransferResult from callcenter_core::record::TransferResult {
        /// Somebody took the caller.
        Answered,
        /// Nobody did.
        NoAnswer,
        /// Busy.
        Busy,
        /// Declined.
        Declined,
        /// Could not be made.
        Failed,
        /// Taken back, or the caller gave up.
        Cancelled,
    }

    /// What became of a phone that was called.
    RingResult as CallRingResult from callcenter_core::record::RingResult {
        /// Answered.
        Answered,
        /// Rang out.
        NoAnswer,
        /// Another phone answered.
        AnsweredElsewhere,
        /// The caller gave up, or the call went elsewhere.
        Cancelled,
        /// Somebody picked up what rang here.
        PickedUpElsewhere,
        /// Declined.
        Declined,
        /// Busy.
        Busy,
        /// Could not be reached.
        Unreachable,
    }

    /// Which part of a call was seen.
    Part as ObservedPart from callcenter_core::record::Part {
        /// All of it.
        Whole,
        /// It had begun before we looked.
        NoStart,
        /// It ended unseen, or has not ended.
        NoEnd,
        /// Both.
        Neither,
    }

    /// How a supervisor listens.
    SpyMode as ListeningMode from callcenter_core::event::SpyMode {
        /// Hears both, is heard by nobody.
        Listen,
        /// Is heard by the agent.
        Whisper,
        /// Is heard by both.
        Barge,
    }

    /// What an agent is doing.
    Activity as AgentActivity from callcenter_core::fact::Activity {
        /// Member of no queue.
        Away,
        /// Ready for calls in every queue.
        Ready,
        /// Paused in some of the queues.
        PartlyReady,
        /// Paused in all queues.
        Paused,
        /// Works after a call.
        WrapUp,
        /// The phone rings.
        Ringing,
        /// In a call.
        Talking,
    }

    /// State of a device, as the switch has it.
    DeviceState as DeviceState from callcenter_core::event::DeviceState {
        /// Not known.
        Unknown,
        /// Nothing on it.
        NotInUse,
        /// In a call.
        InUse,
        /// Busy.
        Busy,
        /// No such device.
        Invalid,
        /// Not registered or not reachable.
        Unavailable,
        /// Rings.
        Ringing,
        /// Rings while in a call.
        RingingInUse,
        /// Has a call on hold.
        OnHold,
    }

    /// Whether a phone's contact answers.
    ContactState as ContactState from callcenter_core::event::ContactState {
        /// Registered, never asked.
        Registered,
        /// Answers.
        Reachable,
        /// Does not answer.
        Unreachable,
        /// Gone.
        Removed,
        /// Not known.
        Unknown,
    }

    /// How an agent became a member of a queue.
    Membership as QueueMembership from callcenter_core::event::Membership {
        /// By the configuration.
        Static,
        /// Signed in while running.
        Dynamic,
        /// From a database.
        Realtime,
    }

    /// What a phone's calls make it, whatever its device says.
    PhoneActivity as PhoneActivity from callcenter_core::view::PhoneActivity {
        /// No call.
        Idle,
        /// Rings.
        Ringing,
        /// Calls somebody.
        Calling,
        /// Its party holds the other.
        OnHold,
        /// In a call.
        InCall,
    }
}
