SELECT
  event_created,
  actor,
  action,
  `statement`,
  outcome,
  row_count,
  engine,
  1 AS accesses,
  access_id
FROM access_audit
ORDER BY event_created, access_id, outcome
