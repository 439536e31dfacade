SELECT
  on_day,
  hour_of_day,
  dataset,
  requests,
  errors,
  -- In whole hundredths of a percent, rounded half up: engines divide decimals to different places.
  CAST(CAST((20000 * errors + requests) / (2 * requests) AS DECIMAL(18, 2)) / 100 AS DECIMAL(5, 2)) AS error_percent,
  CAST(CAST((20000 * all_errors + all_requests) / (2 * all_requests) AS DECIMAL(18, 2)) / 100 AS DECIMAL(5, 2)) AS usual_percent,
  callers
FROM (
  SELECT
    on_day,
    hour_of_day,
    dataset,
    requests,
    errors,
    callers,
    SUM(requests) OVER (PARTITION BY dataset) AS all_requests,
    SUM(errors) OVER (PARTITION BY dataset) AS all_errors
  FROM (
    SELECT
      CAST(ts AS DATE) AS on_day,
      EXTRACT(HOUR FROM ts) AS hour_of_day,
      dataset,
      COUNT(*) AS requests,
      COUNT(CASE WHEN http_response_status_code >= 400 THEN 1 END) AS errors,
      COUNT(DISTINCT CASE WHEN http_response_status_code >= 400 THEN source_address END) AS callers
    FROM logs
    WHERE http_response_status_code IS NOT NULL
    GROUP BY CAST(ts AS DATE), EXTRACT(HOUR FROM ts), dataset
  )
)
WHERE errors >= ${min-errors} AND errors * all_requests >= ${times-usual} * all_errors * requests
ORDER BY errors DESC, on_day, hour_of_day, dataset
LIMIT ${limit}
