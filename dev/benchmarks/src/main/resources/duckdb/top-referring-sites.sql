SELECT
  site,
  requests,
  CAST(((20000 * requests + SUM(requests) OVER ()) // (2 * SUM(requests) OVER ())) * 0.01 AS DECIMAL(5, 2)) AS share_percent,
  pages,
  callers
FROM (
  SELECT site, COUNT(*) AS requests, COUNT(DISTINCT url_path) AS pages, COUNT(DISTINCT source_address) AS callers
  FROM (
    SELECT
      lower(regexp_extract(http_request_referrer, '^[Hh][Tt][Tt][Pp][Ss]?://([^/?#]+)', 1)) AS site,
      url_path,
      source_address
    FROM logs
  )
  WHERE site <> ''
  GROUP BY site
)
ORDER BY requests DESC, site
LIMIT 100
