-- Format 1. Moments are µs since the Unix epoch, UTC; durations µs; flags 1 and 0. What each column says stands in the
-- documentation of the crate (`TABLES`). Texts compare byte by byte: those of a key
-- are bytes, the others have a collation that pads nothing, which MariaDB and MySQL call by different names ({collation}).
-- A text with an index has at most 512 characters, as an index takes no more.
--
-- Neither MariaDB nor MySQL takes back what defines tables, so each statement can be run again after a crash.

-- A stream of entries: the live journal of a switch, a replay, an import, or a later reading of one of these.
CREATE TABLE IF NOT EXISTS `streams` (
    `id` bigint NOT NULL,
    `switch` mediumtext NOT NULL,
    `source` mediumtext NOT NULL,
    `term` bigint NOT NULL,
    `holder` mediumtext NOT NULL,
    `held_until` bigint NOT NULL,
    `seen_at` bigint NOT NULL,
    `tip` bigint NOT NULL,
    `tip_at` bigint NOT NULL,
    `first_at` bigint NOT NULL,
    `policy` mediumtext NOT NULL,
    `again_of` bigint,
    `generation` bigint NOT NULL,
    PRIMARY KEY (`id`)
) ENGINE = InnoDB, ROW_FORMAT = DYNAMIC, CHARACTER SET = utf8mb4, COLLATE = {collation};

-- Entries that were appended together.
CREATE TABLE IF NOT EXISTS `journal` (
    `stream` bigint NOT NULL,
    `first` bigint NOT NULL,
    `last` bigint NOT NULL,
    `at` bigint NOT NULL,
    `digest` bigint NOT NULL,
    `data` longblob NOT NULL,
    PRIMARY KEY (`stream`, `first`)
) ENGINE = InnoDB, ROW_FORMAT = DYNAMIC, CHARACTER SET = utf8mb4, COLLATE = {collation};

-- The engine as it stood.
CREATE TABLE IF NOT EXISTS `snapshots` (
    `stream` bigint NOT NULL,
    `seq` bigint NOT NULL,
    `at` bigint NOT NULL,
    `data` longblob NOT NULL,
    PRIMARY KEY (`stream`, `seq`)
) ENGINE = InnoDB, ROW_FORMAT = DYNAMIC, CHARACTER SET = utf8mb4, COLLATE = {collation};

-- What a switch said, as it said it.
CREATE TABLE IF NOT EXISTS `archive` (
    `stream` bigint NOT NULL,
    `piece` bigint NOT NULL,
    `after` bigint NOT NULL,
    `from_at` bigint NOT NULL,
    `until_at` bigint NOT NULL,
    `bytes` bigint NOT NULL,
    `snapshot` longblob,
    `data` longblob NOT NULL,
    PRIMARY KEY (`stream`, `piece`)
) ENGINE = InnoDB, ROW_FORMAT = DYNAMIC, CHARACTER SET = utf8mb4, COLLATE = {collation};

-- Figures of one key in one stretch of time.
CREATE TABLE IF NOT EXISTS `figures` (
    `stream` bigint NOT NULL,
    `scope` varbinary(512) NOT NULL,
    `name` varbinary(512) NOT NULL,
    `width` bigint NOT NULL,
    `start` bigint NOT NULL,
    `data` longblob NOT NULL,
    PRIMARY KEY (`stream`, `scope`, `name`, `width`, `start`),
    KEY `figures_scope` (`scope`, `width`, `start`, `name`)
) ENGINE = InnoDB, ROW_FORMAT = DYNAMIC, CHARACTER SET = utf8mb4, COLLATE = {collation};

-- A time in which nothing was seen.
CREATE TABLE IF NOT EXISTS `gaps` (
    `stream` bigint NOT NULL,
    `seq` bigint NOT NULL,
    `from_at` bigint NOT NULL,
    `until_at` bigint,
    `cause` mediumtext NOT NULL,
    PRIMARY KEY (`stream`, `seq`)
) ENGINE = InnoDB, ROW_FORMAT = DYNAMIC, CHARACTER SET = utf8mb4, COLLATE = {collation};

-- A call, as its record has it.
CREATE TABLE IF NOT EXISTS `calls` (
    `stream` bigint NOT NULL,
    `call_id` varbinary(512) NOT NULL,
    `seq` bigint NOT NULL,
    `live` bigint NOT NULL,
    `switch` mediumtext NOT NULL,
    `linkedid` mediumtext NOT NULL,
    `direction` mediumtext NOT NULL,
    `status` mediumtext NOT NULL,
    `caller` varchar(512),
    `caller_name` mediumtext,
    `dialed` varchar(512),
    `queue` varchar(512),
    `answered_by` varchar(512),
    `started_at` bigint,
    `queue_entered_at` bigint,
    `answered_at` bigint,
    `ended_at` bigint,
    `wait` bigint,
    `ring` bigint,
    `talk` bigint,
    `hold` bigint,
    `holds` bigint NOT NULL,
    `transfers` bigint NOT NULL,
    `parkings` bigint NOT NULL,
    `recordings` bigint NOT NULL,
    `legs` bigint NOT NULL,
    `hangup_by` mediumtext,
    `hangup_cause` bigint,
    `observed` mediumtext NOT NULL,
    `record` longblob NOT NULL,
    PRIMARY KEY (`stream`, `call_id`),
    KEY `calls_started` (`started_at`),
    KEY `calls_queue` (`queue`, `started_at`),
    KEY `calls_answered_by` (`answered_by`, `started_at`),
    KEY `calls_caller` (`caller`, `started_at`),
    KEY `calls_dialed` (`dialed`, `started_at`),
    KEY `calls_live` (`live`, `started_at`)
) ENGINE = InnoDB, ROW_FORMAT = DYNAMIC, CHARACTER SET = utf8mb4, COLLATE = {collation};

-- A channel of a call.
CREATE TABLE IF NOT EXISTS `legs` (
    `stream` bigint NOT NULL,
    `call_id` varbinary(512) NOT NULL,
    `leg` varbinary(512) NOT NULL,
    `channel` mediumtext NOT NULL,
    `endpoint` mediumtext NOT NULL,
    `number` mediumtext NOT NULL,
    `name` mediumtext NOT NULL,
    `started_at` bigint,
    `up_at` bigint,
    `ended_at` bigint,
    `cause` bigint,
    `ended_how` mediumtext,
    PRIMARY KEY (`stream`, `call_id`, `leg`)
) ENGINE = InnoDB, ROW_FORMAT = DYNAMIC, CHARACTER SET = utf8mb4, COLLATE = {collation};

-- A leg's time in a bridge.
CREATE TABLE IF NOT EXISTS `bridge_segments` (
    `stream` bigint NOT NULL,
    `seq` bigint NOT NULL,
    `bridge` mediumtext NOT NULL,
    `kind` mediumtext NOT NULL,
    `leg` mediumtext NOT NULL,
    `from_at` bigint,
    `until_at` bigint,
    `open` bigint NOT NULL,
    PRIMARY KEY (`stream`, `seq`),
    KEY `bridge_segments_open` (`open`, `stream`, `seq`)
) ENGINE = InnoDB, ROW_FORMAT = DYNAMIC, CHARACTER SET = utf8mb4, COLLATE = {collation};

-- A conversation with the caller.
CREATE TABLE IF NOT EXISTS `talks` (
    `stream` bigint NOT NULL,
    `call_id` varbinary(512) NOT NULL,
    `n` bigint NOT NULL,
    `with_whom` varchar(512),
    `from_at` bigint,
    `until_at` bigint,
    `talk` bigint,
    PRIMARY KEY (`stream`, `call_id`, `n`),
    KEY `talks_with_whom` (`with_whom`, `from_at`)
) ENGINE = InnoDB, ROW_FORMAT = DYNAMIC, CHARACTER SET = utf8mb4, COLLATE = {collation};

-- A stay in a queue.
CREATE TABLE IF NOT EXISTS `visits` (
    `stream` bigint NOT NULL,
    `call_id` varbinary(512) NOT NULL,
    `n` bigint NOT NULL,
    `queue` varchar(512) NOT NULL,
    `entered_at` bigint,
    `left_at` bigint,
    `wait` bigint,
    `result` mediumtext NOT NULL,
    PRIMARY KEY (`stream`, `call_id`, `n`),
    KEY `visits_queue` (`queue`, `entered_at`)
) ENGINE = InnoDB, ROW_FORMAT = DYNAMIC, CHARACTER SET = utf8mb4, COLLATE = {collation};

-- A try of a phone.
CREATE TABLE IF NOT EXISTS `attempts` (
    `stream` bigint NOT NULL,
    `call_id` varbinary(512) NOT NULL,
    `n` bigint NOT NULL,
    `agent` varchar(512) NOT NULL,
    `from_at` bigint,
    `until_at` bigint,
    `result` mediumtext,
    PRIMARY KEY (`stream`, `call_id`, `n`),
    KEY `attempts_agent` (`agent`, `from_at`)
) ENGINE = InnoDB, ROW_FORMAT = DYNAMIC, CHARACTER SET = utf8mb4, COLLATE = {collation};

-- A transfer.
CREATE TABLE IF NOT EXISTS `transfers` (
    `stream` bigint NOT NULL,
    `call_id` varbinary(512) NOT NULL,
    `n` bigint NOT NULL,
    `kind` mediumtext NOT NULL,
    `by_whom` mediumtext,
    `to_whom` mediumtext,
    `at` bigint,
    `result` mediumtext,
    `consult` bigint,
    `blonde` bigint NOT NULL,
    `to_queue` mediumtext,
    PRIMARY KEY (`stream`, `call_id`, `n`)
) ENGINE = InnoDB, ROW_FORMAT = DYNAMIC, CHARACTER SET = utf8mb4, COLLATE = {collation};

-- A hold by a party.
CREATE TABLE IF NOT EXISTS `holds` (
    `stream` bigint NOT NULL,
    `call_id` varbinary(512) NOT NULL,
    `n` bigint NOT NULL,
    `from_at` bigint,
    `until_at` bigint,
    PRIMARY KEY (`stream`, `call_id`, `n`)
) ENGINE = InnoDB, ROW_FORMAT = DYNAMIC, CHARACTER SET = utf8mb4, COLLATE = {collation};

-- A parking.
CREATE TABLE IF NOT EXISTS `parkings` (
    `stream` bigint NOT NULL,
    `call_id` varbinary(512) NOT NULL,
    `n` bigint NOT NULL,
    `slot` mediumtext NOT NULL,
    `at` bigint,
    `by_whom` mediumtext,
    `retrieved_by` mediumtext,
    `retrieved_at` bigint,
    `timed_out` bigint NOT NULL,
    `gave_up` bigint NOT NULL,
    PRIMARY KEY (`stream`, `call_id`, `n`)
) ENGINE = InnoDB, ROW_FORMAT = DYNAMIC, CHARACTER SET = utf8mb4, COLLATE = {collation};

-- A file that a call was recorded to.
CREATE TABLE IF NOT EXISTS `recordings` (
    `stream` bigint NOT NULL,
    `call_id` varbinary(512) NOT NULL,
    `n` bigint NOT NULL,
    `file` mediumtext NOT NULL,
    `started_at` bigint,
    PRIMARY KEY (`stream`, `call_id`, `n`)
) ENGINE = InnoDB, ROW_FORMAT = DYNAMIC, CHARACTER SET = utf8mb4, COLLATE = {collation};

-- An agent's time from signing in (member of a first queue) to signing out (of the last).
CREATE TABLE IF NOT EXISTS `agent_sessions` (
    `stream` bigint NOT NULL,
    `seq` bigint NOT NULL,
    `agent` mediumtext NOT NULL,
    `from_at` bigint,
    `until_at` bigint,
    `open` bigint NOT NULL,
    PRIMARY KEY (`stream`, `seq`),
    KEY `agent_sessions_open` (`open`, `stream`, `seq`)
) ENGINE = InnoDB, ROW_FORMAT = DYNAMIC, CHARACTER SET = utf8mb4, COLLATE = {collation};

-- An agent's time in one state.
CREATE TABLE IF NOT EXISTS `agent_spans` (
    `stream` bigint NOT NULL,
    `seq` bigint NOT NULL,
    `agent` varchar(512) NOT NULL,
    `activity` mediumtext NOT NULL,
    `reason` mediumtext NOT NULL,
    `from_at` bigint,
    `until_at` bigint,
    `open` bigint NOT NULL,
    PRIMARY KEY (`stream`, `seq`),
    KEY `agent_spans_agent` (`agent`, `from_at`),
    KEY `agent_spans_open` (`open`, `stream`, `seq`)
) ENGINE = InnoDB, ROW_FORMAT = DYNAMIC, CHARACTER SET = utf8mb4, COLLATE = {collation};

-- A member's pause in one queue.
CREATE TABLE IF NOT EXISTS `pauses` (
    `stream` bigint NOT NULL,
    `seq` bigint NOT NULL,
    `agent` mediumtext NOT NULL,
    `queue` mediumtext NOT NULL,
    `interface` mediumtext NOT NULL,
    `reason` mediumtext NOT NULL,
    `from_at` bigint,
    `until_at` bigint,
    `open` bigint NOT NULL,
    PRIMARY KEY (`stream`, `seq`),
    KEY `pauses_open` (`open`, `stream`, `seq`)
) ENGINE = InnoDB, ROW_FORMAT = DYNAMIC, CHARACTER SET = utf8mb4, COLLATE = {collation};

-- A device's time in one state.
CREATE TABLE IF NOT EXISTS `device_states` (
    `stream` bigint NOT NULL,
    `seq` bigint NOT NULL,
    `device` mediumtext NOT NULL,
    `state` mediumtext NOT NULL,
    `from_at` bigint,
    `until_at` bigint,
    `open` bigint NOT NULL,
    PRIMARY KEY (`stream`, `seq`),
    KEY `device_states_open` (`open`, `stream`, `seq`)
) ENGINE = InnoDB, ROW_FORMAT = DYNAMIC, CHARACTER SET = utf8mb4, COLLATE = {collation};

-- How far a file was imported into a stream.
CREATE TABLE IF NOT EXISTS `imports` (
    `stream` bigint NOT NULL,
    `file` bigint NOT NULL,
    `name` mediumtext NOT NULL,
    `head_bytes` bigint NOT NULL,
    `head` bigint NOT NULL,
    `offset` bigint NOT NULL,
    `lines` bigint NOT NULL,
    `seq` bigint NOT NULL,
    `at` bigint NOT NULL,
    `finishing` bigint,
    `state` longblob NOT NULL,
    PRIMARY KEY (`stream`, `file`)
) ENGINE = InnoDB, ROW_FORMAT = DYNAMIC, CHARACTER SET = utf8mb4, COLLATE = {collation};

-- For people with SQL, and for Grafana: moments in UTC, durations in seconds.
CREATE OR REPLACE SQL SECURITY INVOKER VIEW `v_calls` AS
SELECT
    CONVERT(`calls`.`call_id` USING utf8mb4) AS call_id, `calls`.`switch`, `streams`.`source`, `calls`.`live`,
    `calls`.`direction`, `calls`.`status`, `calls`.`caller`, `calls`.`caller_name`, `calls`.`dialed`, `calls`.`queue`,
    `calls`.`answered_by`,
    CAST('1970-01-01' AS datetime(6)) + INTERVAL `calls`.`started_at` MICROSECOND AS started_at,
    CAST('1970-01-01' AS datetime(6)) + INTERVAL `calls`.`queue_entered_at` MICROSECOND AS queue_entered_at,
    CAST('1970-01-01' AS datetime(6)) + INTERVAL `calls`.`answered_at` MICROSECOND AS answered_at,
    CAST('1970-01-01' AS datetime(6)) + INTERVAL `calls`.`ended_at` MICROSECOND AS ended_at,
    `calls`.`wait` / 1e6 AS wait_seconds, `calls`.`ring` / 1e6 AS ring_seconds, `calls`.`talk` / 1e6 AS talk_seconds,
    `calls`.`hold` / 1e6 AS hold_seconds, `calls`.`holds`, `calls`.`transfers`, `calls`.`parkings`, `calls`.`recordings`,
    `calls`.`legs`, `calls`.`hangup_by`, `calls`.`hangup_cause`, `calls`.`observed`
FROM `calls` JOIN `streams` ON `streams`.`id` = `calls`.`stream`;

CREATE OR REPLACE SQL SECURITY INVOKER VIEW `v_visits` AS
SELECT
    CONVERT(`visits`.`call_id` USING utf8mb4) AS call_id, `streams`.`switch`, `streams`.`source`, `visits`.`n`,
    `visits`.`queue`,
    CAST('1970-01-01' AS datetime(6)) + INTERVAL `visits`.`entered_at` MICROSECOND AS entered_at,
    CAST('1970-01-01' AS datetime(6)) + INTERVAL `visits`.`left_at` MICROSECOND AS left_at,
    `visits`.`wait` / 1e6 AS wait_seconds, `visits`.`result`
FROM `visits` JOIN `streams` ON `streams`.`id` = `visits`.`stream`;

CREATE OR REPLACE SQL SECURITY INVOKER VIEW `v_agent_spans` AS
SELECT
    `streams`.`switch`, `streams`.`source`, `agent_spans`.`agent`, `agent_spans`.`activity`, `agent_spans`.`reason`,
    CAST('1970-01-01' AS datetime(6)) + INTERVAL `agent_spans`.`from_at` MICROSECOND AS from_at,
    CAST('1970-01-01' AS datetime(6)) + INTERVAL `agent_spans`.`until_at` MICROSECOND AS until_at,
    (`agent_spans`.`until_at` - `agent_spans`.`from_at`) / 1e6 AS seconds, `agent_spans`.`open`
FROM `agent_spans` JOIN `streams` ON `streams`.`id` = `agent_spans`.`stream`;
