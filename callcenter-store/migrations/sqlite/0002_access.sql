-- Format 2. Who may use the server, and what they did with it. Secrets are here as hashes only.

-- Somebody who may log in.
CREATE TABLE users (
    login TEXT NOT NULL,
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    email TEXT,
    role TEXT NOT NULL,
    password TEXT,
    agent TEXT,
    disabled INTEGER NOT NULL,
    subject TEXT,
    created_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    sessions_from INTEGER NOT NULL,
    version INTEGER NOT NULL,
    PRIMARY KEY (login)
) STRICT;

-- When somebody logged in last.
CREATE TABLE user_logins (
    user_id TEXT NOT NULL,
    at INTEGER NOT NULL,
    address TEXT NOT NULL,
    PRIMARY KEY (user_id)
) STRICT;

-- Somebody logged in with a browser.
CREATE TABLE user_sessions (
    digest TEXT NOT NULL,
    id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    used_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    address TEXT NOT NULL,
    client TEXT NOT NULL,
    PRIMARY KEY (digest)
) STRICT;

-- A secret by which a program is known.
CREATE TABLE api_tokens (
    digest TEXT NOT NULL,
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    user_id TEXT NOT NULL,
    role TEXT NOT NULL,
    scopes TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER,
    used_at INTEGER,
    PRIMARY KEY (digest)
) STRICT;

-- A secret by which the first administrator is made.
CREATE TABLE setup_tokens (
    digest TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (digest)
) STRICT;

-- Something that somebody did, or asked for.
CREATE TABLE audit (
    id TEXT NOT NULL,
    at INTEGER NOT NULL,
    user_id TEXT,
    login TEXT NOT NULL,
    via TEXT NOT NULL,
    address TEXT NOT NULL,
    action TEXT NOT NULL,
    target TEXT NOT NULL,
    detail TEXT NOT NULL,
    PRIMARY KEY (id)
) STRICT;

CREATE INDEX users_id ON users (id);
CREATE INDEX user_sessions_user ON user_sessions (user_id);
CREATE INDEX api_tokens_user ON api_tokens (user_id);
CREATE INDEX audit_at ON audit (at);
CREATE INDEX audit_login ON audit (login, at);
CREATE INDEX audit_action ON audit (action, at);
CREATE INDEX audit_target ON audit (target, at);
