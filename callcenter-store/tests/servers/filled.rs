//! A database with so many rows that an index pays, and what its plans must say.

#![allow(unreachable_pub, reason = "each test program has its own copy")]

use super::servers::Server;

/// Calls; in visits, attempts, talks and the rest as many or a few times as many.
const CALLS: u32 = 100_000;

/// Statements that fill the tables of `calls` and what belongs to them with a year of three streams, twenty queues and two
/// hundred agents. `series` makes the numbers from 1 to a given one, as a table `s` with a column `seq`.
pub fn fill(server: &Server, database: &str, series: impl Fn(u32) -> String) {
    const STREAM: &str = "1 + s.seq % 3";
    // A year before the end of the questions' month, a call every five minutes or so.
    let at = |step: u64| format!("1796083200000000 - s.seq * {step}");
    let queue = "CASE s.seq % 20 WHEN 7 THEN 'support' ELSE CONCAT('queue', s.seq % 20) END";
    let agent = "CASE s.seq % 200 WHEN 7 THEN 'alice' ELSE CONCAT('agent', s.seq % 200) END";
    let started = at(315_000_000);
    let ended = format!("{started} + 60000000");
    let all = series(CALLS);
    let statements = [
        format!(
            "INSERT INTO calls SELECT {STREAM}, CONCAT('0190-', s.seq), s.seq, \
             CASE WHEN s.seq <= 40 THEN 1 ELSE 0 END, 'pbx', CONCAT(s.seq, '.1'), 'inbound', 'answered', \
             CASE s.seq % 5000 WHEN 7 THEN '+4930123' ELSE CONCAT('+49', s.seq % 5000) END, 'A caller', \
             CONCAT(100 + s.seq % 1000), {queue}, {agent}, {started}, {started}, {started}, {ended}, \
             1, 1, 1, 1, 0, 0, 0, 0, 2, 'caller', 16, 'whole', '0123456789012345678901234567890123456789' FROM {all}"
        ),
        format!(
            "INSERT INTO legs SELECT {STREAM}, CONCAT('0190-', s.seq), CONCAT(s.seq, '.1'), 'PJSIP/a-1', 'a', '', '', \
             {started}, {started}, {ended}, 16, 'reported' FROM {all}"
        ),
        format!(
            "INSERT INTO visits SELECT {STREAM}, CONCAT('0190-', s.seq), 1, {queue}, {started}, {ended}, 1, 'answered' FROM {all}"
        ),
        format!(
            "INSERT INTO attempts SELECT {STREAM}, CONCAT('0190-', s.seq), 1, {agent}, {started}, {ended}, 'answered' FROM {all}"
        ),
        format!(
            "INSERT INTO talks SELECT {STREAM}, CONCAT('0190-', s.seq), 1, {agent}, {started}, {ended}, 1 FROM {all}"
        ),
        format!(
            "INSERT INTO agent_spans SELECT {STREAM}, s.seq, {agent}, 'ready', '', {started}, {ended}, \
             CASE WHEN s.seq <= 200 THEN 1 ELSE 0 END FROM {all}"
        ),
        format!(
            "INSERT INTO figures SELECT 1, 'queue', CASE s.seq % 20 WHEN 7 THEN 'support' ELSE CONCAT('queue', s.seq % 20) END, \
             1, 1796083200000000 - (s.seq - s.seq % 20) * 45000000, '0123456789' FROM {all}"
        ),
        format!(
            "INSERT INTO figures SELECT 1, 'agent', CONCAT('agent', s.seq % 100), \
             96, 1796083200000000 - (s.seq - s.seq % 100) * 864000000, '0123456789' FROM {all}"
        ),
        format!(
            "INSERT INTO figures SELECT 1, 'queue', CONCAT('queue', s.seq % 20), \
             96, 1796083200000000 - (s.seq - s.seq % 20) * 4320000000, '0123456789' FROM {}",
            series(7_300)
        ),
        format!(
            "INSERT INTO journal SELECT {STREAM}, s.seq * 500, s.seq * 500 + 499, s.seq, 0, '0123456789' FROM {all}"
        ),
        format!(
            "INSERT INTO snapshots SELECT {STREAM}, s.seq * 100, s.seq, '0123456789' FROM {}",
            series(20_000)
        ),
    ];
    for statement in statements {
        server.sql(database, &statement);
    }
}
