output "bucket_arns" {
  description = "ARNs of the buckets: lake, archive, state, evidence."
  value       = { for key, bucket in aws_s3_bucket.this : key => bucket.arn }
}

output "bucket_names" {
  description = "Names of the buckets: lake, archive, state, evidence."
  value       = { for key, bucket in aws_s3_bucket.this : key => bucket.bucket }
}

output "key_arn" {
  description = "Key that encrypts objects and catalog."
  value       = aws_kms_key.this.arn
}

output "warehouse" {
  description = "Value of lake-warehouse."
  value       = "s3://${aws_s3_bucket.this["lake"].bucket}/drey"
}

output "ledger_anchors" {
  description = "Value of lake-ledger-anchors: where nothing can be replaced."
  value       = "s3://${aws_s3_bucket.this["evidence"].bucket}/ledger-anchors"
}

output "catalog_uri" {
  description = "Value of lake-catalog-uri; null with Glue, where lake-catalog-type is glue."
  value       = var.catalog == "postgresql" ? "jdbc:postgresql://${aws_db_instance.catalog[0].endpoint}/lake" : null
}

output "catalog_password_secret_arn" {
  description = "Where the password of the catalog's user drey is: a secret of Secrets Manager; null with Glue."
  value       = var.catalog == "postgresql" ? aws_db_instance.catalog[0].master_user_secret[0].secret_arn : null
}
