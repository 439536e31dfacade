SELECT
  source_address,
  user_name,
  url_path,
  http_response_status_code AS status,
  dataset,
  COUNT(*) AS attempts,
  MIN(ts) AS first_ts,
  MAX(ts) AS last_ts
FROM logs
WHERE http_response_status_code IN (401, 403)
GROUP BY source_address, user_name, url_path, http_response_status_code, dataset
ORDER BY
  attempts DESC,
  source_address NULLS FIRST,
  user_name NULLS FIRST,
  url_path NULLS FIRST,
  status,
  dataset
