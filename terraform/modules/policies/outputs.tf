output "jobs" {
  description = "Policy document of each job, by its name."
  value       = local.job_documents
}

output "shippers" {
  description = "Policy document of each tenant's shippers, by tenant."
  value       = local.shipper_documents
}

output "readers" {
  description = "Policy document of each tenant's readers, by tenant."
  value       = local.reader_documents
}
