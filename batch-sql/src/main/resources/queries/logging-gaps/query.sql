SELECT
  dataset,
  host_name,
  silent_from,
  silent_until,
  (epoch_ms(silent_until) - epoch_ms(silent_from)) / 60000 AS silent_minutes,
  resumed
FROM (
  SELECT dataset, host_name, ts AS silent_from, next_ts AS silent_until, 'yes' AS resumed
  FROM (
    SELECT
      dataset,
      COALESCE(host_name, log_syslog_hostname) AS host_name,
      ts,
      -- Flink's LEAD knows no moments.
      MIN(ts) OVER (
        PARTITION BY dataset, COALESCE(host_name, log_syslog_hostname)
        ORDER BY ts, event_id
        ROWS BETWEEN 1 FOLLOWING AND 1 FOLLOWING
      ) AS next_ts
    FROM logs
  )
  WHERE next_ts IS NOT NULL
  UNION ALL
  SELECT dataset, host_name, last_ts AS silent_from, last_of_all AS silent_until, 'no' AS resumed
  FROM (
    SELECT dataset, host_name, last_ts, MAX(last_ts) OVER () AS last_of_all
    FROM (
      SELECT dataset, COALESCE(host_name, log_syslog_hostname) AS host_name, MAX(ts) AS last_ts
      FROM logs
      GROUP BY dataset, COALESCE(host_name, log_syslog_hostname)
    )
  )
)
WHERE epoch_ms(silent_until) - epoch_ms(silent_from) > 60000 * ${minutes}
ORDER BY silent_minutes DESC, dataset, host_name NULLS FIRST, silent_from, resumed
