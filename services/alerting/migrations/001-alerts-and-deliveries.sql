-- breaking: no

-- What is known of each alert. A row changes only as an alert's own times allow; see domain/alert.ts.
CREATE TABLE alert (
  id text PRIMARY KEY,
  tenant text NOT NULL,
  name text NOT NULL,
  severity text NOT NULL,
  status text NOT NULL CHECK (status IN ('firing', 'resolved')),
  labels jsonb NOT NULL,
  -- FNV-1a of the labels, as Alertmanager computes it.
  fingerprint text NOT NULL,
  annotations jsonb NOT NULL,
  value double precision NOT NULL,
  threshold double precision NOT NULL,
  started_at timestamptz NOT NULL,
  ended_at timestamptz,
  job_id text NOT NULL,
  trace_id text NOT NULL,
  -- The span that took the last event of the alert: parent of the deliveries that follow from it.
  trace_parent text NOT NULL,
  updated_at timestamptz NOT NULL DEFAULT now(),
  CHECK ((status = 'resolved') = (ended_at IS NOT NULL))
);
CREATE INDEX alert_resolved ON alert (updated_at) WHERE status = 'resolved';

-- Alerts that share messages: one row for each route and set of group labels.
CREATE TABLE alert_group (
  -- The beginning of the SHA-256 of the key, since labels may be longer than an index row.
  id text PRIMARY KEY,
  key text NOT NULL,
  tenant text NOT NULL,
  receiver text NOT NULL,
  route_key text NOT NULL,
  labels jsonb NOT NULL,
  -- When it last went from nothing to something.
  began_at timestamptz NOT NULL,
  -- The timer: when it is looked at next. Null: nothing is in it.
  next_flush_at timestamptz,
  last_flush_at timestamptz,
  flushes bigint NOT NULL DEFAULT 0,
  updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX alert_group_due ON alert_group (next_flush_at) WHERE next_flush_at IS NOT NULL;
CREATE INDEX alert_group_recent ON alert_group (tenant, updated_at DESC, id DESC);

CREATE TABLE alert_group_member (
  group_id text NOT NULL REFERENCES alert_group ON DELETE CASCADE,
  alert_id text NOT NULL REFERENCES alert ON DELETE CASCADE,
  -- Set once its end was told.
  left_at timestamptz,
  PRIMARY KEY (group_id, alert_id)
);
CREATE INDEX alert_group_member_alert ON alert_group_member (alert_id);

-- What each channel was last told of each group: fingerprints.
CREATE TABLE notified (
  group_id text NOT NULL REFERENCES alert_group ON DELETE CASCADE,
  channel text NOT NULL,
  firing text[] NOT NULL,
  resolved text[] NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (group_id, channel)
);

-- Messages to send, being sent, sent, and given up. The id is the same at every attempt.
CREATE TABLE delivery (
  id text PRIMARY KEY,
  -- Messages of a group leave a channel in this order.
  seq bigserial NOT NULL,
  group_id text NOT NULL,
  tenant text NOT NULL,
  channel text NOT NULL,
  state text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'sending', 'sent', 'dead')),
  -- The smaller the sooner: by severity, and the first message of a group before additions and repeats.
  priority smallint NOT NULL,
  -- Since it was made or sent again; counted before the attempt, so that a crash counts.
  attempts integer NOT NULL DEFAULT 0,
  -- Every lease has the next number; only its holder may say what became of it.
  epoch bigint NOT NULL DEFAULT 0,
  next_at timestamptz NOT NULL DEFAULT now(),
  lease_until timestamptz,
  notification jsonb NOT NULL,
  alert_ids text[] NOT NULL,
  status text NOT NULL CHECK (status IN ('firing', 'resolved')),
  -- Recipients that have it already.
  done text[] NOT NULL DEFAULT '{}',
  last_error text NOT NULL DEFAULT '',
  provider_ref text NOT NULL DEFAULT '',
  trace_parent text NOT NULL,
  trace_links text[] NOT NULL DEFAULT '{}',
  redeliveries integer NOT NULL DEFAULT 0,
  created_at timestamptz NOT NULL DEFAULT now(),
  sent_at timestamptz,
  dead_at timestamptz,
  CHECK ((state = 'sending') = (lease_until IS NOT NULL)),
  CHECK ((state = 'dead') = (dead_at IS NOT NULL))
);
CREATE INDEX delivery_open ON delivery (channel, priority, seq) WHERE state IN ('pending', 'sending');
CREATE INDEX delivery_order ON delivery (group_id, channel, seq) WHERE state IN ('pending', 'sending');
CREATE INDEX delivery_recent ON delivery (tenant, seq DESC);
CREATE INDEX delivery_dead ON delivery (tenant, seq DESC) WHERE state = 'dead';
CREATE INDEX delivery_ended ON delivery (created_at) WHERE state IN ('sent', 'dead');

-- How each channel does. Rows follow the configuration.
CREATE TABLE channel (
  name text PRIMARY KEY,
  type text NOT NULL,
  -- Changes with the configuration; a closed channel opens again then.
  identity text NOT NULL,
  sent bigint NOT NULL DEFAULT 0,
  failed bigint NOT NULL DEFAULT 0,
  is_failing boolean NOT NULL DEFAULT false,
  last_error text NOT NULL DEFAULT '',
  -- The destination asked for patience.
  paused_until timestamptz,
  -- The destination wants nothing more (410).
  closed_at timestamptz
);

CREATE TABLE inbox (
  consumer text NOT NULL,
  msg_id text NOT NULL,
  at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (consumer, msg_id)
);
CREATE INDEX inbox_at ON inbox (at);

-- down
DROP TABLE inbox;
DROP TABLE channel;
DROP TABLE delivery;
DROP TABLE notified;
DROP TABLE alert_group_member;
DROP TABLE alert_group;
DROP TABLE alert;
