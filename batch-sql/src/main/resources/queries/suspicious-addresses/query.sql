SELECT
  source_address,
  requests,
  refused,
  missing_pages,
  probe_requests,
  server_errors,
  agents,
  first_ts,
  last_ts
FROM (
  SELECT
    source_address,
    COUNT(*) AS requests,
    COUNT(CASE WHEN http_response_status_code IN (401, 403) THEN 1 END) AS refused,
    COUNT(DISTINCT CASE WHEN http_response_status_code = 404 THEN url_path END) AS missing_pages,
    COUNT(CASE WHEN ${url_original like probes} THEN 1 END) AS probe_requests,
    COUNT(CASE WHEN http_response_status_code >= 500 THEN 1 END) AS server_errors,
    COUNT(DISTINCT user_agent_original) AS agents,
    MIN(ts) AS first_ts,
    MAX(ts) AS last_ts
  FROM logs
  WHERE source_address IS NOT NULL
  GROUP BY source_address
)
WHERE refused >= ${min-refused} OR missing_pages >= ${min-missing-pages} OR probe_requests > 0
ORDER BY probe_requests DESC, refused + missing_pages DESC, source_address
LIMIT ${limit}
