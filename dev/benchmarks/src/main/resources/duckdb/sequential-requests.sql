SELECT
  url_path,
  next_path,
  COUNT(*) AS transitions,
  COUNT(DISTINCT source_address) AS callers,
  SUM(gap_ms) // COUNT(*) AS average_gap_ms
FROM (
  SELECT
    source_address,
    url_path,
    LEAD(url_path) OVER callers AS next_path,
    LEAD(epoch_ms(ts)) OVER callers - epoch_ms(ts) AS gap_ms
  FROM logs
  WHERE source_address IS NOT NULL AND url_path IS NOT NULL
  WINDOW callers AS (PARTITION BY source_address, user_agent_original ORDER BY ts, event_id)
)
WHERE next_path IS NOT NULL AND gap_ms <= 1800000
GROUP BY url_path, next_path
ORDER BY transitions DESC, url_path, next_path
LIMIT 100
