-- breaking: no
-- Jobs: the truth about each, its history, its events, and what leaves for NATS.

CREATE TABLE job (
  id uuid PRIMARY KEY,
  tenant text NOT NULL CHECK (tenant ~ '^[A-Za-z0-9_-]{1,64}$'),
  -- Who submitted it.
  subject text NOT NULL,
  idem_key text CHECK (char_length(idem_key) BETWEEN 1 AND 200),
  -- SHA-256 of the request without its key: the same key with another request is refused.
  spec_hash bytea NOT NULL CHECK (octet_length(spec_hash) = 32),
  kind text NOT NULL CHECK (kind IN ('routing', 'itinerary', 'linear')),
  -- 0 hi, 1 norm, 2 low.
  priority smallint NOT NULL CHECK (priority BETWEEN 0 AND 2),
  template_id text NOT NULL,
  label text NOT NULL,
  size integer NOT NULL,
  second_size integer NOT NULL,
  -- An encoded solveig.model.v1.Problem, here up to 64 KiB, else in a blob of the tenant.
  problem bytea,
  problem_blob text,
  -- An encoded solveig.model.v1.SolveOptions.
  options bytea NOT NULL,
  trace_parent text NOT NULL,
  max_attempts integer NOT NULL CHECK (max_attempts >= 1),
  created_at timestamptz NOT NULL DEFAULT now(),
  deadline_at timestamptz NOT NULL,

  state text NOT NULL DEFAULT 'QUEUED'
    CHECK (state IN ('QUEUED', 'DISPATCHED', 'RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELLED', 'EXPIRED')),
  -- Who made the last change of state; copied into its history.
  actor text NOT NULL,
  transitions integer NOT NULL DEFAULT 1,
  last_seq integer NOT NULL DEFAULT 1,
  attempt integer NOT NULL DEFAULT 0 CHECK (attempt >= 0),
  -- Fencing token: grows with every claim; a worker whose epoch is old changes nothing.
  epoch bigint NOT NULL DEFAULT 0,
  lease_owner text,
  lease_until timestamptz,
  -- Not to be tried before; NULL is now.
  not_before timestamptz,
  dispatch_n integer NOT NULL DEFAULT 0,
  dispatched_at timestamptz,
  stop_at timestamptz,
  started_at timestamptz,
  finished_at timestamptz,
  -- An encoded solveig.model.v1.Incumbent: the best answer so far.
  incumbent bytea,
  -- An encoded solveig.model.v1.SolveResult, here up to 64 KiB, else in a blob.
  result bytea,
  result_blob text,
  -- {"reason", "message"}
  error jsonb,

  CHECK ((problem IS NULL) <> (problem_blob IS NULL)),
  CHECK ((state = 'RUNNING') = (lease_until IS NOT NULL)),
  CHECK ((state = 'RUNNING') = (lease_owner IS NOT NULL)),
  CHECK ((state IN ('SUCCEEDED', 'FAILED', 'CANCELLED', 'EXPIRED')) = (finished_at IS NOT NULL)),
  CHECK ((state = 'SUCCEEDED') = (result IS NOT NULL OR result_blob IS NOT NULL)),
  CHECK (result IS NULL OR result_blob IS NULL),
  CHECK (state <> 'FAILED' OR error IS NOT NULL)
) WITH (fillfactor = 80);

-- Problems and results are compressed protobuf already in spirit: do not spend time on it, keep rows short for updates.
ALTER TABLE job ALTER COLUMN problem SET STORAGE EXTERNAL, ALTER COLUMN result SET STORAGE EXTERNAL;

CREATE UNIQUE INDEX job_idempotency ON job (tenant, idem_key) WHERE idem_key IS NOT NULL;
-- Lists, newest first: ids are UUIDv7.
CREATE INDEX job_by_tenant ON job (tenant, id DESC);
-- The dispatcher walks priority by priority, tenant by tenant, oldest first.
CREATE INDEX job_queued ON job (priority, tenant, id) WHERE state = 'QUEUED';
CREATE INDEX job_dispatched ON job (priority, tenant, id) WHERE state = 'DISPATCHED';
-- Without lease_until, so that a heartbeat touches no index.
CREATE INDEX job_running ON job (id) WHERE state = 'RUNNING';
CREATE INDEX job_deadline ON job (deadline_at) WHERE state IN ('QUEUED', 'DISPATCHED');
CREATE INDEX job_finished ON job (finished_at) WHERE finished_at IS NOT NULL;

-- The history of a job's states, written by triggers only. n counts from 1 without gaps.
CREATE TABLE job_transition (
  job_id uuid NOT NULL,
  n integer NOT NULL,
  from_state text,
  to_state text NOT NULL,
  epoch bigint NOT NULL,
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  actor text NOT NULL,
  PRIMARY KEY (job_id, n)
);

CREATE FUNCTION job_record_insert() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO job_transition (job_id, n, from_state, to_state, epoch, actor)
  SELECT id, 1, NULL, state, epoch, actor FROM inserted;
  RETURN NULL;
END $$;

CREATE TRIGGER job_inserted AFTER INSERT ON job
  REFERENCING NEW TABLE AS inserted FOR EACH STATEMENT EXECUTE FUNCTION job_record_insert();

-- Only legal changes of state, never one of an ended job, and each in the history.
CREATE FUNCTION job_guard_update() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state IN ('SUCCEEDED', 'FAILED', 'CANCELLED', 'EXPIRED') THEN
    RAISE EXCEPTION 'job % has ended as %: it does not change any more', OLD.id, OLD.state USING ERRCODE = 'SVJ01';
  END IF;
  IF NEW.epoch < OLD.epoch OR (NEW.state = 'RUNNING' AND NEW.epoch = OLD.epoch) THEN
    RAISE EXCEPTION 'job %: a claim must raise the epoch (% to %)', OLD.id, OLD.epoch, NEW.epoch USING ERRCODE = 'SVJ02';
  END IF;
  IF NOT (CASE OLD.state
    WHEN 'QUEUED' THEN NEW.state IN ('DISPATCHED', 'RUNNING', 'FAILED', 'CANCELLED', 'EXPIRED')
    WHEN 'DISPATCHED' THEN NEW.state IN ('QUEUED', 'RUNNING', 'FAILED', 'CANCELLED', 'EXPIRED')
    ELSE NEW.state IN ('QUEUED', 'RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELLED')
  END) THEN
    RAISE EXCEPTION 'job %: no way from % to %', OLD.id, OLD.state, NEW.state USING ERRCODE = 'SVJ03';
  END IF;
  NEW.transitions := OLD.transitions + 1;
  INSERT INTO job_transition (job_id, n, from_state, to_state, epoch, actor)
  VALUES (NEW.id, NEW.transitions, OLD.state, NEW.state, NEW.epoch, NEW.actor);
  RETURN NEW;
END $$;

-- Heartbeats and progress keep state and epoch: they pay nothing.
CREATE TRIGGER job_updated BEFORE UPDATE ON job FOR EACH ROW
  WHEN (OLD.state IS DISTINCT FROM NEW.state OR OLD.epoch IS DISTINCT FROM NEW.epoch OR OLD.finished_at IS NOT NULL)
  EXECUTE FUNCTION job_guard_update();

-- What a watcher of one job sees; seq counts from 1 without gaps.
CREATE TABLE job_event (
  job_id uuid NOT NULL,
  seq integer NOT NULL,
  event text NOT NULL,
  state text NOT NULL,
  at timestamptz NOT NULL DEFAULT now(),
  -- An encoded solveig.model.v1.Incumbent.
  incumbent bytea,
  detail text NOT NULL DEFAULT '',
  PRIMARY KEY (job_id, seq)
);

-- Who solves, and how many jobs each wants to hold at once: the measure of the dispatcher.
CREATE TABLE worker (
  instance text PRIMARY KEY,
  host text NOT NULL,
  slots integer NOT NULL,
  appetite integer NOT NULL,
  running integer NOT NULL,
  seen_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE blob (
  tenant text NOT NULL CHECK (tenant ~ '^[A-Za-z0-9_-]{1,64}$'),
  -- SHA-256 of the bytes, lower-case hex.
  hash text NOT NULL CHECK (hash ~ '^[0-9a-f]{64}$'),
  upload_id uuid NOT NULL UNIQUE,
  size_bytes integer NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  PRIMARY KEY (tenant, hash)
);
CREATE INDEX blob_expires ON blob (expires_at);

-- Pieces of at most 256 KiB, written while they arrive, before anybody knows the hash.
CREATE TABLE blob_chunk (
  upload_id uuid NOT NULL,
  n integer NOT NULL,
  bytes bytea NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (upload_id, n)
);
ALTER TABLE blob_chunk ALTER COLUMN bytes SET STORAGE EXTERNAL;
CREATE INDEX blob_chunk_created ON blob_chunk (created_at);

CREATE TABLE outbox (
  id bigserial PRIMARY KEY,
  subject text NOT NULL,
  msg_id text NOT NULL UNIQUE,
  key text NOT NULL,
  headers jsonb NOT NULL DEFAULT '{}',
  payload bytea NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  sent_at timestamptz,
  resends integer NOT NULL DEFAULT 0
);
CREATE INDEX outbox_unsent ON outbox (id) WHERE sent_at IS NULL;
-- Rows come in the order of their time; a B-tree would be written to four times a job.
CREATE INDEX outbox_created ON outbox USING brin (created_at);

-- down
DROP TABLE outbox, blob_chunk, blob, worker, job_event, job_transition, job;
DROP FUNCTION job_record_insert(), job_guard_update();
