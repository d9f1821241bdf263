-- Format 3: what administrators define. What each column says stands in the documentation of the crate (`TABLES`).

-- Something that an administrator defined, as it is now.
CREATE TABLE IF NOT EXISTS `definitions` (
    `kind` varbinary(512) NOT NULL,
    `name` varbinary(512) NOT NULL,
    `revision` bigint NOT NULL,
    `created_at` bigint NOT NULL,
    `changed_at` bigint NOT NULL,
    `changed_by` mediumtext NOT NULL,
    `definition` mediumtext NOT NULL,
    PRIMARY KEY (`kind`, `name`),
    KEY `definitions_revision` (`revision`)
) ENGINE = InnoDB, ROW_FORMAT = DYNAMIC, CHARACTER SET = utf8mb4, COLLATE = {collation};

-- Which extension an agent has, and when.
CREATE TABLE IF NOT EXISTS `agent_extensions` (
    `agent` varbinary(512) NOT NULL,
    `from_at` bigint NOT NULL,
    `until_at` bigint,
    `extension` varbinary(512) NOT NULL,
    PRIMARY KEY (`agent`, `from_at`),
    KEY `agent_extensions_extension` (`extension`, `from_at`)
) ENGINE = InnoDB, ROW_FORMAT = DYNAMIC, CHARACTER SET = utf8mb4, COLLATE = {collation};

-- The secret of an extension, sealed.
CREATE TABLE IF NOT EXISTS `sip_secrets` (
    `extension` varbinary(512) NOT NULL,
    `set_at` bigint NOT NULL,
    `set_by` mediumtext NOT NULL,
    `sealed` longblob NOT NULL,
    PRIMARY KEY (`extension`)
) ENGINE = InnoDB, ROW_FORMAT = DYNAMIC, CHARACTER SET = utf8mb4, COLLATE = {collation};

-- A generated configuration that was given to the switch.
CREATE TABLE IF NOT EXISTS `configurations` (
    `id` bigint NOT NULL,
    `generation` bigint NOT NULL,
    `at` bigint NOT NULL,
    `by_login` mediumtext NOT NULL,
    `outcome` mediumtext NOT NULL,
    `findings` mediumtext NOT NULL,
    PRIMARY KEY (`id`)
) ENGINE = InnoDB, ROW_FORMAT = DYNAMIC, CHARACTER SET = utf8mb4, COLLATE = {collation};
