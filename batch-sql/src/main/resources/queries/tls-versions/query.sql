SELECT
  load_balancer,
  protocol,
  tls_cipher,
  strength,
  requests,
  -- In whole hundredths of a percent, rounded half up: engines divide decimals to different places.
  CAST(CAST((20000 * requests + all_requests) / (2 * all_requests) AS DECIMAL(18, 2)) / 100 AS DECIMAL(5, 2)) AS share_percent,
  callers,
  first_ts,
  last_ts
FROM (
  SELECT
    load_balancer,
    protocol,
    tls_cipher,
    CASE
      WHEN protocol IN ('TLSv1.2', 'TLSv1.3') THEN 'strong'
      WHEN protocol = 'none' THEN 'not encrypted'
      ELSE 'weak'
    END AS strength,
    COUNT(*) AS requests,
    SUM(COUNT(*)) OVER (PARTITION BY load_balancer) AS all_requests,
    COUNT(DISTINCT source_address) AS callers,
    MIN(ts) AS first_ts,
    MAX(ts) AS last_ts
  FROM (
    SELECT
      aws_elb_name AS load_balancer,
      COALESCE(aws_elb_ssl_protocol, 'none') AS protocol,
      tls_cipher,
      source_address,
      ts
    FROM logs
    WHERE aws_elb_name IS NOT NULL
  )
  GROUP BY load_balancer, protocol, tls_cipher
)
ORDER BY strength DESC, requests DESC, load_balancer, protocol, tls_cipher NULLS FIRST
