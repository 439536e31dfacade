output "settings" {
  description = "The jobs' settings, as config.yaml or the ConfigMap drey-settings has them."
  value = {
    kafka-bootstrap-servers = module.kafka.bootstrap_servers
    opensearch-urls         = module.opensearch.url
    opensearch-user         = module.opensearch.user
    lake-catalog-uri        = module.lake.catalog_uri
    lake-catalog-user       = "drey"
    lake-warehouse          = module.lake.warehouse
    lake-ledger-anchors     = module.lake.ledger_anchors
  }
}

output "password_secret_arns" {
  description = "Where the passwords are, for the Secret drey-secrets."
  value = {
    lake-password       = module.lake.catalog_password_secret_arn
    opensearch-password = module.opensearch.password_secret_arn
  }
}

output "kubernetes_overlay" {
  description = "The overlay of flink-conf/kubernetes that fits."
  value       = module.sizes.size.kubernetes_overlay
}

output "job_role_arns" {
  description = "Roles of the jobs."
  value       = module.iam.job_role_arns
}

output "after" {
  description = "What to run once everything is there."
  value       = module.packs.after
}
