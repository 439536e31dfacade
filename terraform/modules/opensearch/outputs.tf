output "url" {
  description = "Value of opensearch-urls."
  value       = "https://${aws_opensearch_domain.this.endpoint}:443"
}

output "dashboards_url" {
  description = "Where OpenSearch Dashboards is: what `drey dashboards install --url` takes."
  value       = "https://${aws_opensearch_domain.this.dashboard_endpoint}"
}

output "user" {
  description = "Value of opensearch-user."
  value       = "drey"
}

output "password_secret_arn" {
  description = "Where the user's password is: a secret of Secrets Manager."
  value       = aws_secretsmanager_secret.jobs.arn
}
