SELECT
  hour_of_day,
  SUM(requests_of_day) AS requests,
  CAST(((20000 * SUM(requests_of_day) + SUM(SUM(requests_of_day)) OVER ()) // (2 * SUM(SUM(requests_of_day)) OVER ())) * 0.01
    AS DECIMAL(5, 2)) AS share_percent,
  SUM(errors_of_day) AS errors,
  COUNT(*) AS active_days,
  MAX(requests_of_day) AS busiest
FROM (
  SELECT
    hour(ts) AS hour_of_day,
    ts::DATE AS on_day,
    COUNT(*) AS requests_of_day,
    COUNT(*) FILTER (http_response_status_code >= 400) AS errors_of_day
  FROM logs
  GROUP BY ALL
)
GROUP BY hour_of_day
ORDER BY requests DESC, hour_of_day
