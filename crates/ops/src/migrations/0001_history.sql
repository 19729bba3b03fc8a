CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);

CREATE TABLE IF NOT EXISTS lake_versions (
  version   INTEGER PRIMARY KEY,
  at_us     BIGINT NOT NULL,
  reason    TEXT NOT NULL,
  import_id BIGINT,
  tables    TEXT NOT NULL
);

CREATE TABLE IF NOT EXISTS imports (
  id           INTEGER PRIMARY KEY,
  kind         TEXT NOT NULL,
  state        TEXT NOT NULL,
  profile      TEXT NOT NULL,
  source       TEXT NOT NULL,
  of_import    BIGINT,
  at_us        BIGINT NOT NULL,
  elapsed_ms   BIGINT NOT NULL DEFAULT 0,
  actor        TEXT NOT NULL,
  rows_read    BIGINT NOT NULL DEFAULT 0,
  accepted     BIGINT NOT NULL DEFAULT 0,
  updated      BIGINT NOT NULL DEFAULT 0,
  quarantined  BIGINT NOT NULL DEFAULT 0,
  duplicate    BIGINT NOT NULL DEFAULT 0,
  trades       BIGINT NOT NULL DEFAULT 0,
  lines        BIGINT NOT NULL DEFAULT 0,
  lake_version BIGINT,
  reaches_us   BIGINT,
  files        TEXT NOT NULL DEFAULT '[]',
  intent       TEXT,
  note         TEXT
);

CREATE TABLE IF NOT EXISTS files (
  id        INTEGER PRIMARY KEY,
  sha256    TEXT NOT NULL,
  name      TEXT NOT NULL,
  bytes     BIGINT NOT NULL,
  stored    TEXT NOT NULL,
  import_id BIGINT NOT NULL,
  role      TEXT NOT NULL,
  format    TEXT NOT NULL,
  header    TEXT NOT NULL,
  marks     TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS files_sha ON files (sha256);

CREATE TABLE IF NOT EXISTS quarantine (
  id         INTEGER PRIMARY KEY,
  import_id  BIGINT NOT NULL,
  file_id    BIGINT NOT NULL,
  row        BIGINT NOT NULL,
  code       TEXT NOT NULL,
  field      TEXT,
  value      TEXT,
  hint       TEXT NOT NULL,
  text       BLOB NOT NULL,
  state      TEXT NOT NULL DEFAULT 'open',
  replayed_by BIGINT
);
CREATE INDEX IF NOT EXISTS quarantine_state ON quarantine (state, code);
CREATE INDEX IF NOT EXISTS quarantine_import ON quarantine (import_id);

CREATE TABLE IF NOT EXISTS audit (
  id      INTEGER PRIMARY KEY,
  at_us   BIGINT NOT NULL,
  actor   TEXT NOT NULL,
  action  TEXT NOT NULL,
  subject TEXT NOT NULL,
  detail  TEXT NOT NULL
);
