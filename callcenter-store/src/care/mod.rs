//! The care of what is kept: figures folded anew, data that has become old removed, a caller made unknown.
//!
//! Everything here writes under the fence of a writer ([`Guard`](crate::Guard)): of a [`Journal`](crate::Journal) that is at
//! work, or of [`Care`], which takes the stream for the time of the work.

mod anonymise;
mod archive;
mod hold;
mod kinds;
mod recalc;
mod retention;

pub use anonymise::{
    Anonymise, Anonymised, CHANGED_BYTES_MAX, Caller, Forgotten, NUMBER_DIGITS_MIN, Number, anonymise,
    forget_customers,
};
pub use archive::{PIECE_BYTES_HELD_MAX, next_piece, pack_trace, unpack_trace};
pub use hold::Care;
pub use recalc::{Recalculated, recalc};
pub use retention::{Purge, Purged, Retention, purge};
