-- Format 4: what people add to calls, settings, and requests under a key.

-- What an agent says a call was about.
CREATE TABLE call_dispositions (
    stream bigint NOT NULL,
    call_id text COLLATE "C" NOT NULL,
    agent text COLLATE "C" NOT NULL,
    code text COLLATE "C" NOT NULL,
    note text COLLATE "C" NOT NULL,
    at bigint NOT NULL,
    by_login text COLLATE "C" NOT NULL,
    PRIMARY KEY (stream, call_id, agent)
);
CREATE INDEX call_dispositions_at ON call_dispositions (at, code);

-- What somebody noted about a call.
CREATE TABLE call_notes (
    stream bigint NOT NULL,
    call_id text COLLATE "C" NOT NULL,
    id text COLLATE "C" NOT NULL,
    at bigint NOT NULL,
    by_login text COLLATE "C" NOT NULL,
    agent text COLLATE "C",
    text text COLLATE "C" NOT NULL,
    PRIMARY KEY (stream, call_id, id)
);

-- Something that an administrator decided.
CREATE TABLE settings (
    name text COLLATE "C" NOT NULL,
    value text COLLATE "C" NOT NULL,
    revision bigint NOT NULL,
    changed_at bigint NOT NULL,
    changed_by text COLLATE "C" NOT NULL,
    PRIMARY KEY (name)
);

-- A request that somebody made under a key, and its answer.
CREATE TABLE idempotency (
    principal text COLLATE "C" NOT NULL,
    request_key text COLLATE "C" NOT NULL,
    at bigint NOT NULL,
    digest text COLLATE "C" NOT NULL,
    status bigint NOT NULL,
    answer text COLLATE "C" NOT NULL,
    PRIMARY KEY (principal, request_key)
);
CREATE INDEX idempotency_at ON idempotency (at);
