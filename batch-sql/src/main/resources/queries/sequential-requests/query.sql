SELECT
  url_path,
  next_path,
  COUNT(*) AS transitions,
  COUNT(DISTINCT source_address) AS callers,
  SUM(gap_ms) / COUNT(*) AS average_gap_ms
FROM (
  SELECT
    source_address,
    url_path,
    LEAD(url_path) OVER (PARTITION BY source_address, user_agent_original ORDER BY ts, event_id) AS next_path,
    LEAD(epoch_ms(ts)) OVER (PARTITION BY source_address, user_agent_original ORDER BY ts, event_id)
      - epoch_ms(ts) AS gap_ms
  FROM logs
  WHERE source_address IS NOT NULL AND url_path IS NOT NULL
)
WHERE next_path IS NOT NULL AND gap_ms <= 60000 * ${gap-minutes}
GROUP BY url_path, next_path
ORDER BY transitions DESC, url_path, next_path
LIMIT ${limit}
