SELECT
  on_day,
  dataset,
  what,
  events,
  CASE
    WHEN what = 'refused' AND events > ${max-refused} THEN 'yes'
    WHEN what = 'server errors' AND events > ${max-server-errors} THEN 'yes'
    WHEN what = 'lines not parsed' OR what LIKE 'alerts:%' THEN 'yes'
    ELSE 'no'
  END AS is_exception
FROM (
  SELECT CAST(ts AS DATE) AS on_day, dataset, 'events' AS what, COUNT(*) AS events
  FROM logs
  GROUP BY CAST(ts AS DATE), dataset
  UNION ALL
  SELECT CAST(ts AS DATE) AS on_day, dataset, 'refused' AS what, COUNT(*) AS events
  FROM logs
  WHERE http_response_status_code IN (401, 403)
  GROUP BY CAST(ts AS DATE), dataset
  UNION ALL
  SELECT CAST(ts AS DATE) AS on_day, dataset, 'server errors' AS what, COUNT(*) AS events
  FROM logs
  WHERE http_response_status_code >= 500
  GROUP BY CAST(ts AS DATE), dataset
  UNION ALL
  SELECT CAST(event_created AS DATE) AS on_day, dataset, 'lines not parsed' AS what, COUNT(*) AS events
  FROM dead_letters
  GROUP BY CAST(event_created AS DATE), dataset
  UNION ALL
  SELECT CAST(ts AS DATE) AS on_day, dataset, 'alerts: ' || COALESCE(severity, 'none') || ' ' || rule_id AS what, COUNT(*) AS events
  FROM alerts
  GROUP BY CAST(ts AS DATE), dataset, COALESCE(severity, 'none'), rule_id
)
ORDER BY on_day, dataset, what
