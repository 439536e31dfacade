SELECT
  url_path,
  COUNT(*) AS downloads,
  COUNT(DISTINCT source_address) AS callers,
  SUM(body) AS bytes_sent,
  MAX(body) AS largest
FROM (
  SELECT url_path, source_address, COALESCE(http_response_body_bytes, http_response_bytes, 0) AS body
  FROM logs
  WHERE http_request_method = 'GET' AND http_response_status_code IN (200, 206)
)
WHERE body >= 0
GROUP BY url_path
ORDER BY downloads DESC, url_path NULLS FIRST
LIMIT 100
