SELECT
  ts,
  host_name,
  source,
  account,
  source_address,
  change_made,
  1 AS changes,
  event_id
FROM (
  SELECT
    ts,
    COALESCE(host_name, log_syslog_hostname) AS host_name,
    COALESCE(log_syslog_appname, process_name) AS source,
    COALESCE(
      REGEXP_EXTRACT(message, 'name=([^ ,;]+)', 1),
      REGEXP_EXTRACT(message, 'password changed for ([^ ]+)', 1),
      REGEXP_EXTRACT(message, 'delete (user|group) .([A-Za-z0-9._-]+)', 2)
    ) AS account,
    CAST(NULL AS VARCHAR) AS source_address,
    message AS change_made,
    event_id
  FROM logs
  WHERE ${log_syslog_appname like programs} OR ${process_name like programs}
  UNION ALL
  SELECT
    ts,
    host_name,
    url_path AS source,
    user_name AS account,
    source_address,
    http_request_method || ' ' || CAST(http_response_status_code AS VARCHAR) AS change_made,
    event_id
  FROM logs
  WHERE http_request_method IN ('POST', 'PUT', 'PATCH', 'DELETE') AND ${url_path like paths}
)
ORDER BY ts, event_id
