SELECT
  site,
  requests,
  -- In whole hundredths of a percent, rounded half up: engines divide decimals to different places.
  CAST(CAST((20000 * requests + all_requests) / (2 * all_requests) AS DECIMAL(18, 2)) / 100 AS DECIMAL(5, 2)) AS share_percent,
  pages,
  callers
FROM (
  SELECT
    site,
    requests,
    SUM(requests) OVER () AS all_requests,
    pages,
    callers
  FROM (
    SELECT
      site,
      COUNT(*) AS requests,
      COUNT(DISTINCT url_path) AS pages,
      COUNT(DISTINCT source_address) AS callers
    FROM (
      SELECT
        LOWER(REGEXP_EXTRACT(http_request_referrer, '^[Hh][Tt][Tt][Pp][Ss]?://([^/?#]+)', 1)) AS site,
        url_path,
        source_address
      FROM logs
    )
    WHERE site IS NOT NULL AND site <> '' AND site <> LOWER(${own-site})
    GROUP BY site
  )
)
ORDER BY requests DESC, site
LIMIT ${limit}
