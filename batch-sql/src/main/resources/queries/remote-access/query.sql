SELECT
  user_name,
  remote_address,
  country,
  host_name,
  program,
  outcome,
  COUNT(*) AS attempts,
  MIN(ts) AS first_ts,
  MAX(ts) AS last_ts
FROM (
  SELECT
    COALESCE(
      user_name,
      REGEXP_EXTRACT(message, ' for (invalid user )?([^ ]+) from ', 2),
      REGEXP_EXTRACT(message, 'user=<([^>]*)>', 1),
      REGEXP_EXTRACT(message, '^Invalid user ([^ ]+) from ', 1)
    ) AS user_name,
    COALESCE(
      source_address,
      REGEXP_EXTRACT(message, ' from ([0-9a-fA-F.:]+)', 1),
      REGEXP_EXTRACT(message, 'rip=([0-9a-fA-F.:]+)', 1)
    ) AS remote_address,
    field('source.geo.country_iso_code') AS country,
    COALESCE(host_name, log_syslog_hostname) AS host_name,
    COALESCE(log_syslog_appname, process_name) AS program,
    CASE
      WHEN message LIKE 'Accepted %' OR message LIKE '%Login: %' OR message LIKE '%OK LOGIN%' THEN 'let in'
      ELSE 'refused'
    END AS outcome,
    ts
  FROM logs
  WHERE (${log_syslog_appname like programs} OR ${process_name like programs})
    AND (
      message LIKE 'Accepted %'
      OR message LIKE 'Failed %'
      OR message LIKE 'Invalid user %'
      OR message LIKE '%authentication fail%'
      OR message LIKE '%auth failed%'
      OR message LIKE '%Login: %'
      OR message LIKE '%LOGIN%'
    )
)
GROUP BY user_name, remote_address, country, host_name, program, outcome
ORDER BY
  attempts DESC,
  user_name NULLS FIRST,
  remote_address NULLS FIRST,
  country NULLS FIRST,
  host_name NULLS FIRST,
  program NULLS FIRST,
  outcome
