SELECT
  http_request_method,
  url_path,
  requests,
  callers,
  user_names,
  errors,
  -- In whole hundredths of a percent, rounded half up: engines divide decimals to different places.
  CAST(CAST((20000 * errors + requests) / (2 * requests) AS DECIMAL(18, 2)) / 100 AS DECIMAL(5, 2)) AS error_percent,
  bytes_sent,
  first_ts,
  last_ts
FROM (
  SELECT
    http_request_method,
    url_path,
    COUNT(*) AS requests,
    COUNT(DISTINCT source_address) AS callers,
    COUNT(DISTINCT user_name) AS user_names,
    COUNT(CASE WHEN http_response_status_code >= 400 THEN 1 END) AS errors,
    -- Whoever writes lines may write any length: the sum has more digits than the largest.
    SUM(CAST(COALESCE(http_response_body_bytes, http_response_bytes) AS DECIMAL(19, 0))) AS bytes_sent,
    MIN(ts) AS first_ts,
    MAX(ts) AS last_ts
  FROM logs
  WHERE http_request_method IS NOT NULL AND ${url_path like path}
  GROUP BY http_request_method, url_path
)
ORDER BY requests DESC, http_request_method, url_path NULLS FIRST
LIMIT ${limit}
