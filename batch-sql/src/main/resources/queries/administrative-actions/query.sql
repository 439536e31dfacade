SELECT
  ts,
  host_name,
  program,
  actor,
  acted_as,
  outcome,
  command_line,
  message,
  1 AS actions,
  event_id
FROM (
  SELECT
    ts,
    COALESCE(host_name, log_syslog_hostname) AS host_name,
    COALESCE(log_syslog_appname, process_name) AS program,
    COALESCE(
      user_name,
      REGEXP_EXTRACT(message, '^ *([^ :]+) : ', 1),
      REGEXP_EXTRACT(message, ' by ([^ ()]+)', 1),
      REGEXP_EXTRACT(message, 'user[ =]([^ ;()]+)', 1)
    ) AS actor,
    COALESCE(
      REGEXP_EXTRACT(message, '; USER=([^ ;]+)', 1),
      REGEXP_EXTRACT(message, 'session opened for user ([^ (]+)', 1)
    ) AS acted_as,
    CASE
      WHEN message LIKE '%authentication failure%'
        OR message LIKE '%incorrect password%'
        OR message LIKE '%NOT in sudoers%'
        OR message LIKE '%command not allowed%' THEN 'refused'
      ELSE 'done'
    END AS outcome,
    REGEXP_EXTRACT(message, '; COMMAND=(.*)$', 1) AS command_line,
    message,
    event_id
  FROM logs
  WHERE ${log_syslog_appname like programs} OR ${process_name like programs}
)
ORDER BY ts, event_id
