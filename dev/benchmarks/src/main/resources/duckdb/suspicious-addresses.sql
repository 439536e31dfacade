SELECT
  source_address,
  COUNT(*) AS requests,
  COUNT(*) FILTER (http_response_status_code IN (401, 403)) AS refused,
  COUNT(DISTINCT url_path) FILTER (http_response_status_code = 404) AS missing_pages,
  COUNT(*) FILTER (url_original LIKE '%/.env%' OR url_original LIKE '%/.git/%' OR url_original LIKE '%/wp-login.php%'
    OR url_original LIKE '%/phpmyadmin%' OR url_original LIKE '%/cgi-bin/%' OR url_original LIKE '%/etc/passwd%'
    OR url_original LIKE '%../%') AS probe_requests,
  COUNT(*) FILTER (http_response_status_code >= 500) AS server_errors,
  COUNT(DISTINCT user_agent_original) AS agents,
  MIN(ts) AS first_ts,
  MAX(ts) AS last_ts
FROM logs
WHERE source_address IS NOT NULL
GROUP BY source_address
HAVING refused >= 5 OR missing_pages >= 20 OR probe_requests > 0
ORDER BY probe_requests DESC, refused + missing_pages DESC, source_address
LIMIT 100
