CREATE TABLE IF NOT EXISTS inbox (
  id          INTEGER PRIMARY KEY,
  source      TEXT NOT NULL,
  delivery    TEXT NOT NULL,
  topic       TEXT NOT NULL,
  subject     TEXT NOT NULL,
  happened_us BIGINT NOT NULL,
  received_us BIGINT NOT NULL,
  body        BLOB,
  state       TEXT NOT NULL DEFAULT 'waiting',
  import_id   BIGINT,
  note        TEXT,
  UNIQUE (source, delivery)
);
CREATE INDEX IF NOT EXISTS inbox_state ON inbox (state, source);
CREATE INDEX IF NOT EXISTS inbox_subject ON inbox (source, subject);
