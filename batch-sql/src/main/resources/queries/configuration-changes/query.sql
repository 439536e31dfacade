SELECT
  event_created,
  actor,
  kind || '/' || name AS document,
  version,
  outcome,
  content,
  1 AS changes
FROM document_changes
ORDER BY event_created, version, document
