output "prometheus_endpoint" {
  description = "Where Prometheus in the cluster writes to (remote_write), and Grafana reads from."
  value       = aws_prometheus_workspace.this.prometheus_endpoint
}

output "alarm_topic_arn" {
  description = "Topic that alarms go to."
  value       = aws_sns_topic.alarms.arn
}
