SELECT
  load_balancer,
  target,
  url_path,
  requests,
  SUM(failed) AS target_errors,
  MAX(took_us) FILTER (place = (50 * requests + 99) // 100) AS p50_us,
  MAX(took_us) FILTER (place = (95 * requests + 99) // 100) AS p95_us,
  MAX(took_us) FILTER (place = (99 * requests + 99) // 100) AS p99_us,
  MAX(took_us) AS longest_us
FROM (
  SELECT
    *,
    ROW_NUMBER() OVER (PARTITION BY load_balancer, target, url_path ORDER BY took_us) AS place,
    COUNT(*) OVER (PARTITION BY load_balancer, target, url_path) AS requests
  FROM (
    SELECT
      aws_elb_name AS load_balancer,
      aws_elb_backend_ip || ':' || aws_elb_backend_port AS target,
      url_path,
      aws_elb_backend_processing_time_us AS took_us,
      CASE WHEN aws_elb_backend_http_response_status_code >= 500 THEN 1 ELSE 0 END AS failed
    FROM logs
    WHERE aws_elb_backend_ip IS NOT NULL AND aws_elb_backend_processing_time_us >= 0
  )
)
GROUP BY load_balancer, target, url_path, requests
ORDER BY p95_us DESC, requests DESC, load_balancer NULLS FIRST, target, url_path NULLS FIRST
LIMIT 100
