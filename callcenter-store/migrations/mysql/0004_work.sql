-- Format 4: what people add to calls, settings, and requests under a key.

-- What an agent says a call was about.
CREATE TABLE IF NOT EXISTS `call_dispositions` (
    `stream` bigint NOT NULL,
    `call_id` varbinary(512) NOT NULL,
    `agent` varbinary(512) NOT NULL,
    `code` varchar(512) NOT NULL,
    `note` mediumtext NOT NULL,
    `at` bigint NOT NULL,
    `by_login` mediumtext NOT NULL,
    PRIMARY KEY (`stream`, `call_id`, `agent`),
    KEY `call_dispositions_at` (`at`, `code`)
) ENGINE = InnoDB, ROW_FORMAT = DYNAMIC, CHARACTER SET = utf8mb4, COLLATE = {collation};

-- What somebody noted about a call.
CREATE TABLE IF NOT EXISTS `call_notes` (
    `stream` bigint NOT NULL,
    `call_id` varbinary(512) NOT NULL,
    `id` varbinary(512) NOT NULL,
    `at` bigint NOT NULL,
    `by_login` mediumtext NOT NULL,
    `agent` mediumtext,
    `text` mediumtext NOT NULL,
    PRIMARY KEY (`stream`, `call_id`, `id`)
) ENGINE = InnoDB, ROW_FORMAT = DYNAMIC, CHARACTER SET = utf8mb4, COLLATE = {collation};

-- Something that an administrator decided.
CREATE TABLE IF NOT EXISTS `settings` (
    `name` varbinary(512) NOT NULL,
    `value` mediumtext NOT NULL,
    `revision` bigint NOT NULL,
    `changed_at` bigint NOT NULL,
    `changed_by` mediumtext NOT NULL,
    PRIMARY KEY (`name`)
) ENGINE = InnoDB, ROW_FORMAT = DYNAMIC, CHARACTER SET = utf8mb4, COLLATE = {collation};

-- A request that somebody made under a key, and its answer.
CREATE TABLE IF NOT EXISTS `idempotency` (
    `principal` varbinary(512) NOT NULL,
    `request_key` varbinary(512) NOT NULL,
    `at` bigint NOT NULL,
    `digest` mediumtext NOT NULL,
    `status` bigint NOT NULL,
    `answer` mediumtext NOT NULL,
    PRIMARY KEY (`principal`, `request_key`),
    KEY `idempotency_at` (`at`)
) ENGINE = InnoDB, ROW_FORMAT = DYNAMIC, CHARACTER SET = utf8mb4, COLLATE = {collation};
