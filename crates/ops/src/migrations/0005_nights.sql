CREATE TABLE nights (
  id       INTEGER PRIMARY KEY,
  begun_us BIGINT NOT NULL,
  ended_us BIGINT,
  state    TEXT NOT NULL,
  actor    TEXT NOT NULL,
  steps    TEXT NOT NULL DEFAULT '[]'
);
