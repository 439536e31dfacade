-- What data files leave out because it follows from other columns, as docs/query-the-lake.md has it; moments without a zone.
CREATE OR REPLACE VIEW logs AS
SELECT
  * REPLACE (
    make_timestamp(epoch_us(ts)) AS ts,
    COALESCE(source_address, source_ip) AS source_address,
    COALESCE(url_original, url_path || COALESCE('?' || url_query, '')) AS url_original
  ),
  -- Lines of the combined format alone: no query here gives others.
  CASE WHEN event_renderer = 'combined' THEN
    COALESCE(source_address, source_ip) || ' ' || COALESCE(client_ident, '-') || ' ' || COALESCE(user_name, '-')
      || ' [' || strftime(make_timestamp(epoch_us(ts)), '%d/%b/%Y:%H:%M:%S') || ' ' || event_timezone || '] "'
      || http_request_method || ' ' || COALESCE(url_original, url_path || COALESCE('?' || url_query, ''))
      || ' HTTP/' || http_version || '" ' || http_response_status_code
      || ' ' || COALESCE(http_response_body_bytes::VARCHAR, '-')
      || ' "' || COALESCE(http_request_referrer, '-') || '" "' || COALESCE(user_agent_original, '-') || '"'
  END AS line,
  raw_topic_id || '.' || raw_partition || '.' || raw_offset || '.' || raw_index AS event_id
FROM read_parquet(${files}, schema = ${schema})
WHERE tenant = 'bench'
