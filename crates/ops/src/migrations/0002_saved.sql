CREATE TABLE IF NOT EXISTS saved (
  id         INTEGER PRIMARY KEY,
  kind       TEXT NOT NULL,
  name       TEXT NOT NULL,
  body       TEXT NOT NULL,
  created_us BIGINT NOT NULL,
  updated_us BIGINT NOT NULL,
  actor      TEXT NOT NULL,
  UNIQUE (kind, name)
);
