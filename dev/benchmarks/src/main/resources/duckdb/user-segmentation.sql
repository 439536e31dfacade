SELECT
  source_address,
  user_agent_original,
  requests,
  average_gap_ms,
  CASE
    WHEN average_gap_ms IS NULL THEN 'once'
    WHEN average_gap_ms < 1000 THEN 'machine'
    WHEN average_gap_ms < 60000 THEN 'active'
    ELSE 'rare'
  END AS segment,
  first_ts,
  last_ts
FROM (
  SELECT
    source_address,
    user_agent_original,
    COUNT(*) AS requests,
    CASE WHEN COUNT(*) > 1 THEN (epoch_ms(MAX(ts)) - epoch_ms(MIN(ts))) // (COUNT(*) - 1) END AS average_gap_ms,
    MIN(ts) AS first_ts,
    MAX(ts) AS last_ts
  FROM logs
  WHERE source_address IS NOT NULL
  GROUP BY source_address, user_agent_original
)
ORDER BY requests DESC, source_address, user_agent_original NULLS FIRST
LIMIT 100
