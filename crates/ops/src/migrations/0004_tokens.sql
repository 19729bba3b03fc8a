CREATE TABLE tokens (
  id         INTEGER PRIMARY KEY,
  name       TEXT NOT NULL UNIQUE,
  role       TEXT NOT NULL,
  hash       TEXT NOT NULL UNIQUE,
  created_us BIGINT NOT NULL,
  created_by TEXT NOT NULL,
  expires_us BIGINT,
  revoked_us BIGINT,
  revoked_by TEXT
);
CREATE INDEX audit_actor ON audit (actor);
CREATE INDEX audit_action ON audit (action);
