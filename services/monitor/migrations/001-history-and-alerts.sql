-- breaking: no

-- One row for each solve that ended. A second event for the same solve changes nothing.
CREATE TABLE solve_history (
  job_id text PRIMARY KEY,
  tenant text NOT NULL,
  kind text NOT NULL,
  template_id text NOT NULL,
  ended_at timestamptz NOT NULL,
  recorded_at timestamptz NOT NULL DEFAULT now(),
  "end" text NOT NULL CHECK ("end" IN ('answered', 'failed', 'cancelled', 'expired')),
  reason text NOT NULL,
  is_clients_own boolean NOT NULL,
  is_error boolean NOT NULL,
  status text NOT NULL,
  stop_reason text NOT NULL,
  strategy text NOT NULL,
  is_degraded boolean NOT NULL,
  is_synchronous boolean NOT NULL,
  attempt integer NOT NULL,
  size integer NOT NULL,
  second_size integer NOT NULL,
  response_seconds double precision NOT NULL,
  solve_seconds double precision NOT NULL,
  queue_seconds double precision NOT NULL,
  matrix_seconds double precision NOT NULL,
  first_answer_seconds double precision,
  cpu_seconds double precision NOT NULL,
  peak_memory_megabytes double precision NOT NULL,
  iterations bigint NOT NULL,
  budget_seconds double precision NOT NULL,
  value double precision,
  bound double precision,
  gap double precision,
  cache_hits integer NOT NULL,
  cache_misses integer NOT NULL,
  wrong_answers integer NOT NULL,
  host text NOT NULL,
  version text NOT NULL,
  trace_id text NOT NULL,
  trace_parent text NOT NULL
);
-- Who decided: the last failed or slow solve of a tenant and kind.
CREATE INDEX solve_history_scope ON solve_history (tenant, kind, ended_at DESC);
CREATE INDEX solve_history_template ON solve_history (tenant, template_id, ended_at DESC) WHERE template_id <> '';
-- Retention: rows come almost in order of time.
CREATE INDEX solve_history_ended ON solve_history USING brin (ended_at);

-- Counts and a quantile sketch of response times, in two resolutions: fine for windows, coarse for dashboards of a day.
CREATE TABLE solve_rollup (
  is_fine boolean NOT NULL,
  bucket timestamptz NOT NULL,
  tenant text NOT NULL,
  kind text NOT NULL,
  template_id text NOT NULL,
  solves integer NOT NULL,
  succeeded integer NOT NULL,
  failed integer NOT NULL,
  errors integer NOT NULL,
  clients_own integer NOT NULL,
  degraded integer NOT NULL,
  slow_warning integer NOT NULL,
  slow_critical integer NOT NULL,
  cache_hits bigint NOT NULL,
  cache_misses bigint NOT NULL,
  with_cells integer NOT NULL,
  gap_sum double precision NOT NULL,
  with_gap integer NOT NULL,
  sketch bytea,
  PRIMARY KEY (is_fine, bucket, tenant, kind, template_id)
);

-- What a template's solves are compared with: see src/domain/baseline.ts.
CREATE TABLE template_baseline (
  tenant text NOT NULL,
  kind text NOT NULL,
  template_id text NOT NULL,
  metric text NOT NULL,
  state jsonb NOT NULL,
  -- Medians over all sizes, for dashboards.
  recent_median double precision,
  past_median double precision,
  past_count integer NOT NULL,
  updated_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant, kind, template_id, metric)
);

CREATE TABLE alert (
  id uuid PRIMARY KEY,
  tenant text NOT NULL,
  name text NOT NULL,
  severity text NOT NULL CHECK (severity IN ('critical', 'error', 'warning', 'info')),
  status text NOT NULL CHECK (status IN ('firing', 'resolved')),
  dedup_key text NOT NULL,
  kind text NOT NULL,
  template_id text NOT NULL,
  service text NOT NULL,
  aspect text NOT NULL,
  summary text NOT NULL,
  description text NOT NULL,
  labels jsonb NOT NULL,
  annotations jsonb NOT NULL,
  value double precision NOT NULL,
  threshold double precision NOT NULL,
  job_id text NOT NULL,
  trace_id text NOT NULL,
  trace_parent text NOT NULL,
  started_at timestamptz NOT NULL,
  seen_at timestamptz NOT NULL,
  ended_at timestamptz,
  resolution text NOT NULL DEFAULT '',
  CHECK ((status = 'resolved') = (ended_at IS NOT NULL))
);
-- An alert is said once: at most one of a key fires in a tenant.
CREATE UNIQUE INDEX alert_firing ON alert (tenant, dedup_key) WHERE status = 'firing';
CREATE INDEX alert_listing ON alert (tenant, started_at DESC, id DESC);

CREATE TABLE inbox (
  consumer text NOT NULL,
  msg_id text NOT NULL,
  at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (consumer, msg_id)
);
CREATE INDEX inbox_at ON inbox (at);

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
CREATE INDEX outbox_created ON outbox (created_at);

-- down

DROP TABLE outbox;
DROP TABLE inbox;
DROP TABLE alert;
DROP TABLE template_baseline;
DROP TABLE solve_rollup;
DROP TABLE solve_history;
