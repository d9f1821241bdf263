//! The truth about every call, agent and queue of an Asterisk.
//!
//! * [`Replay`] turns a recorded AMI trace into facts and exact call records.
//! * [`Shell`] keeps a link to a live switch and says what becomes true; [`Clock`] reconciles the switch's time with ours.
//! * [`core`] is the engine itself, without I/O; [`ami`] speaks Asterisk's manager interface. Use them alone to embed the
//!   engine in a program of your own: `examples/embed_engine.rs` is the whole loop.
//! * [`Config`] is the configuration file. The binary `callcenter` (feature `cli`, on by default) is made of all these.
//!
//! ```
//! use callcenter::{Fact, Policy, Replay};
//!
//! let trace = b"Event: Newchannel\r\nChannel: PJSIP/1001-00000001\r\nChannelState: 4\r\nExten: 1002\r\nUniqueid: 7.1\r\n\
//!     Linkedid: 7.1\r\n\r\nEvent: Hangup\r\nUniqueid: 7.1\r\nLinkedid: 7.1\r\nCause: 16\r\n\r\n";
//! let mut replay = Replay::new(Policy::default());
//! let mut ended = 0;
//! replay.read(&trace[..], |entry| ended += u32::from(matches!(entry.fact, Fact::LegEnded { .. })))?;
//! assert_eq!(ended, 1);
//! # Ok::<(), std::io::Error>(())
//! ```

pub mod archive;
pub mod books;
mod clock;
pub mod config;
pub mod doctor;
pub mod live;
pub mod opening;
mod replay;
mod sender;
#[cfg(feature = "server")]
pub mod serve;
mod shell;

pub use books::{Books, BooksConfig};
pub use callcenter_ami as ami;
pub use callcenter_core as core;
pub use callcenter_core::{CallRecord, Engine, Entry, Fact, Input, Output, Policy, State};
#[cfg(feature = "server")]
pub use callcenter_http as http;
pub use callcenter_store as store;
pub use clock::{Clock, ClockStep, Stamp, wall_clock};
pub use config::{Config, ConfigError};
pub use live::{Handle, Live, LiveConfig, LiveError};
pub use replay::{
    Calls, FORMULA, Fold, FoldReport, Heard, PROBLEMS_MAX, Problem, Replay, ReplayReport, record_of,
};
pub use shell::{POISONED_MAX, Poisoned, Shell};

/// The code in README and docs/ARCHITECTURE.md, which must compile and hold.
#[cfg(doctest)]
mod pages {
    #[doc = include_str!("../README.md")]
    struct Readme;
    #[doc = include_str!("../docs/ARCHITECTURE.md")]
    struct Architecture;
}
