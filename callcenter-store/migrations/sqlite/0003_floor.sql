-- Format 3: what administrators define. What each column says stands in the documentation of the crate (`TABLES`).

-- Something that an administrator defined, as it is now.
CREATE TABLE definitions (
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    revision INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    changed_by TEXT NOT NULL,
    definition TEXT NOT NULL,
    PRIMARY KEY (kind, name)
) STRICT;

CREATE INDEX definitions_revision ON definitions (revision);

-- Which extension an agent has, and when.
CREATE TABLE agent_extensions (
    agent TEXT NOT NULL,
    from_at INTEGER NOT NULL,
    until_at INTEGER,
    extension TEXT NOT NULL,
    PRIMARY KEY (agent, from_at)
) STRICT;

CREATE INDEX agent_extensions_extension ON agent_extensions (extension, from_at);

-- The secret of an extension, sealed.
CREATE TABLE sip_secrets (
    extension TEXT NOT NULL,
    set_at INTEGER NOT NULL,
    set_by TEXT NOT NULL,
    sealed BLOB NOT NULL,
    PRIMARY KEY (extension)
) STRICT;

-- A generated configuration that was given to the switch.
CREATE TABLE configurations (
    id INTEGER NOT NULL,
    generation INTEGER NOT NULL,
    at INTEGER NOT NULL,
    by_login TEXT NOT NULL,
    outcome TEXT NOT NULL,
    findings TEXT NOT NULL,
    PRIMARY KEY (id)
) STRICT;
