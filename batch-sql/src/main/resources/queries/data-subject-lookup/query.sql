SELECT
  ts,
  dataset,
  CASE
    WHEN source_ip = ${identifier} THEN 'source.ip'
    WHEN source_address = ${identifier} THEN 'source.address'
    WHEN user_name = ${identifier} THEN 'user.name'
    WHEN client_ident = ${identifier} THEN 'client.ident'
    WHEN url_username = ${identifier} THEN 'url.username'
    WHEN POSITION(${identifier} IN http_request_forwarded_for) > 0 THEN 'http.request.forwarded_for'
    WHEN POSITION(${identifier} IN url_original) > 0 THEN 'url.original'
    WHEN POSITION(${identifier} IN http_request_referrer) > 0 THEN 'http.request.referrer'
    WHEN POSITION(${identifier} IN log_syslog_structured_data) > 0 THEN 'log.syslog.structured_data'
    ELSE 'message'
  END AS found_in,
  source_address,
  user_name,
  http_request_method,
  url_original,
  http_response_status_code AS status,
  user_agent_original,
  event_original,
  event_id
FROM logs
WHERE source_ip = ${identifier}
  OR source_address = ${identifier}
  OR user_name = ${identifier}
  OR client_ident = ${identifier}
  OR url_username = ${identifier}
  OR POSITION(${identifier} IN http_request_forwarded_for) > 0
  OR POSITION(${identifier} IN url_original) > 0
  OR POSITION(${identifier} IN http_request_referrer) > 0
  OR POSITION(${identifier} IN log_syslog_structured_data) > 0
  OR POSITION(${identifier} IN message) > 0
ORDER BY ts, event_id
