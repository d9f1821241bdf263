//! What the switch said, as it said it: archived in pieces, from which a later engine can conclude again.
//!
//! A piece is a trace that can be replayed by itself, with the engine as it stood before. The piece under way is put into the
//! store again and again as it grows, so that a crash loses at most [`PUT_BYTES`] or [`PUT_SPAN`] of it.

mod again;
mod compare;
mod reconclude;
mod writer;

pub use compare::{Change, FieldChange};
pub use reconclude::{Gap, Keep, Reconcluded, reconclude};
pub use writer::{ArchiveWriter, PIECE_BYTES_MAX, PIECE_SPAN_MAX, PUT_BYTES, PUT_SPAN};
