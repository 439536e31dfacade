SELECT
  arrived_in,
  dataset,
  SUM(days_held) AS days_held,
  SUM(events) AS events,
  SUM(letters) AS letters,
  SUM(ledger_lines) AS ledger_lines,
  SUM(ledger_entries) AS ledger_entries
FROM (
  SELECT
    SUBSTRING(CAST(CAST(event_created AS DATE) AS VARCHAR) FROM 1 FOR 7) AS arrived_in,
    dataset,
    COUNT(DISTINCT CAST(event_created AS DATE)) AS days_held,
    COUNT(*) AS events,
    CAST(0 AS BIGINT) AS letters,
    CAST(0 AS BIGINT) AS ledger_lines,
    CAST(0 AS BIGINT) AS ledger_entries
  FROM logs
  GROUP BY SUBSTRING(CAST(CAST(event_created AS DATE) AS VARCHAR) FROM 1 FOR 7), dataset
  UNION ALL
  SELECT
    SUBSTRING(CAST(CAST(event_created AS DATE) AS VARCHAR) FROM 1 FOR 7) AS arrived_in,
    dataset,
    CAST(0 AS BIGINT) AS days_held,
    CAST(0 AS BIGINT) AS events,
    COUNT(*) AS letters,
    CAST(0 AS BIGINT) AS ledger_lines,
    CAST(0 AS BIGINT) AS ledger_entries
  FROM dead_letters
  GROUP BY SUBSTRING(CAST(CAST(event_created AS DATE) AS VARCHAR) FROM 1 FOR 7), dataset
  UNION ALL
  SELECT
    SUBSTRING(CAST(CAST(event_created_hour AS DATE) AS VARCHAR) FROM 1 FOR 7) AS arrived_in,
    dataset,
    CAST(0 AS BIGINT) AS days_held,
    CAST(0 AS BIGINT) AS events,
    CAST(0 AS BIGINT) AS letters,
    SUM(CASE WHEN kind = 'added' THEN line_count WHEN kind = 'deleted' THEN -line_count ELSE 0 END) AS ledger_lines,
    COUNT(*) AS ledger_entries
  FROM ledger
  GROUP BY SUBSTRING(CAST(CAST(event_created_hour AS DATE) AS VARCHAR) FROM 1 FOR 7), dataset
)
GROUP BY arrived_in, dataset
ORDER BY arrived_in, dataset
