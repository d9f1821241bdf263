-- Format 2. Who may use the server, and what they did with it. Secrets are here as hashes only.

-- Somebody who may log in.
CREATE TABLE IF NOT EXISTS `users` (
    `login` varbinary(512) NOT NULL,
    `id` varchar(512) NOT NULL,
    `name` mediumtext NOT NULL,
    `email` mediumtext,
    `role` mediumtext NOT NULL,
    `password` mediumtext,
    `agent` mediumtext,
    `disabled` bigint NOT NULL,
    `subject` mediumtext,
    `created_at` bigint NOT NULL,
    `changed_at` bigint NOT NULL,
    `sessions_from` bigint NOT NULL,
    `version` bigint NOT NULL,
    PRIMARY KEY (`login`),
    KEY `users_id` (`id`)
) ENGINE = InnoDB, ROW_FORMAT = DYNAMIC, CHARACTER SET = utf8mb4, COLLATE = {collation};

-- When somebody logged in last.
CREATE TABLE IF NOT EXISTS `user_logins` (
    `user_id` varbinary(512) NOT NULL,
    `at` bigint NOT NULL,
    `address` mediumtext NOT NULL,
    PRIMARY KEY (`user_id`)
) ENGINE = InnoDB, ROW_FORMAT = DYNAMIC, CHARACTER SET = utf8mb4, COLLATE = {collation};

-- Somebody logged in with a browser.
CREATE TABLE IF NOT EXISTS `user_sessions` (
    `digest` varbinary(512) NOT NULL,
    `id` mediumtext NOT NULL,
    `user_id` varchar(512) NOT NULL,
    `created_at` bigint NOT NULL,
    `used_at` bigint NOT NULL,
    `expires_at` bigint NOT NULL,
    `address` mediumtext NOT NULL,
    `client` mediumtext NOT NULL,
    PRIMARY KEY (`digest`),
    KEY `user_sessions_user` (`user_id`)
) ENGINE = InnoDB, ROW_FORMAT = DYNAMIC, CHARACTER SET = utf8mb4, COLLATE = {collation};

-- A secret by which a program is known.
CREATE TABLE IF NOT EXISTS `api_tokens` (
    `digest` varbinary(512) NOT NULL,
    `id` mediumtext NOT NULL,
    `name` mediumtext NOT NULL,
    `user_id` varchar(512) NOT NULL,
    `role` mediumtext NOT NULL,
    `scopes` mediumtext NOT NULL,
    `created_at` bigint NOT NULL,
    `expires_at` bigint,
    `used_at` bigint,
    PRIMARY KEY (`digest`),
    KEY `api_tokens_user` (`user_id`)
) ENGINE = InnoDB, ROW_FORMAT = DYNAMIC, CHARACTER SET = utf8mb4, COLLATE = {collation};

-- A secret by which the first administrator is made.
CREATE TABLE IF NOT EXISTS `setup_tokens` (
    `digest` varbinary(512) NOT NULL,
    `created_at` bigint NOT NULL,
    `expires_at` bigint NOT NULL,
    PRIMARY KEY (`digest`)
) ENGINE = InnoDB, ROW_FORMAT = DYNAMIC, CHARACTER SET = utf8mb4, COLLATE = {collation};

-- Something that somebody did, or asked for.
CREATE TABLE IF NOT EXISTS `audit` (
    `id` varbinary(512) NOT NULL,
    `at` bigint NOT NULL,
    `user_id` mediumtext,
    `login` varchar(512) NOT NULL,
    `via` mediumtext NOT NULL,
    `address` mediumtext NOT NULL,
    `action` varchar(512) NOT NULL,
    `target` varchar(512) NOT NULL,
    `detail` mediumtext NOT NULL,
    PRIMARY KEY (`id`),
    KEY `audit_at` (`at`),
    KEY `audit_login` (`login`, `at`),
    KEY `audit_action` (`action`, `at`),
    KEY `audit_target` (`target`, `at`)
) ENGINE = InnoDB, ROW_FORMAT = DYNAMIC, CHARACTER SET = utf8mb4, COLLATE = {collation};
