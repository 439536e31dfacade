SELECT
  hour_of_day,
  requests,
  -- In whole hundredths of a percent, rounded half up: engines divide decimals to different places.
  CAST(CAST((20000 * requests + all_requests) / (2 * all_requests) AS DECIMAL(18, 2)) / 100 AS DECIMAL(5, 2)) AS share_percent,
  errors,
  active_days,
  busiest
FROM (
  SELECT
    hour_of_day,
    SUM(requests_of_day) AS requests,
    SUM(SUM(requests_of_day)) OVER () AS all_requests,
    SUM(errors_of_day) AS errors,
    COUNT(*) AS active_days,
    MAX(requests_of_day) AS busiest
  FROM (
    SELECT
      -- By hand: engines' EXTRACT differs before 1970.
      MOD(MOD(epoch_ms(ts), 86400000) + 86400000, 86400000) / 3600000 AS hour_of_day,
      CAST(ts AS DATE) AS on_day,
      COUNT(*) AS requests_of_day,
      COUNT(CASE WHEN http_response_status_code >= 400 THEN 1 END) AS errors_of_day
    FROM logs
    GROUP BY MOD(MOD(epoch_ms(ts), 86400000) + 86400000, 86400000) / 3600000, CAST(ts AS DATE)
  )
  GROUP BY hour_of_day
)
ORDER BY requests DESC, hour_of_day
