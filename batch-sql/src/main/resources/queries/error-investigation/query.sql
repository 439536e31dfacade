SELECT
  failed.ts AS failed_ts,
  failed.source_address,
  failed.url_path AS failed_path,
  earlier.ts AS earlier_ts,
  failed.at_ms - earlier.at_ms AS ms_before,
  earlier.http_request_method,
  earlier.url_path,
  earlier.status,
  failed.event_id AS failed_event_id,
  earlier.event_id
FROM (
  SELECT ts, epoch_ms(ts) AS at_ms, source_address, url_path, event_id
  FROM logs
  WHERE http_response_status_code = ${status} AND source_address IS NOT NULL AND ${url_path like path}
) AS failed
JOIN (
  SELECT
    ts,
    epoch_ms(ts) AS at_ms,
    source_address,
    http_request_method,
    url_path,
    http_response_status_code AS status,
    event_id
  FROM logs
  WHERE source_address IS NOT NULL
) AS earlier
  ON earlier.source_address = failed.source_address
  AND failed.at_ms - earlier.at_ms BETWEEN 0 AND 60000 * ${minutes}
  AND (earlier.ts < failed.ts OR (earlier.ts = failed.ts AND earlier.event_id < failed.event_id))
ORDER BY failed_ts, failed_event_id, earlier_ts, event_id
LIMIT ${limit}
