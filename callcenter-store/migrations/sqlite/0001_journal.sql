-- Format 1. Moments are µs since the Unix epoch, UTC; durations µs; flags 1 and 0. What each column says stands in the
-- documentation of the crate (`TABLES`).

-- A stream of entries: the live journal of a switch, a replay, an import, or a later reading of one of these.
CREATE TABLE streams (
    id INTEGER NOT NULL,
    switch TEXT NOT NULL,
    source TEXT NOT NULL,
    term INTEGER NOT NULL,
    holder TEXT NOT NULL,
    held_until INTEGER NOT NULL,
    seen_at INTEGER NOT NULL,
    tip INTEGER NOT NULL,
    tip_at INTEGER NOT NULL,
    first_at INTEGER NOT NULL,
    policy TEXT NOT NULL,
    again_of INTEGER,
    generation INTEGER NOT NULL,
    PRIMARY KEY (id)
) STRICT;

-- Entries that were appended together.
CREATE TABLE journal (
    stream INTEGER NOT NULL,
    first INTEGER NOT NULL,
    last INTEGER NOT NULL,
    at INTEGER NOT NULL,
    digest INTEGER NOT NULL,
    data BLOB NOT NULL,
    PRIMARY KEY (stream, first)
) STRICT;

-- The engine as it stood.
CREATE TABLE snapshots (
    stream INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    at INTEGER NOT NULL,
    data BLOB NOT NULL,
    PRIMARY KEY (stream, seq)
) STRICT;

-- What a switch said, as it said it.
CREATE TABLE archive (
    stream INTEGER NOT NULL,
    piece INTEGER NOT NULL,
    after INTEGER NOT NULL,
    from_at INTEGER NOT NULL,
    until_at INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    snapshot BLOB,
    data BLOB NOT NULL,
    PRIMARY KEY (stream, piece)
) STRICT;

-- Figures of one key in one stretch of time.
CREATE TABLE figures (
    stream INTEGER NOT NULL,
    scope TEXT NOT NULL,
    name TEXT NOT NULL,
    width INTEGER NOT NULL,
    start INTEGER NOT NULL,
    data BLOB NOT NULL,
    PRIMARY KEY (stream, scope, name, width, start)
) STRICT;

-- A time in which nothing was seen.
CREATE TABLE gaps (
    stream INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    from_at INTEGER NOT NULL,
    until_at INTEGER,
    cause TEXT NOT NULL,
    PRIMARY KEY (stream, seq)
) STRICT, WITHOUT ROWID;

-- A call, as its record has it.
CREATE TABLE calls (
    stream INTEGER NOT NULL,
    call_id TEXT NOT NULL,
    seq INTEGER NOT NULL,
    live INTEGER NOT NULL,
    switch TEXT NOT NULL,
    linkedid TEXT NOT NULL,
    direction TEXT NOT NULL,
    status TEXT NOT NULL,
    caller TEXT,
    caller_name TEXT,
    dialed TEXT,
    queue TEXT,
    answered_by TEXT,
    started_at INTEGER,
    queue_entered_at INTEGER,
    answered_at INTEGER,
    ended_at INTEGER,
    wait INTEGER,
    ring INTEGER,
    talk INTEGER,
    hold INTEGER,
    holds INTEGER NOT NULL,
    transfers INTEGER NOT NULL,
    parkings INTEGER NOT NULL,
    recordings INTEGER NOT NULL,
    legs INTEGER NOT NULL,
    hangup_by TEXT,
    hangup_cause INTEGER,
    observed TEXT NOT NULL,
    record BLOB NOT NULL,
    PRIMARY KEY (stream, call_id)
) STRICT;

-- A channel of a call.
CREATE TABLE legs (
    stream INTEGER NOT NULL,
    call_id TEXT NOT NULL,
    leg TEXT NOT NULL,
    channel TEXT NOT NULL,
    endpoint TEXT NOT NULL,
    number TEXT NOT NULL,
    name TEXT NOT NULL,
    started_at INTEGER,
    up_at INTEGER,
    ended_at INTEGER,
    cause INTEGER,
    ended_how TEXT,
    PRIMARY KEY (stream, call_id, leg)
) STRICT, WITHOUT ROWID;

-- A leg's time in a bridge.
CREATE TABLE bridge_segments (
    stream INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    bridge TEXT NOT NULL,
    kind TEXT NOT NULL,
    leg TEXT NOT NULL,
    from_at INTEGER,
    until_at INTEGER,
    open INTEGER NOT NULL,
    PRIMARY KEY (stream, seq)
) STRICT, WITHOUT ROWID;

-- A conversation with the caller.
CREATE TABLE talks (
    stream INTEGER NOT NULL,
    call_id TEXT NOT NULL,
    n INTEGER NOT NULL,
    with_whom TEXT,
    from_at INTEGER,
    until_at INTEGER,
    talk INTEGER,
    PRIMARY KEY (stream, call_id, n)
) STRICT;

-- A stay in a queue.
CREATE TABLE visits (
    stream INTEGER NOT NULL,
    call_id TEXT NOT NULL,
    n INTEGER NOT NULL,
    queue TEXT NOT NULL,
    entered_at INTEGER,
    left_at INTEGER,
    wait INTEGER,
    result TEXT NOT NULL,
    PRIMARY KEY (stream, call_id, n)
) STRICT;

-- A try of a phone.
CREATE TABLE attempts (
    stream INTEGER NOT NULL,
    call_id TEXT NOT NULL,
    n INTEGER NOT NULL,
    agent TEXT NOT NULL,
    from_at INTEGER,
    until_at INTEGER,
    result TEXT,
    PRIMARY KEY (stream, call_id, n)
) STRICT;

-- A transfer.
CREATE TABLE transfers (
    stream INTEGER NOT NULL,
    call_id TEXT NOT NULL,
    n INTEGER NOT NULL,
    kind TEXT NOT NULL,
    by_whom TEXT,
    to_whom TEXT,
    at INTEGER,
    result TEXT,
    consult INTEGER,
    blonde INTEGER NOT NULL,
    to_queue TEXT,
    PRIMARY KEY (stream, call_id, n)
) STRICT, WITHOUT ROWID;

-- A hold by a party.
CREATE TABLE holds (
    stream INTEGER NOT NULL,
    call_id TEXT NOT NULL,
    n INTEGER NOT NULL,
    from_at INTEGER,
    until_at INTEGER,
    PRIMARY KEY (stream, call_id, n)
) STRICT, WITHOUT ROWID;

-- A parking.
CREATE TABLE parkings (
    stream INTEGER NOT NULL,
    call_id TEXT NOT NULL,
    n INTEGER NOT NULL,
    slot TEXT NOT NULL,
    at INTEGER,
    by_whom TEXT,
    retrieved_by TEXT,
    retrieved_at INTEGER,
    timed_out INTEGER NOT NULL,
    gave_up INTEGER NOT NULL,
    PRIMARY KEY (stream, call_id, n)
) STRICT, WITHOUT ROWID;

-- A file that a call was recorded to.
CREATE TABLE recordings (
    stream INTEGER NOT NULL,
    call_id TEXT NOT NULL,
    n INTEGER NOT NULL,
    file TEXT NOT NULL,
    started_at INTEGER,
    PRIMARY KEY (stream, call_id, n)
) STRICT, WITHOUT ROWID;

-- An agent's time from signing in (member of a first queue) to signing out (of the last).
CREATE TABLE agent_sessions (
    stream INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    agent TEXT NOT NULL,
    from_at INTEGER,
    until_at INTEGER,
    open INTEGER NOT NULL,
    PRIMARY KEY (stream, seq)
) STRICT, WITHOUT ROWID;

-- An agent's time in one state.
CREATE TABLE agent_spans (
    stream INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    agent TEXT NOT NULL,
    activity TEXT NOT NULL,
    reason TEXT NOT NULL,
    from_at INTEGER,
    until_at INTEGER,
    open INTEGER NOT NULL,
    PRIMARY KEY (stream, seq)
) STRICT;

-- A member's pause in one queue.
CREATE TABLE pauses (
    stream INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    agent TEXT NOT NULL,
    queue TEXT NOT NULL,
    interface TEXT NOT NULL,
    reason TEXT NOT NULL,
    from_at INTEGER,
    until_at INTEGER,
    open INTEGER NOT NULL,
    PRIMARY KEY (stream, seq)
) STRICT, WITHOUT ROWID;

-- A device's time in one state.
CREATE TABLE device_states (
    stream INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    device TEXT NOT NULL,
    state TEXT NOT NULL,
    from_at INTEGER,
    until_at INTEGER,
    open INTEGER NOT NULL,
    PRIMARY KEY (stream, seq)
) STRICT, WITHOUT ROWID;

-- How far a file was imported into a stream.
CREATE TABLE imports (
    stream INTEGER NOT NULL,
    file INTEGER NOT NULL,
    name TEXT NOT NULL,
    head_bytes INTEGER NOT NULL,
    head INTEGER NOT NULL,
    offset INTEGER NOT NULL,
    lines INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    at INTEGER NOT NULL,
    finishing INTEGER,
    state BLOB NOT NULL,
    PRIMARY KEY (stream, file)
) STRICT, WITHOUT ROWID;

-- What is usually asked. Each index costs on every row: they leave out rows that hold nothing there. Tables without one
-- are kept in the order of their key (WITHOUT ROWID), which is faster as long as there is no second index.
CREATE INDEX calls_started ON calls (started_at, stream, call_id);
CREATE INDEX calls_queue ON calls (queue, started_at) WHERE queue IS NOT NULL;
CREATE INDEX calls_answered_by ON calls (answered_by, started_at) WHERE answered_by IS NOT NULL;
CREATE INDEX calls_caller ON calls (caller, started_at) WHERE caller IS NOT NULL;
CREATE INDEX calls_dialed ON calls (dialed, started_at) WHERE dialed IS NOT NULL;
CREATE INDEX calls_live ON calls (stream, call_id) WHERE live = 1;
CREATE INDEX visits_queue ON visits (queue, entered_at);
CREATE INDEX attempts_agent ON attempts (agent, from_at);
CREATE INDEX talks_with_whom ON talks (with_whom, from_at) WHERE with_whom IS NOT NULL;
CREATE INDEX agent_spans_agent ON agent_spans (agent, from_at);
CREATE INDEX figures_scope ON figures (scope, width, start, name);

-- What goes on: few rows at any time.
CREATE INDEX bridge_segments_open ON bridge_segments (stream, seq) WHERE open = 1;
CREATE INDEX agent_sessions_open ON agent_sessions (stream, seq) WHERE open = 1;
CREATE INDEX agent_spans_open ON agent_spans (stream, seq) WHERE open = 1;
CREATE INDEX pauses_open ON pauses (stream, seq) WHERE open = 1;
CREATE INDEX device_states_open ON device_states (stream, seq) WHERE open = 1;

-- For people with SQL, and for Grafana: moments as ISO 8601 in UTC, durations in seconds.
CREATE VIEW v_calls AS
SELECT
    calls.call_id, calls.switch, streams.source, calls.live, calls.direction, calls.status, calls.caller, calls.caller_name,
    calls.dialed, calls.queue, calls.answered_by,
    strftime('%Y-%m-%dT%H:%M:%fZ', calls.started_at / 1e6, 'unixepoch') AS started_at,
    strftime('%Y-%m-%dT%H:%M:%fZ', calls.queue_entered_at / 1e6, 'unixepoch') AS queue_entered_at,
    strftime('%Y-%m-%dT%H:%M:%fZ', calls.answered_at / 1e6, 'unixepoch') AS answered_at,
    strftime('%Y-%m-%dT%H:%M:%fZ', calls.ended_at / 1e6, 'unixepoch') AS ended_at,
    calls.wait / 1e6 AS wait_seconds, calls.ring / 1e6 AS ring_seconds, calls.talk / 1e6 AS talk_seconds,
    calls.hold / 1e6 AS hold_seconds, calls.holds, calls.transfers, calls.parkings, calls.recordings, calls.legs,
    calls.hangup_by, calls.hangup_cause, calls.observed
FROM calls JOIN streams ON streams.id = calls.stream;

CREATE VIEW v_visits AS
SELECT
    visits.call_id, streams.switch, streams.source, visits.n, visits.queue,
    strftime('%Y-%m-%dT%H:%M:%fZ', visits.entered_at / 1e6, 'unixepoch') AS entered_at,
    strftime('%Y-%m-%dT%H:%M:%fZ', visits.left_at / 1e6, 'unixepoch') AS left_at,
    visits.wait / 1e6 AS wait_seconds, visits.result
FROM visits JOIN streams ON streams.id = visits.stream;

CREATE VIEW v_agent_spans AS
SELECT
    streams.switch, streams.source, agent_spans.agent, agent_spans.activity, agent_spans.reason,
    strftime('%Y-%m-%dT%H:%M:%fZ', agent_spans.from_at / 1e6, 'unixepoch') AS from_at,
    strftime('%Y-%m-%dT%H:%M:%fZ', agent_spans.until_at / 1e6, 'unixepoch') AS until_at,
    (agent_spans.until_at - agent_spans.from_at) / 1e6 AS seconds, agent_spans.open
FROM agent_spans JOIN streams ON streams.id = agent_spans.stream;

-- What the planner takes for granted from the first day on: a large store of few streams. So a plan is the same with a
-- thousand calls and with ten million. (Rows of the index, then rows that share its first column, its first two, …)
ANALYZE sqlite_schema;
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('calls', 'sqlite_autoindex_calls_1', '10000000 5000000 1'),
    ('calls', 'calls_started', '10000000 2 2 1'),
    ('calls', 'calls_queue', '8000000 200000 2'),
    ('calls', 'calls_answered_by', '8000000 20000 2'),
    ('calls', 'calls_caller', '10000000 50 1'),
    ('calls', 'calls_dialed', '10000000 100000 2'),
    ('calls', 'calls_live', '300 100 1'),
    ('legs', 'legs', '30000000 15000000 3 1'),
    ('talks', 'sqlite_autoindex_talks_1', '10000000 5000000 1 1'),
    ('talks', 'talks_with_whom', '10000000 20000 2'),
    ('visits', 'sqlite_autoindex_visits_1', '10000000 5000000 1 1'),
    ('visits', 'visits_queue', '10000000 200000 2'),
    ('attempts', 'sqlite_autoindex_attempts_1', '20000000 10000000 2 1'),
    ('attempts', 'attempts_agent', '20000000 50000 2'),
    ('agent_spans', 'sqlite_autoindex_agent_spans_1', '50000000 25000000 1'),
    ('agent_spans', 'agent_spans_agent', '50000000 100000 2'),
    ('agent_spans', 'agent_spans_open', '500 250 1'),
    ('figures', 'sqlite_autoindex_figures_1', '20000000 10000000 4000000 40000 20000 1'),
    ('figures', 'figures_scope', '20000000 8000000 4000000 500 1'),
    ('bridge_segments', 'bridge_segments', '50000000 25000000 1'),
    ('bridge_segments', 'bridge_segments_open', '500 250 1'),
    ('agent_sessions', 'agent_sessions', '1000000 500000 1'),
    ('agent_sessions', 'agent_sessions_open', '500 250 1'),
    ('pauses', 'pauses', '10000000 5000000 1'),
    ('pauses', 'pauses_open', '500 250 1'),
    ('device_states', 'device_states', '50000000 25000000 1'),
    ('device_states', 'device_states_open', '500 250 1');

ANALYZE sqlite_schema;
