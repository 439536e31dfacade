SELECT url_path, COUNT(*) AS requests, COUNT(DISTINCT source_address) AS callers, MIN(ts) AS first_ts, MAX(ts) AS last_ts
FROM logs
WHERE http_response_status_code = 404
GROUP BY url_path
ORDER BY requests DESC, url_path NULLS FIRST
LIMIT 100
