output "cluster_name" {
  description = "Name of the Kubernetes cluster."
  value       = aws_eks_cluster.this.name
}

output "cluster_endpoint" {
  description = "Address of Kubernetes' interface."
  value       = aws_eks_cluster.this.endpoint
}

output "cluster_certificate_authority" {
  description = "Authority that signed its certificate, in base 64."
  value       = aws_eks_cluster.this.certificate_authority[0].data
}

output "namespace" {
  description = "Namespace of the jobs."
  value       = var.namespace
}
