-- Format 3: what administrators define. What each column says stands in the documentation of the crate (`TABLES`).

-- Something that an administrator defined, as it is now.
CREATE TABLE definitions (
    kind text COLLATE "C" NOT NULL,
    name text COLLATE "C" NOT NULL,
    revision bigint NOT NULL,
    created_at bigint NOT NULL,
    changed_at bigint NOT NULL,
    changed_by text COLLATE "C" NOT NULL,
    definition text COLLATE "C" NOT NULL,
    PRIMARY KEY (kind, name)
);

CREATE INDEX definitions_revision ON definitions (revision);

-- Which extension an agent has, and when.
CREATE TABLE agent_extensions (
    agent text COLLATE "C" NOT NULL,
    from_at bigint NOT NULL,
    until_at bigint,
    extension text COLLATE "C" NOT NULL,
    PRIMARY KEY (agent, from_at)
);

CREATE INDEX agent_extensions_extension ON agent_extensions (extension, from_at);

-- The secret of an extension, sealed.
CREATE TABLE sip_secrets (
    extension text COLLATE "C" NOT NULL,
    set_at bigint NOT NULL,
    set_by text COLLATE "C" NOT NULL,
    sealed bytea NOT NULL,
    PRIMARY KEY (extension)
);

-- A generated configuration that was given to the switch.
CREATE TABLE configurations (
    id bigint NOT NULL,
    generation bigint NOT NULL,
    at bigint NOT NULL,
    by_login text COLLATE "C" NOT NULL,
    outcome text COLLATE "C" NOT NULL,
    findings text COLLATE "C" NOT NULL,
    PRIMARY KEY (id)
);
