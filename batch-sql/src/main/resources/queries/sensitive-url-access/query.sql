SELECT
  user_name,
  source_address,
  http_request_method,
  url_path,
  http_response_status_code AS status,
  dataset,
  COUNT(*) AS requests,
  MIN(ts) AS first_ts,
  MAX(ts) AS last_ts
FROM logs
WHERE url_path IS NOT NULL AND ${url_path like paths}
GROUP BY user_name, source_address, http_request_method, url_path, http_response_status_code, dataset
ORDER BY
  user_name NULLS LAST,
  requests DESC,
  source_address NULLS FIRST,
  http_request_method NULLS FIRST,
  url_path,
  status NULLS FIRST,
  dataset
