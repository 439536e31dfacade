SELECT
  ts,
  dataset,
  source_address,
  http_request_method,
  url_original,
  http_response_status_code AS status,
  url_path AS field_value,
  line AS event_original,
  event_id
FROM logs
WHERE source_ip = ${address}
ORDER BY ts, event_id
LIMIT 100
