-- Format 2. Who may use the server, and what they did with it. Secrets are here as hashes only.

-- Somebody who may log in.
CREATE TABLE users (
    login text COLLATE "C" NOT NULL,
    id text COLLATE "C" NOT NULL,
    name text COLLATE "C" NOT NULL,
    email text COLLATE "C",
    role text COLLATE "C" NOT NULL,
    password text COLLATE "C",
    agent text COLLATE "C",
    disabled bigint NOT NULL,
    subject text COLLATE "C",
    created_at bigint NOT NULL,
    changed_at bigint NOT NULL,
    sessions_from bigint NOT NULL,
    version bigint NOT NULL,
    PRIMARY KEY (login)
);

-- When somebody logged in last.
CREATE TABLE user_logins (
    user_id text COLLATE "C" NOT NULL,
    at bigint NOT NULL,
    address text COLLATE "C" NOT NULL,
    PRIMARY KEY (user_id)
);

-- Somebody logged in with a browser.
CREATE TABLE user_sessions (
    digest text COLLATE "C" NOT NULL,
    id text COLLATE "C" NOT NULL,
    user_id text COLLATE "C" NOT NULL,
    created_at bigint NOT NULL,
    used_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    address text COLLATE "C" NOT NULL,
    client text COLLATE "C" NOT NULL,
    PRIMARY KEY (digest)
);

-- A secret by which a program is known.
CREATE TABLE api_tokens (
    digest text COLLATE "C" NOT NULL,
    id text COLLATE "C" NOT NULL,
    name text COLLATE "C" NOT NULL,
    user_id text COLLATE "C" NOT NULL,
    role text COLLATE "C" NOT NULL,
    scopes text COLLATE "C" NOT NULL,
    created_at bigint NOT NULL,
    expires_at bigint,
    used_at bigint,
    PRIMARY KEY (digest)
);

-- A secret by which the first administrator is made.
CREATE TABLE setup_tokens (
    digest text COLLATE "C" NOT NULL,
    created_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    PRIMARY KEY (digest)
);

-- Something that somebody did, or asked for.
CREATE TABLE audit (
    id text COLLATE "C" NOT NULL,
    at bigint NOT NULL,
    user_id text COLLATE "C",
    login text COLLATE "C" NOT NULL,
    via text COLLATE "C" NOT NULL,
    address text COLLATE "C" NOT NULL,
    action text COLLATE "C" NOT NULL,
    target text COLLATE "C" NOT NULL,
    detail text COLLATE "C" NOT NULL,
    PRIMARY KEY (id)
);

CREATE INDEX users_id ON users (id);
CREATE INDEX user_sessions_user ON user_sessions (user_id);
CREATE INDEX api_tokens_user ON api_tokens (user_id);
CREATE INDEX audit_at ON audit (at);
CREATE INDEX audit_login ON audit (login, at);
CREATE INDEX audit_action ON audit (action, at);
CREATE INDEX audit_target ON audit (target, at);
