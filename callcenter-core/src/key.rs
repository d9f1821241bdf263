//! Names by which facts speak of things: the switch's own, typed so that they cannot be mixed up.

use alloc::string::String;
use core::borrow::Borrow;
use core::fmt;

use compact_str::CompactString;
use serde::{Deserialize, Serialize};

/// A short text kept by the engine: up to 24 bytes lie inline, so that usual names cost no allocation.
pub type Text = CompactString;

macro_rules! keys {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Text);

        impl $name {
            /// The name as the switch writes it.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl From<&str> for $name {
            fn from(name: &str) -> Self {
                Self(Text::from(name))
            }
        }

        impl From<String> for $name {
            fn from(name: String) -> Self {
                Self(Text::from(name))
            }
        }

        impl Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Debug::fmt(self.as_str(), f)
            }
        }
    )*};
}

keys! {
    /// A leg: one channel, by its Uniqueid (not its name: names begin again after a restart and can be changed).
    LegKey;
    /// A live call, by the linkedid of its first channel. History knows calls by [`CallId`].
    CallKey;
    /// A bridge, by its unique id.
    BridgeKey;
    /// A queue, by its name.
    QueueKey;
    /// An agent: the person, by the name of the phone that the queues ring (`1001` for `PJSIP/1001`,
    /// `Local/1001@…` with state interface `PJSIP/1001` and so on).
    AgentKey;
    /// A queue member's interface, as the queue dials it: `PJSIP/1001`, `Local/1001@from-queue/n`.
    Interface;
    /// A device as device states name it: `PJSIP/1001`, `Queue:support`.
    DeviceKey;
}

/// A call's identity in history: a UUIDv8 from hash(switch, uniqueid of the first channel, its start in µs).
///
/// The same in every replay of the same bytes, on every machine.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct CallId(u128);

impl CallId {
    /// Makes the identity of the call that began with channel `uniqueid` on `switch` at `start_micros`.
    pub fn of(switch: &str, uniqueid: &str, start_micros: i64) -> Self {
        use core::hash::Hasher;
        use siphasher::sip128::{Hasher128, SipHasher13};
        let mut hasher = SipHasher13::new();
        hasher.write(switch.as_bytes());
        hasher.write(&[0]);
        hasher.write(uniqueid.as_bytes());
        hasher.write(&[0]);
        hasher.write(&start_micros.to_le_bytes());
        let hash = hasher.finish128();
        let bits = (u128::from(hash.h1) << 64) | u128::from(hash.h2);
        let version = (bits & !(0xf << 76)) | (0x8 << 76);
        Self((version & !(0x3 << 62)) | (0x2 << 62))
    }
}

/// The usual form: `xxxxxxxx-xxxx-8xxx-yxxx-xxxxxxxxxxxx`.
impl fmt::Display for CallId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let id = self.0;
        write!(
            f,
            "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}",
            id >> 96,
            (id >> 80) & 0xffff,
            (id >> 64) & 0xffff,
            (id >> 48) & 0xffff,
            id & 0xffff_ffff_ffff
        )
    }
}

impl fmt::Debug for CallId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
