SELECT
  http_request_method,
  url_path,
  COUNT(*) AS requests,
  COUNT(DISTINCT source_address) AS callers,
  COUNT(DISTINCT user_name) AS user_names,
  COUNT(*) FILTER (http_response_status_code >= 400) AS errors,
  CAST(((20000 * errors + requests) // (2 * requests)) * 0.01 AS DECIMAL(5, 2)) AS error_percent,
  SUM(COALESCE(http_response_body_bytes, http_response_bytes)) AS bytes_sent,
  MIN(ts) AS first_ts,
  MAX(ts) AS last_ts
FROM logs
WHERE http_request_method IS NOT NULL
GROUP BY http_request_method, url_path
ORDER BY requests DESC, http_request_method, url_path NULLS FIRST
LIMIT 100
