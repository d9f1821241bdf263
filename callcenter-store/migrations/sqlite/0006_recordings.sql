-- Format 6. Files of recordings.

-- A file of a recording. It stays when its call is removed, until the file is gone as well.
CREATE TABLE recording_files (
    stream INTEGER NOT NULL,
    file TEXT NOT NULL,
    call_id TEXT NOT NULL,
    leg TEXT NOT NULL,
    named_at INTEGER,
    removed_at INTEGER,
    removed_by TEXT NOT NULL,
    PRIMARY KEY (stream, file)
) STRICT;
CREATE INDEX recording_files_call ON recording_files (call_id);
CREATE INDEX recording_files_named ON recording_files (removed_at, named_at);
