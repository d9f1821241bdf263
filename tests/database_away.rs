//! The database's server dies under load and comes back: the writer waits, goes on, and nothing is lost or doubled.
//!
//!     cargo test --test database_away                                  for seconds, as in CI
//!     CALLCENTER_PROOF_AWAY_S=60 CALLCENTER_PROOF_ROUNDS=20 cargo test --release --test database_away

#![expect(clippy::disallowed_methods, reason = "the server is away for a time")]

mod load;

use std::time::Duration;

use load::{Dice, Folder, Keeping, Trace, Watching, contents, hash_at, servers, setting, verify};
use servers::Server;

fn goes_away_and_comes_back(server: &Server) {
    let rounds = u32::try_from(setting("CALLCENTER_PROOF_ROUNDS", 4)).expect("a small number");
    let away = Duration::from_secs(setting("CALLCENTER_PROOF_AWAY_S", 2));
    let trace = Trace::of_rounds(rounds);
    let trace = trace.path();
    let whole = server.url("whole");
    assert_eq!(Keeping::start(&trace, &whole).wait().code, Some(0));

    let url = server.url("away");
    let mut dice = Dice::new(setting("CALLCENTER_PROOF_SEED", 2));
    let mut keeping = Keeping::start(&trace, &url);
    // Ended as in a power cut, for long; and then once more, in an orderly way, for as long as a restart takes.
    for (commits, long) in [(1 + dice.below(2), true), (1, false)] {
        for _ in 0..commits {
            keeping.next_commit().expect("the trace has more batches than are waited for");
        }
        std::thread::sleep(Duration::from_micros(dice.below(20_000)));
        if long {
            // Held meanwhile, so that it is not done before the server is gone.
            keeping.freeze();
            server.stop();
            keeping.thaw();
            std::thread::sleep(away);
            assert!(keeping.runs(), "it ended while the database was away");
        } else {
            server.shut_down();
        }
        server.start_again();
    }
    let ended = keeping.wait();
    assert_eq!(ended.code, Some(0), "{}", ended.err);

    let seen = verify(&url).expect("it was kept");
    assert_eq!(seen.seq, ended.committed);
    assert_eq!(seen.hash, hash_at(&trace, u64::MAX));
    assert_eq!(Some(seen), verify(&whole));
    assert_eq!(contents(&url), contents(&whole), "rows are those of a run with the database there");
}

/// The program is killed while the database is there, while it is away, and once more; each time it is started again.
fn live_books_outlast_both(server: &Server) {
    let away = Duration::from_secs(setting("CALLCENTER_PROOF_AWAY_S", 2));
    let (trace, folder, url) = (Trace::of_rounds(2), Folder::new("spool"), server.url("live"));
    let switch = Watching::switch(&trace.path());
    let start = || Watching::start(&switch, &url, folder.path());

    let watching = start();
    let mut durable = watching.durable_after(400);
    durable = watching.kill(durable);
    let watching = start();
    durable = watching.durable_after(durable + 400);
    server.stop();
    durable = watching.durable_after(durable + 400);
    durable = watching.kill(durable);
    // Without the database it goes on from the spool.
    let watching = start();
    durable = watching.durable_after(durable + 400);
    std::thread::sleep(away);
    durable = watching.kill(durable);
    let watching = start();
    durable = watching.durable_after(durable + 400);
    server.start_again();
    watching.all_kept();
    assert_eq!(watching.end(), Some(0));

    let seen = verify(&url).expect("it was kept");
    assert!(seen.seq >= durable, "{durable} was said to be durable, {} is there", seen.seq);
}

#[test]
fn live_books_outlast_their_own_end_and_that_of_postgres() {
    if !servers::left_out() {
        live_books_outlast_both(&Server::postgres());
    }
}

#[test]
fn live_books_outlast_their_own_end_and_that_of_mariadb() {
    if !servers::left_out() {
        live_books_outlast_both(&Server::mariadb());
    }
}

#[test]
fn nothing_is_lost_while_postgres_is_away() {
    if !servers::left_out() {
        goes_away_and_comes_back(&Server::postgres());
    }
}

#[test]
fn nothing_is_lost_while_mariadb_is_away() {
    if !servers::left_out() {
        goes_away_and_comes_back(&Server::mariadb());
    }
}
