//! The program is killed at any moment, over and over: what it called durable is there, once, and nothing else is.
//!
//!     cargo test --release --test crash                                a few kills, as in CI
//!     CALLCENTER_PROOF_KILLS=200 CALLCENTER_PROOF_ROUNDS=20 \
//!         cargo test --release --test crash -- --nocapture             the full form; `scripts/proof` runs it
//!
//! `CALLCENTER_PROOF_SEED` makes other moments.

#![expect(
    clippy::disallowed_methods,
    reason = "the moment at which a program is killed is a time on the clock, seeded"
)]

mod load;

use std::path::Path;
use std::time::{Duration, Instant};

use load::{Contents, Dice, Keeping, Place, Seen, Trace, contents, hash_at, servers, setting, verify};

/// A run that nobody disturbed.
struct Whole {
    seen: Seen,
    contents: Contents,
    took: Duration,
}

fn undisturbed(trace: &Path, url: &str) -> Whole {
    let began = Instant::now();
    let ended = Keeping::start(trace, url).wait();
    let took = began.elapsed();
    assert_eq!(ended.code, Some(0), "{}", ended.err);
    let seen = verify(url).expect("it was kept");
    assert_eq!((seen.seq, &seen.hash), (ended.committed, &hash_at(trace, u64::MAX)));
    Whole { seen, contents: contents(url), took }
}

/// How long the program takes, in µs, to open a store and make its tables, or somewhat longer.
const STARTING: u64 = 40_000;

/// When it is killed.
#[derive(Debug, Clone, Copy)]
enum Moment {
    /// While it opens the store and makes its tables.
    AtStart(Duration),
    /// As soon as it has said so many times that a batch is durable.
    AfterCommits(u64),
    /// Whenever.
    After(Duration),
}

impl Moment {
    /// The first one of each store hits its making.
    fn choose(dice: &mut Dice, first: bool, took: Duration) -> Self {
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        match dice.below(4) {
            n if n == 0 || first => Self::AtStart(Duration::from_micros(dice.below(STARTING.min(micros)))),
            1 => Self::AfterCommits(1 + dice.below(4)),
            _ => Self::After(Duration::from_micros(dice.below(micros))),
        }
    }

    /// Waits for it. False: the program came to its end before.
    fn wait(self, keeping: &mut Keeping) -> bool {
        match self {
            Self::AtStart(time) | Self::After(time) => std::thread::sleep(time),
            Self::AfterCommits(commits) => return (0..commits).all(|_| keeping.next_commit().is_some()),
        }
        true
    }
}

/// Kills the program so many times, over as many stores as that takes, and looks each time at what is left.
fn kill_again_and_again(place: &Place, kills: u64) {
    let trace =
        Trace::of_rounds(u32::try_from(setting("CALLCENTER_PROOF_ROUNDS", 4)).expect("a small number"));
    let trace = trace.path();
    let whole = undisturbed(&trace, &place.url(0));
    let mut dice = Dice::new(setting("CALLCENTER_PROOF_SEED", 1));
    let (mut killed, mut stores, mut before_any, mut within) = (0, 0, 0, 0);
    // A machine with much else to do may put every moment outside the writing: then more kills are needed.
    let goes_on = |killed, within| killed < kills || within * 4 < kills && killed < kills * 10;
    while goes_on(killed, within) {
        stores += 1;
        let url = place.url(stores);
        let (mut durable, mut resumed, mut first) = (0, false, true);
        while goes_on(killed, within) {
            let mut keeping = Keeping::start(&trace, &url);
            let moment = Moment::choose(&mut dice, std::mem::take(&mut first), whole.took);
            let ended = if moment.wait(&mut keeping) { keeping.kill() } else { keeping.wait() };
            if ended.code.is_some() {
                assert_eq!(ended.code, Some(0), "{moment:?}: {}", ended.err);
                break;
            }
            killed += 1;
            // What comes again and is there already is committed without being written.
            durable = durable.max(ended.committed);
            let Some(seen) = verify(&url) else {
                assert_eq!(durable, 0, "{moment:?}: what was durable is gone");
                before_any += 1;
                continue;
            };
            assert!(
                seen.seq >= durable,
                "{moment:?}: {} was said to be durable, {} is there",
                durable,
                seen.seq
            );
            assert_eq!(seen.hash, hash_at(&trace, seen.seq), "{moment:?}: the state after {}", seen.seq);
            durable = seen.seq;
            resumed |= durable > 0;
            within += u64::from(durable > 0 && durable < whole.seen.seq);
        }
        let ended = Keeping::start(&trace, &url).wait();
        assert_eq!(ended.code, Some(0), "store {stores}, resumed {resumed}: {}", ended.err);
        assert_eq!(verify(&url).as_ref(), Some(&whole.seen), "store {stores}");
        assert_eq!(contents(&url), whole.contents, "store {stores}: rows are those of an undisturbed run");
    }
    println!(
        "{killed} kills over {stores} stores of {} entries: {before_any} before the store was made, {within} with a part of \
         the entries durable",
        whole.seen.seq
    );
    assert!(
        within * 4 >= kills,
        "only {within} of {kills} kills hit a journal being written: choose other moments"
    );
}

/// How many kills; in CI so few that all fit into seconds.
fn kills(short: u64) -> u64 {
    setting("CALLCENTER_PROOF_KILLS", short)
}

#[test]
fn what_was_durable_survives_every_kill_over_sqlite() {
    kill_again_and_again(&Place::sqlite(), kills(5));
}

#[test]
fn what_was_durable_survives_every_kill_over_postgres() {
    if !servers::left_out() {
        kill_again_and_again(&Place::postgres(), kills(4));
    }
}

#[test]
fn what_was_durable_survives_every_kill_over_mariadb() {
    if !servers::left_out() {
        kill_again_and_again(&Place::mariadb(), kills(4));
    }
}
