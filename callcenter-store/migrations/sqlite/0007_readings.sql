-- Format 7. Later readings that answer in place of what was concluded first.

-- A later reading, from when it is complete.
CREATE TABLE readings (
    stream INTEGER NOT NULL,
    of_stream INTEGER NOT NULL,
    generation INTEGER NOT NULL,
    from_at INTEGER NOT NULL,
    until_at INTEGER NOT NULL,
    since_at INTEGER NOT NULL,
    PRIMARY KEY (stream)
) STRICT;
