-- Format 6. Files of recordings.

-- A file of a recording. It stays when its call is removed, until the file is gone as well.
CREATE TABLE IF NOT EXISTS `recording_files` (
    `stream` bigint NOT NULL,
    `file` varbinary(512) NOT NULL,
    `call_id` varchar(512) NOT NULL,
    `leg` mediumtext NOT NULL,
    `named_at` bigint,
    `removed_at` bigint,
    `removed_by` mediumtext NOT NULL,
    PRIMARY KEY (`stream`, `file`),
    KEY `recording_files_call` (`call_id`),
    KEY `recording_files_named` (`removed_at`, `named_at`)
) ENGINE = InnoDB, ROW_FORMAT = DYNAMIC, CHARACTER SET = utf8mb4, COLLATE = {collation};
