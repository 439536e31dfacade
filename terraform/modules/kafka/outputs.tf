output "bootstrap_servers" {
  description = "Value of kafka-bootstrap-servers; with kafka-properties for SASL_SSL and AWS_MSK_IAM."
  value       = aws_msk_cluster.this.bootstrap_brokers_sasl_iam
}

output "cluster_arn" {
  description = "ARN of the cluster."
  value       = aws_msk_cluster.this.arn
}

output "cluster_path" {
  description = "Name and id of the cluster, the end of its ARN: what rights to topics are named by."
  value       = "${aws_msk_cluster.this.cluster_name}/${aws_msk_cluster.this.cluster_uuid}"
}

output "security_group_id" {
  description = "Group of the brokers."
  value       = aws_security_group.brokers.id
}
