SELECT
  ts,
  dataset,
  CASE
    WHEN source_ip = ${identifier} THEN 'source.ip'
    WHEN source_address = ${identifier} THEN 'source.address'
    WHEN user_name = ${identifier} THEN 'user.name'
    WHEN client_ident = ${identifier} THEN 'client.ident'
    WHEN url_username = ${identifier} THEN 'url.username'
    WHEN contains(http_request_forwarded_for, ${identifier}) THEN 'http.request.forwarded_for'
    WHEN contains(url_original, ${identifier}) THEN 'url.original'
    WHEN contains(http_request_referrer, ${identifier}) THEN 'http.request.referrer'
    WHEN contains(log_syslog_structured_data, ${identifier}) THEN 'log.syslog.structured_data'
    ELSE 'message'
  END AS found_in,
  source_address,
  user_name,
  http_request_method,
  url_original,
  http_response_status_code AS status,
  user_agent_original,
  line AS event_original,
  event_id
FROM logs
WHERE source_ip = ${identifier}
  OR source_address = ${identifier}
  OR user_name = ${identifier}
  OR client_ident = ${identifier}
  OR url_username = ${identifier}
  OR contains(http_request_forwarded_for, ${identifier})
  OR contains(url_original, ${identifier})
  OR contains(http_request_referrer, ${identifier})
  OR contains(log_syslog_structured_data, ${identifier})
  OR contains(message, ${identifier})
ORDER BY ts, event_id
