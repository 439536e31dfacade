output "size" {
  description = "Counts, types and disks of the size class."
  value       = local.sizes[var.size]
}

output "lifecycle_days" {
  description = "Days after which plain lines move to infrequent access, to instant archive, and are deleted."
  value       = local.lifecycle_days
}
