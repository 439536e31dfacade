SELECT
  first_ts,
  ts,
  event_created,
  epoch_ms(event_created) - epoch_ms(ts) AS detection_ms,
  rule_id,
  severity,
  dataset,
  group_key,
  event_count,
  reason,
  event_created + INTERVAL '1' DAY AS early_warning_until,
  event_created + INTERVAL '3' DAY AS notification_until,
  id
FROM alerts
ORDER BY ts, rule_id, id
