SELECT kind, dataset, what, lines, is_new, first_seen, last_seen, example
FROM (
  SELECT
    'recognised' AS kind,
    dataset,
    verb || ' ' || answer AS what,
    COUNT(*) AS lines,
    CASE WHEN MIN(event_created) >= ${new-since} THEN 'yes' ELSE 'no' END AS is_new,
    MIN(event_created) AS first_seen,
    MAX(event_created) AS last_seen,
    CAST(NULL AS VARCHAR) AS example
  FROM (
    SELECT
      dataset,
      event_created,
      CASE
        WHEN http_request_method IN ('GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'CONNECT', 'OPTIONS', 'TRACE', 'PATCH')
        THEN http_request_method
        ELSE 'other'
      END AS verb,
      CASE
        WHEN http_response_status_code BETWEEN 100 AND 599
        THEN SUBSTRING(CAST(http_response_status_code AS VARCHAR), 1, 1) || 'xx'
        ELSE 'no status'
      END AS answer
    FROM logs
    WHERE (http_request_method IS NOT NULL OR http_response_status_code IS NOT NULL)
      AND event_created >= ${arrived-since}
  )
  GROUP BY dataset, verb, answer
  UNION ALL
  SELECT
    'line' AS kind,
    dataset,
    line AS what,
    COUNT(*) AS lines,
    CASE WHEN MIN(event_created) >= ${new-since} THEN 'yes' ELSE 'no' END AS is_new,
    MIN(event_created) AS first_seen,
    MAX(event_created) AS last_seen,
    CAST(NULL AS VARCHAR) AS example
  FROM (
    SELECT
      dataset,
      event_created,
      CASE
        WHEN message IS NULL THEN DECODE(event_original, 'UTF-8')
        ELSE COALESCE(log_syslog_appname || ': ', process_name || ': ', '') || message
      END AS line
    FROM logs
    WHERE http_request_method IS NULL AND http_response_status_code IS NULL
      AND event_created >= ${arrived-since}
    UNION ALL
    SELECT dataset, event_created, DECODE(`raw`, 'UTF-8') AS line
    FROM dead_letters
    WHERE event_created >= ${arrived-since}
  )
  GROUP BY dataset, line
)
ORDER BY kind, dataset, what
