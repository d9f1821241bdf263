-- Format 7. Later readings that answer in place of what was concluded first.

-- A later reading, from when it is complete.
CREATE TABLE readings (
    stream bigint NOT NULL,
    of_stream bigint NOT NULL,
    generation bigint NOT NULL,
    from_at bigint NOT NULL,
    until_at bigint NOT NULL,
    since_at bigint NOT NULL,
    PRIMARY KEY (stream)
);
