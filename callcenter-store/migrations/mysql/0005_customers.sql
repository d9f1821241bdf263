-- Format 5. Customers and their numbers.

-- A customer, or another contact.
CREATE TABLE IF NOT EXISTS `customers` (
    `id` varbinary(512) NOT NULL,
    `version` bigint NOT NULL,
    `kind` mediumtext NOT NULL,
    `external_id` varchar(512),
    `name` mediumtext NOT NULL,
    `company` mediumtext NOT NULL,
    `email` mediumtext NOT NULL,
    `address` mediumtext NOT NULL,
    `language` mediumtext NOT NULL,
    `status` mediumtext NOT NULL,
    `tags` mediumtext NOT NULL,
    `note` mediumtext NOT NULL,
    `words` mediumtext NOT NULL,
    `sorted_by` varchar(512) NOT NULL,
    `created_at` bigint NOT NULL,
    `changed_at` bigint NOT NULL,
    PRIMARY KEY (`id`),
    KEY `customers_external` (`external_id`),
    KEY `customers_sorted` (`sorted_by`, `id`)
) ENGINE = InnoDB, ROW_FORMAT = DYNAMIC, CHARACTER SET = utf8mb4, COLLATE = {collation};

-- A number of a customer.
CREATE TABLE IF NOT EXISTS `customer_numbers` (
    `customer` varbinary(512) NOT NULL,
    `n` bigint NOT NULL,
    `kind` mediumtext NOT NULL,
    `written` mediumtext NOT NULL,
    `e164` varchar(512),
    `digits` mediumtext NOT NULL,
    `tail` varchar(512) NOT NULL,
    PRIMARY KEY (`customer`, `n`),
    KEY `customer_numbers_e164` (`e164`),
    KEY `customer_numbers_tail` (`tail`)
) ENGINE = InnoDB, ROW_FORMAT = DYNAMIC, CHARACTER SET = utf8mb4, COLLATE = {collation};
