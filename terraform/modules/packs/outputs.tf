output "after" {
  description = "What is left to run, from a release's folder on a machine that reaches the domain; empty where `release` names one."
  value = var.release == null ? [
    "export RELEASE=. SEARCH=${var.opensearch_url} DASHBOARDS=${var.dashboards_url} USER_NAME=${var.user} PASSWORD=$(${var.password_command} ${var.password_secret_arn})",
    local.index,
    local.dashboards,
  ] : []
}
