output "job_role_arns" {
  description = "ARN of each role that pods take, by the job's name, or session."
  value       = { for job, role in aws_iam_role.jobs : job => role.arn }
}

output "tenant_role_arns" {
  description = "ARNs of the tenants' roles: TENANT-shipper and TENANT-reader."
  value       = { for key, role in aws_iam_role.tenants : key => role.arn }
}
