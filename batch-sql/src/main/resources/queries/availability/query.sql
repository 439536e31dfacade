SELECT
  on_day,
  dataset,
  requests,
  server_errors,
  -- In whole hundredths of a percent, rounded half up: engines divide decimals to different places.
  CAST(CAST((20000 * (requests - server_errors) + requests) / (2 * requests) AS DECIMAL(18, 2)) / 100 AS DECIMAL(5, 2)) AS available_percent,
  timed,
  p50_us,
  p95_us,
  p99_us
FROM (
  SELECT
    on_day,
    dataset,
    COUNT(*) AS requests,
    SUM(failed) AS server_errors,
    MAX(timed) AS timed,
    MAX(CASE WHEN place = (50 * timed + 99) / 100 THEN took_us END) AS p50_us,
    MAX(CASE WHEN place = (95 * timed + 99) / 100 THEN took_us END) AS p95_us,
    MAX(CASE WHEN place = (99 * timed + 99) / 100 THEN took_us END) AS p99_us
  FROM (
    SELECT
      on_day,
      dataset,
      failed,
      took_us,
      COUNT(took_us) OVER (PARTITION BY on_day, dataset) AS timed,
      CASE
        WHEN took_us IS NOT NULL
          THEN ROW_NUMBER() OVER (PARTITION BY on_day, dataset ORDER BY took_us NULLS LAST)
      END AS place
    FROM (
      SELECT
        CAST(ts AS DATE) AS on_day,
        dataset,
        CASE WHEN http_response_status_code >= 500 THEN 1 ELSE 0 END AS failed,
        COALESCE(
          event_duration / 1000,
          aws_elb_request_processing_time_us + aws_elb_backend_processing_time_us + aws_elb_response_processing_time_us
        ) AS took_us
      FROM logs
      WHERE http_response_status_code IS NOT NULL
    )
  )
  GROUP BY on_day, dataset
)
ORDER BY on_day, dataset
