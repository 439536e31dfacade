SELECT
  source_address,
  user_agent_original,
  MIN(ts) AS started_ts,
  MAX(ts) AS ended_ts,
  epoch_ms(MAX(ts)) - epoch_ms(MIN(ts)) AS lasted_ms,
  COUNT(*) AS requests,
  COUNT(DISTINCT url_path) AS pages,
  COUNT(*) FILTER (http_response_status_code >= 400) AS errors
FROM (
  SELECT *, SUM(begins) OVER (
    PARTITION BY source_address, user_agent_original ORDER BY ts, event_id ROWS UNBOUNDED PRECEDING
  ) AS visit
  FROM (
    SELECT
      source_address,
      user_agent_original,
      url_path,
      http_response_status_code,
      ts,
      event_id,
      CASE WHEN epoch_ms(ts) - LAG(epoch_ms(ts)) OVER callers <= 1800000 THEN 0 ELSE 1 END AS begins
    FROM logs
    WHERE source_address IS NOT NULL
    WINDOW callers AS (PARTITION BY source_address, user_agent_original ORDER BY ts, event_id)
  )
)
GROUP BY source_address, user_agent_original, visit
ORDER BY lasted_ms DESC, requests DESC, source_address, user_agent_original NULLS FIRST, started_ts
LIMIT 100
