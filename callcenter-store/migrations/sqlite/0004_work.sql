-- Format 4: what people add to calls, settings, and requests under a key.

-- What an agent says a call was about.
CREATE TABLE call_dispositions (
    stream INTEGER NOT NULL,
    call_id TEXT NOT NULL,
    agent TEXT NOT NULL,
    code TEXT NOT NULL,
    note TEXT NOT NULL,
    at INTEGER NOT NULL,
    by_login TEXT NOT NULL,
    PRIMARY KEY (stream, call_id, agent)
) STRICT, WITHOUT ROWID;

CREATE INDEX call_dispositions_at ON call_dispositions (at, code);

-- What somebody noted about a call.
CREATE TABLE call_notes (
    stream INTEGER NOT NULL,
    call_id TEXT NOT NULL,
    id TEXT NOT NULL,
    at INTEGER NOT NULL,
    by_login TEXT NOT NULL,
    agent TEXT,
    text TEXT NOT NULL,
    PRIMARY KEY (stream, call_id, id)
) STRICT;

-- Something that an administrator decided.
CREATE TABLE settings (
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    revision INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    changed_by TEXT NOT NULL,
    PRIMARY KEY (name)
) STRICT;

-- A request that somebody made under a key, and its answer.
CREATE TABLE idempotency (
    principal TEXT NOT NULL,
    request_key TEXT NOT NULL,
    at INTEGER NOT NULL,
    digest TEXT NOT NULL,
    status INTEGER NOT NULL,
    answer TEXT NOT NULL,
    PRIMARY KEY (principal, request_key)
) STRICT;

CREATE INDEX idempotency_at ON idempotency (at);
