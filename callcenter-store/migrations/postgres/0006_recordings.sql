-- Format 6. Files of recordings.

-- A file of a recording. It stays when its call is removed, until the file is gone as well.
CREATE TABLE recording_files (
    stream bigint NOT NULL,
    file text COLLATE "C" NOT NULL,
    call_id text COLLATE "C" NOT NULL,
    leg text COLLATE "C" NOT NULL,
    named_at bigint,
    removed_at bigint,
    removed_by text COLLATE "C" NOT NULL,
    PRIMARY KEY (stream, file)
);
CREATE INDEX recording_files_call ON recording_files (call_id);
CREATE INDEX recording_files_named ON recording_files (removed_at, named_at);
