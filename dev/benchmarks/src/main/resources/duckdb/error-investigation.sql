SELECT
  failed.ts AS failed_ts,
  failed.source_address,
  failed.url_path AS failed_path,
  earlier.ts AS earlier_ts,
  failed.at_ms - earlier.at_ms AS ms_before,
  earlier.http_request_method,
  earlier.url_path,
  earlier.http_response_status_code AS status,
  failed.event_id AS failed_event_id,
  earlier.event_id
FROM (
  SELECT ts, epoch_ms(ts) AS at_ms, source_address, url_path, event_id
  FROM logs
  WHERE http_response_status_code = 404 AND source_address IS NOT NULL
) AS failed
JOIN (
  SELECT ts, epoch_ms(ts) AS at_ms, source_address, http_request_method, url_path, http_response_status_code, event_id
  FROM logs
  WHERE source_address IS NOT NULL
) AS earlier
  ON earlier.source_address = failed.source_address
  AND earlier.at_ms >= failed.at_ms - 600000
  AND earlier.at_ms <= failed.at_ms
  AND (earlier.ts < failed.ts OR (earlier.ts = failed.ts AND earlier.event_id < failed.event_id))
ORDER BY failed_ts, failed_event_id, earlier_ts, earlier.event_id
LIMIT 100
