SELECT
  on_day,
  hour_of_day,
  dataset,
  requests,
  errors,
  CAST(((20000 * errors + requests) // (2 * requests)) * 0.01 AS DECIMAL(5, 2)) AS error_percent,
  CAST(((20000 * all_errors + all_requests) // (2 * all_requests)) * 0.01 AS DECIMAL(5, 2)) AS usual_percent,
  callers
FROM (
  SELECT *, SUM(requests) OVER (PARTITION BY dataset) AS all_requests, SUM(errors) OVER (PARTITION BY dataset) AS all_errors
  FROM (
    SELECT
      ts::DATE AS on_day,
      hour(ts) AS hour_of_day,
      dataset,
      COUNT(*) AS requests,
      COUNT(*) FILTER (http_response_status_code >= 400) AS errors,
      COUNT(DISTINCT source_address) FILTER (http_response_status_code >= 400) AS callers
    FROM logs
    WHERE http_response_status_code IS NOT NULL
    GROUP BY ALL
  )
)
WHERE errors >= 10 AND errors * all_requests >= 2 * all_errors * requests
ORDER BY errors DESC, on_day, hour_of_day, dataset
LIMIT 100
