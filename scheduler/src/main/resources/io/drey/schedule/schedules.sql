-- Safe to repeat. The first table is db-scheduler's, as its documentation gives it.
CREATE TABLE IF NOT EXISTS drey_schedule_tasks (
  task_name text NOT NULL,
  task_instance text NOT NULL,
  task_data bytea,
  execution_time timestamp with time zone NOT NULL,
  picked boolean NOT NULL,
  picked_by text,
  last_success timestamp with time zone,
  last_failure timestamp with time zone,
  consecutive_failures int,
  last_heartbeat timestamp with time zone,
  version bigint NOT NULL,
  priority smallint,
  PRIMARY KEY (task_name, task_instance)
);
CREATE INDEX IF NOT EXISTS drey_schedule_tasks_due ON drey_schedule_tasks (execution_time);
CREATE INDEX IF NOT EXISTS drey_schedule_tasks_heartbeat ON drey_schedule_tasks (last_heartbeat);

CREATE TABLE IF NOT EXISTS drey_schedules (
  name text PRIMARY KEY,
  definition text NOT NULL,
  next_slot timestamp with time zone NOT NULL,
  paused boolean NOT NULL DEFAULT false
);

CREATE TABLE IF NOT EXISTS drey_schedule_runs (
  schedule text NOT NULL,
  slot timestamp with time zone NOT NULL,
  attempt int NOT NULL,
  cause text NOT NULL,
  execution text NOT NULL,
  started timestamp with time zone NOT NULL,
  ended timestamp with time zone,
  instance text NOT NULL,
  outcome text NOT NULL,
  detail text NOT NULL,
  -- How many slots an alert is still to be sent for; 0 where none is.
  alert_slots bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (schedule, slot, attempt)
);
CREATE INDEX IF NOT EXISTS drey_schedule_runs_started ON drey_schedule_runs (started);
CREATE INDEX IF NOT EXISTS drey_schedule_runs_alerts ON drey_schedule_runs (schedule) WHERE alert_slots > 0;
-- No two runs of a schedule at once, and no slot done twice, whatever instances believe.
CREATE UNIQUE INDEX IF NOT EXISTS drey_schedule_runs_one ON drey_schedule_runs (schedule) WHERE outcome = 'running';
CREATE UNIQUE INDEX IF NOT EXISTS drey_schedule_runs_done ON drey_schedule_runs (schedule, slot) WHERE outcome = 'done';
