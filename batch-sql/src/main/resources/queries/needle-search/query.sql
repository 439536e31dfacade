SELECT
  ts,
  dataset,
  source_address,
  http_request_method,
  url_original,
  http_response_status_code AS status,
  CAST(${field} AS VARCHAR) AS field_value,
  event_original,
  event_id
FROM logs
WHERE (${address} = '' OR source_ip = ${address})
  AND (${trace} = '' OR aws_elb_trace_id = ${trace} OR trace_id = ${trace} OR http_request_id = ${trace})
  AND (${value} = '' OR CAST(${field} AS VARCHAR) = ${value})
  AND (${address} <> '' OR ${trace} <> '' OR ${value} <> '')
ORDER BY ts, event_id
LIMIT ${limit}
