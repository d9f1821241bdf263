//! Two programs want to write one stream: one of them is refused, in words, and nothing is mixed.

#![expect(clippy::disallowed_methods, reason = "a lease ends with time, and other programs need some")]

mod load;

use std::time::Duration;

use load::{Keeping, Place, Trace, contents, hash_at, servers, tip, verify, writer_is_idle};

/// Time between two tries to take a stream.
const BETWEEN: Duration = Duration::from_millis(300);

/// Tries to take a stream whose holder does not answer: several times as many as its lease lasts.
const TRIES_MAX: usize = 300;

/// Holds a writer where no transaction is open: with one open it would hold the database itself.
fn freeze_between_writes(first: &Keeping, url: &str) {
    for _ in 0..TRIES_MAX {
        first.freeze();
        if writer_is_idle(url) {
            return;
        }
        first.thaw();
        std::thread::sleep(Duration::from_millis(3));
    }
    panic!("the writer was never found between two writes");
}

fn one_is_refused(place: &Place, trace: &Trace) {
    let url = place.url(1);
    let mut first = Keeping::start(&trace.path(), &url);
    first.next_commit().expect("the first one writes");
    let second = Keeping::start(&trace.path(), &url).wait();
    assert_eq!((second.code, second.committed), (Some(1), 0), "{}", second.err);
    assert!(
        second.err.contains("is written by replay") && second.err.contains("end that program"),
        "{}",
        second.err
    );
    let first = first.wait();
    assert_eq!(first.code, Some(0), "{}", first.err);
    let seen = verify(&url).expect("it was kept");
    assert_eq!((seen.seq, seen.hash), (first.committed, hash_at(&trace.path(), u64::MAX)));
}

fn both_begin_at_once(place: &Place, trace: &Trace) {
    let url = place.url(2);
    let both = [Keeping::start(&trace.path(), &url), Keeping::start(&trace.path(), &url)];
    let ended = both.map(Keeping::wait);
    let mut codes = [ended[0].code, ended[1].code];
    codes.sort_unstable();
    assert_eq!(codes, [Some(0), Some(1)], "{ended:?}");
    let refused = ended.iter().find(|ended| ended.code == Some(1)).expect("one was refused");
    assert_eq!((refused.committed, refused.err.lines().count()), (0, 1), "{refused:?}");
    assert_eq!(verify(&url).expect("it was kept").hash, hash_at(&trace.path(), u64::MAX));
}

fn who_lost_its_lease_writes_no_more(place: &Place, trace: &Trace) {
    let (trace, url) = (trace.path(), place.url(3));
    let mut first = Keeping::start(&trace, &url);
    first.next_commit().expect("the first one writes");
    freeze_between_writes(&first, &url);
    let before = tip(&url);

    // The other one is refused until the lease is over; the machine still has the first one's process.
    let mut refused = 0;
    let mut second = loop {
        let mut second = Keeping::start(&trace, &url);
        if second.next_commit().is_some() {
            break second;
        }
        let ended = second.wait();
        assert!(ended.err.contains("is written by replay"), "{}", ended.err);
        refused += 1;
        assert!(refused < TRIES_MAX, "the stream was never given up");
        std::thread::sleep(BETWEEN);
    };
    assert!(refused > 0, "the lease of a program that lives was not respected");
    first.thaw();
    let first = first.wait();
    assert_eq!(first.code, Some(1), "{}", first.err);
    assert!(first.err.contains("another one took it over"), "{}", first.err);
    assert!(first.committed <= before, "{} was called durable, {before} was", first.committed);

    while second.next_commit().is_some() {}
    let second = second.wait();
    assert_eq!(second.code, Some(0), "{}", second.err);
    let whole = place.url(4);
    assert_eq!(Keeping::start(&trace, &whole).wait().code, Some(0));
    assert_eq!(verify(&url), verify(&whole));
    assert_eq!(contents(&url), contents(&whole), "rows are those of one writer");
}

fn two(place: &Place) {
    let trace = Trace::of_rounds(4);
    one_is_refused(place, &trace);
    both_begin_at_once(place, &trace);
    who_lost_its_lease_writes_no_more(place, &trace);
}

#[test]
fn of_two_writers_one_is_refused_over_sqlite() {
    two(&Place::sqlite());
}

#[test]
fn of_two_writers_one_is_refused_over_postgres() {
    if !servers::left_out() {
        two(&Place::postgres());
    }
}

#[test]
fn of_two_writers_one_is_refused_over_mariadb() {
    if !servers::left_out() {
        two(&Place::mariadb());
    }
}
