SELECT kind, dataset, what, lines, is_new, first_seen, last_seen, example
FROM (
  SELECT
    'recognised' AS kind,
    dataset,
    alike AS what,
    SUM(lines) AS lines,
    CASE WHEN MIN(first_seen) >= ${new-since} THEN 'yes' ELSE 'no' END AS is_new,
    MIN(first_seen) AS first_seen,
    MAX(last_seen) AS last_seen,
    CAST(NULL AS VARCHAR) AS example
  FROM (
    SELECT s.dataset, s.alike, s.lines, s.first_seen, s.last_seen
    FROM (
      SELECT
        dataset,
        event_created,
        CASE
          WHEN http_request_method IN ('GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'CONNECT', 'OPTIONS', 'TRACE', 'PATCH')
          THEN http_request_method
          ELSE 'other'
        END
        || ' ' ||
        CASE
          WHEN http_response_status_code BETWEEN 100 AND 599
          THEN SUBSTRING(CAST(http_response_status_code AS VARCHAR), 1, 1) || 'xx'
          ELSE 'no status'
        END AS answer
      FROM logs
      WHERE (http_request_method IS NOT NULL OR http_response_status_code IS NOT NULL)
        AND event_created >= ${arrived-since}
    ) AS l,
    LATERAL TABLE(drey_equal(l.dataset, l.answer, l.event_created))
      AS s (dataset, alike, line, lines, first_seen, last_seen)
  )
  GROUP BY dataset, alike
  UNION ALL
  SELECT
    'line' AS kind,
    dataset,
    MIN(line) AS what,
    SUM(lines) AS lines,
    CASE WHEN MIN(first_seen) >= ${new-since} THEN 'yes' ELSE 'no' END AS is_new,
    MIN(first_seen) AS first_seen,
    MAX(last_seen) AS last_seen,
    CAST(NULL AS VARCHAR) AS example
  FROM (
    SELECT s.dataset, s.alike, s.line, s.lines, s.first_seen, s.last_seen
    FROM (
      SELECT
        dataset,
        event_created,
        COALESCE(log_syslog_appname || ': ', process_name || ': ', '') || message AS line
      FROM logs
      WHERE http_request_method IS NULL AND http_response_status_code IS NULL AND message IS NOT NULL
        AND event_created >= ${arrived-since}
    ) AS l,
    LATERAL TABLE(drey_alike(l.dataset, l.line, l.event_created))
      AS s (dataset, alike, line, lines, first_seen, last_seen)
    UNION ALL
    SELECT s.dataset, s.alike, s.line, s.lines, s.first_seen, s.last_seen
    FROM (
      SELECT dataset, event_created, DECODE(event_original, 'UTF-8') AS line
      FROM logs
      WHERE http_request_method IS NULL AND http_response_status_code IS NULL AND message IS NULL
        AND event_created >= ${arrived-since}
    ) AS l,
    LATERAL TABLE(drey_alike(l.dataset, l.line, l.event_created))
      AS s (dataset, alike, line, lines, first_seen, last_seen)
    UNION ALL
    SELECT s.dataset, s.alike, s.line, s.lines, s.first_seen, s.last_seen
    FROM (
      SELECT dataset, event_created, DECODE(`raw`, 'UTF-8') AS line
      FROM dead_letters
      WHERE event_created >= ${arrived-since}
    ) AS l,
    LATERAL TABLE(drey_alike(l.dataset, l.line, l.event_created))
      AS s (dataset, alike, line, lines, first_seen, last_seen)
  )
  GROUP BY dataset, alike
)
ORDER BY kind, dataset, what
