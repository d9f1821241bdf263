-- Format 1. Moments are µs since the Unix epoch, UTC; durations µs; flags 1 and 0. What each column says stands in the
-- documentation of the crate (`TABLES`). Texts compare byte by byte (collation C); upwards, nothing comes first.

-- A stream of entries: the live journal of a switch, a replay, an import, or a later reading of one of these.
CREATE TABLE streams (
    id bigint NOT NULL,
    switch text COLLATE "C" NOT NULL,
    source text COLLATE "C" NOT NULL,
    term bigint NOT NULL,
    holder text COLLATE "C" NOT NULL,
    held_until bigint NOT NULL,
    seen_at bigint NOT NULL,
    tip bigint NOT NULL,
    tip_at bigint NOT NULL,
    first_at bigint NOT NULL,
    policy text COLLATE "C" NOT NULL,
    again_of bigint,
    generation bigint NOT NULL,
    PRIMARY KEY (id)
);

-- Entries that were appended together.
CREATE TABLE journal (
    stream bigint NOT NULL,
    first bigint NOT NULL,
    last bigint NOT NULL,
    at bigint NOT NULL,
    digest bigint NOT NULL,
    data bytea NOT NULL,
    PRIMARY KEY (stream, first)
);

-- The engine as it stood.
CREATE TABLE snapshots (
    stream bigint NOT NULL,
    seq bigint NOT NULL,
    at bigint NOT NULL,
    data bytea NOT NULL,
    PRIMARY KEY (stream, seq)
);

-- What a switch said, as it said it.
CREATE TABLE archive (
    stream bigint NOT NULL,
    piece bigint NOT NULL,
    after bigint NOT NULL,
    from_at bigint NOT NULL,
    until_at bigint NOT NULL,
    bytes bigint NOT NULL,
    snapshot bytea,
    data bytea NOT NULL,
    PRIMARY KEY (stream, piece)
);

-- Figures of one key in one stretch of time.
CREATE TABLE figures (
    stream bigint NOT NULL,
    scope text COLLATE "C" NOT NULL,
    name text COLLATE "C" NOT NULL,
    width bigint NOT NULL,
    start bigint NOT NULL,
    data bytea NOT NULL,
    PRIMARY KEY (stream, scope, name, width, start)
);

-- A time in which nothing was seen.
CREATE TABLE gaps (
    stream bigint NOT NULL,
    seq bigint NOT NULL,
    from_at bigint NOT NULL,
    until_at bigint,
    cause text COLLATE "C" NOT NULL,
    PRIMARY KEY (stream, seq)
);

-- A call, as its record has it.
CREATE TABLE calls (
    stream bigint NOT NULL,
    call_id text COLLATE "C" NOT NULL,
    seq bigint NOT NULL,
    live bigint NOT NULL,
    switch text COLLATE "C" NOT NULL,
    linkedid text COLLATE "C" NOT NULL,
    direction text COLLATE "C" NOT NULL,
    status text COLLATE "C" NOT NULL,
    caller text COLLATE "C",
    caller_name text COLLATE "C",
    dialed text COLLATE "C",
    queue text COLLATE "C",
    answered_by text COLLATE "C",
    started_at bigint,
    queue_entered_at bigint,
    answered_at bigint,
    ended_at bigint,
    wait bigint,
    ring bigint,
    talk bigint,
    hold bigint,
    holds bigint NOT NULL,
    transfers bigint NOT NULL,
    parkings bigint NOT NULL,
    recordings bigint NOT NULL,
    legs bigint NOT NULL,
    hangup_by text COLLATE "C",
    hangup_cause bigint,
    observed text COLLATE "C" NOT NULL,
    record bytea NOT NULL,
    PRIMARY KEY (stream, call_id)
);

-- A channel of a call.
CREATE TABLE legs (
    stream bigint NOT NULL,
    call_id text COLLATE "C" NOT NULL,
    leg text COLLATE "C" NOT NULL,
    channel text COLLATE "C" NOT NULL,
    endpoint text COLLATE "C" NOT NULL,
    number text COLLATE "C" NOT NULL,
    name text COLLATE "C" NOT NULL,
    started_at bigint,
    up_at bigint,
    ended_at bigint,
    cause bigint,
    ended_how text COLLATE "C",
    PRIMARY KEY (stream, call_id, leg)
);

-- A leg's time in a bridge.
CREATE TABLE bridge_segments (
    stream bigint NOT NULL,
    seq bigint NOT NULL,
    bridge text COLLATE "C" NOT NULL,
    kind text COLLATE "C" NOT NULL,
    leg text COLLATE "C" NOT NULL,
    from_at bigint,
    until_at bigint,
    open bigint NOT NULL,
    PRIMARY KEY (stream, seq)
);

-- A conversation with the caller.
CREATE TABLE talks (
    stream bigint NOT NULL,
    call_id text COLLATE "C" NOT NULL,
    n bigint NOT NULL,
    with_whom text COLLATE "C",
    from_at bigint,
    until_at bigint,
    talk bigint,
    PRIMARY KEY (stream, call_id, n)
);

-- A stay in a queue.
CREATE TABLE visits (
    stream bigint NOT NULL,
    call_id text COLLATE "C" NOT NULL,
    n bigint NOT NULL,
    queue text COLLATE "C" NOT NULL,
    entered_at bigint,
    left_at bigint,
    wait bigint,
    result text COLLATE "C" NOT NULL,
    PRIMARY KEY (stream, call_id, n)
);

-- A try of a phone.
CREATE TABLE attempts (
    stream bigint NOT NULL,
    call_id text COLLATE "C" NOT NULL,
    n bigint NOT NULL,
    agent text COLLATE "C" NOT NULL,
    from_at bigint,
    until_at bigint,
    result text COLLATE "C",
    PRIMARY KEY (stream, call_id, n)
);

-- A transfer.
CREATE TABLE transfers (
    stream bigint NOT NULL,
    call_id text COLLATE "C" NOT NULL,
    n bigint NOT NULL,
    kind text COLLATE "C" NOT NULL,
    by_whom text COLLATE "C",
    to_whom text COLLATE "C",
    at bigint,
    result text COLLATE "C",
    consult bigint,
    blonde bigint NOT NULL,
    to_queue text COLLATE "C",
    PRIMARY KEY (stream, call_id, n)
);

-- A hold by a party.
CREATE TABLE holds (
    stream bigint NOT NULL,
    call_id text COLLATE "C" NOT NULL,
    n bigint NOT NULL,
    from_at bigint,
    until_at bigint,
    PRIMARY KEY (stream, call_id, n)
);

-- A parking.
CREATE TABLE parkings (
    stream bigint NOT NULL,
    call_id text COLLATE "C" NOT NULL,
    n bigint NOT NULL,
    slot text COLLATE "C" NOT NULL,
    at bigint,
    by_whom text COLLATE "C",
    retrieved_by text COLLATE "C",
    retrieved_at bigint,
    timed_out bigint NOT NULL,
    gave_up bigint NOT NULL,
    PRIMARY KEY (stream, call_id, n)
);

-- A file that a call was recorded to.
CREATE TABLE recordings (
    stream bigint NOT NULL,
    call_id text COLLATE "C" NOT NULL,
    n bigint NOT NULL,
    file text COLLATE "C" NOT NULL,
    started_at bigint,
    PRIMARY KEY (stream, call_id, n)
);

-- An agent's time from signing in (member of a first queue) to signing out (of the last).
CREATE TABLE agent_sessions (
    stream bigint NOT NULL,
    seq bigint NOT NULL,
    agent text COLLATE "C" NOT NULL,
    from_at bigint,
    until_at bigint,
    open bigint NOT NULL,
    PRIMARY KEY (stream, seq)
);

-- An agent's time in one state.
CREATE TABLE agent_spans (
    stream bigint NOT NULL,
    seq bigint NOT NULL,
    agent text COLLATE "C" NOT NULL,
    activity text COLLATE "C" NOT NULL,
    reason text COLLATE "C" NOT NULL,
    from_at bigint,
    until_at bigint,
    open bigint NOT NULL,
    PRIMARY KEY (stream, seq)
);

-- A member's pause in one queue.
CREATE TABLE pauses (
    stream bigint NOT NULL,
    seq bigint NOT NULL,
    agent text COLLATE "C" NOT NULL,
    queue text COLLATE "C" NOT NULL,
    interface text COLLATE "C" NOT NULL,
    reason text COLLATE "C" NOT NULL,
    from_at bigint,
    until_at bigint,
    open bigint NOT NULL,
    PRIMARY KEY (stream, seq)
);

-- A device's time in one state.
CREATE TABLE device_states (
    stream bigint NOT NULL,
    seq bigint NOT NULL,
    device text COLLATE "C" NOT NULL,
    state text COLLATE "C" NOT NULL,
    from_at bigint,
    until_at bigint,
    open bigint NOT NULL,
    PRIMARY KEY (stream, seq)
);

-- How far a file was imported into a stream.
CREATE TABLE imports (
    stream bigint NOT NULL,
    file bigint NOT NULL,
    name text COLLATE "C" NOT NULL,
    head_bytes bigint NOT NULL,
    head bigint NOT NULL,
    "offset" bigint NOT NULL,
    lines bigint NOT NULL,
    seq bigint NOT NULL,
    at bigint NOT NULL,
    finishing bigint,
    state bytea NOT NULL,
    PRIMARY KEY (stream, file)
);

-- What is usually asked. Each index costs on every row: they leave out rows that hold nothing there.
CREATE INDEX calls_started ON calls (started_at NULLS FIRST);
CREATE INDEX calls_queue ON calls (queue, started_at NULLS FIRST) WHERE queue IS NOT NULL;
CREATE INDEX calls_answered_by ON calls (answered_by, started_at NULLS FIRST) WHERE answered_by IS NOT NULL;
CREATE INDEX calls_caller ON calls (caller, started_at NULLS FIRST) WHERE caller IS NOT NULL;
CREATE INDEX calls_dialed ON calls (dialed, started_at NULLS FIRST) WHERE dialed IS NOT NULL;
CREATE INDEX calls_live ON calls (started_at NULLS FIRST) WHERE live = 1;
CREATE INDEX visits_queue ON visits (queue, entered_at NULLS FIRST);
CREATE INDEX attempts_agent ON attempts (agent, from_at NULLS FIRST);
CREATE INDEX talks_with_whom ON talks (with_whom, from_at NULLS FIRST) WHERE with_whom IS NOT NULL;
CREATE INDEX agent_spans_agent ON agent_spans (agent, from_at NULLS FIRST);
CREATE INDEX figures_scope ON figures (scope, width, start, name);

-- What goes on: few rows at any time.
CREATE INDEX bridge_segments_open ON bridge_segments (stream, seq) WHERE open = 1;
CREATE INDEX agent_sessions_open ON agent_sessions (stream, seq) WHERE open = 1;
CREATE INDEX agent_spans_open ON agent_spans (stream, seq) WHERE open = 1;
CREATE INDEX pauses_open ON pauses (stream, seq) WHERE open = 1;
CREATE INDEX device_states_open ON device_states (stream, seq) WHERE open = 1;

-- For people with SQL, and for Grafana: moments with time zone, durations in seconds.
CREATE VIEW v_calls AS
SELECT
    calls.call_id, calls.switch, streams.source, calls.live, calls.direction, calls.status, calls.caller, calls.caller_name,
    calls.dialed, calls.queue, calls.answered_by,
    'epoch'::timestamptz + calls.started_at * interval '1 microsecond' AS started_at,
    'epoch'::timestamptz + calls.queue_entered_at * interval '1 microsecond' AS queue_entered_at,
    'epoch'::timestamptz + calls.answered_at * interval '1 microsecond' AS answered_at,
    'epoch'::timestamptz + calls.ended_at * interval '1 microsecond' AS ended_at,
    calls.wait / 1e6::float8 AS wait_seconds, calls.ring / 1e6::float8 AS ring_seconds,
    calls.talk / 1e6::float8 AS talk_seconds, calls.hold / 1e6::float8 AS hold_seconds, calls.holds, calls.transfers, calls.parkings, calls.recordings, calls.legs,
    calls.hangup_by, calls.hangup_cause, calls.observed
FROM calls JOIN streams ON streams.id = calls.stream;

CREATE VIEW v_visits AS
SELECT
    visits.call_id, streams.switch, streams.source, visits.n, visits.queue,
    'epoch'::timestamptz + visits.entered_at * interval '1 microsecond' AS entered_at,
    'epoch'::timestamptz + visits.left_at * interval '1 microsecond' AS left_at,
    visits.wait / 1e6::float8 AS wait_seconds, visits.result
FROM visits JOIN streams ON streams.id = visits.stream;

CREATE VIEW v_agent_spans AS
SELECT
    streams.switch, streams.source, agent_spans.agent, agent_spans.activity, agent_spans.reason,
    'epoch'::timestamptz + agent_spans.from_at * interval '1 microsecond' AS from_at,
    'epoch'::timestamptz + agent_spans.until_at * interval '1 microsecond' AS until_at,
    (agent_spans.until_at - agent_spans.from_at) / 1e6::float8 AS seconds, agent_spans.open
FROM agent_spans JOIN streams ON streams.id = agent_spans.stream;
