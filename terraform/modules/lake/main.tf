data "aws_caller_identity" "current" {}

locals {
  # lake: tables. archive: lines as plain files. state: checkpoints and savepoints. evidence: ledger anchors and reports.
  # Only evidence is locked: what a table's maintenance, an erasure or Flink deletes must be deletable.
  buckets = toset(["lake", "archive", "state", "evidence"])
}

resource "aws_kms_key" "this" {
  description             = "Objects and catalog of ${var.name}"
  enable_key_rotation     = true
  deletion_window_in_days = 30
  tags                    = var.tags
}

resource "aws_s3_bucket" "this" {
  for_each = local.buckets

  bucket              = "${var.name}-${each.key}-${data.aws_caller_identity.current.account_id}"
  object_lock_enabled = each.key == "evidence"
  tags                = merge(var.tags, { Name = "${var.name}-${each.key}" })
}

resource "aws_s3_bucket_public_access_block" "this" {
  for_each = aws_s3_bucket.this

  bucket                  = each.value.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_ownership_controls" "this" {
  for_each = aws_s3_bucket.this

  bucket = each.value.id

  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "this" {
  for_each = aws_s3_bucket.this

  bucket = each.value.id

  rule {
    bucket_key_enabled = true

    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.this.arn
    }
  }
}

# A lock needs versions; nothing else here does: Iceberg's snapshots are the lake's versions.
resource "aws_s3_bucket_versioning" "evidence" {
  bucket = aws_s3_bucket.this["evidence"].id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_object_lock_configuration" "evidence" {
  bucket = aws_s3_bucket.this["evidence"].id

  rule {
    default_retention {
      mode  = "COMPLIANCE"
      years = var.evidence_lock_years
    }
  }

  depends_on = [aws_s3_bucket_versioning.evidence]
}

resource "aws_s3_bucket_policy" "tls" {
  for_each = aws_s3_bucket.this

  bucket = each.value.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "OnlyByTls"
      Effect    = "Deny"
      Principal = "*"
      Action    = "s3:*"
      Resource  = [each.value.arn, "${each.value.arn}/*"]
      Condition = { Bool = { "aws:SecureTransport" = "false" } }
    }]
  })
}

# What tables delete is Drey's to say (`drey lake retain`), so their objects have no life of their own. Uploads that were never
# completed go.
resource "aws_s3_bucket_lifecycle_configuration" "uploads" {
  for_each = { for key in ["lake", "state", "evidence"] : key => aws_s3_bucket.this[key].id }

  bucket = each.value

  rule {
    id     = "unfinished-uploads"
    status = "Enabled"

    filter {}

    abort_incomplete_multipart_upload {
      days_after_initiation = 7
    }
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "archive" {
  bucket = aws_s3_bucket.this["archive"].id

  rule {
    id     = "standard-infrequent-archive"
    status = "Enabled"

    filter {}

    transition {
      days          = var.lifecycle_days.infrequent
      storage_class = "STANDARD_IA"
    }

    transition {
      days          = var.lifecycle_days.archive
      storage_class = "GLACIER_IR"
    }

    expiration {
      days = var.lifecycle_days.delete
    }

    abort_incomplete_multipart_upload {
      days_after_initiation = 7
    }
  }
}

resource "aws_glue_catalog_database" "this" {
  count = var.catalog == "glue" ? 1 : 0

  name        = replace(var.name, "-", "_")
  description = "The lake of ${var.name}"
  tags        = var.tags
}

resource "aws_security_group" "catalog" {
  count = var.catalog == "postgresql" ? 1 : 0

  name        = "${var.name}-catalog"
  description = "The lake's catalog"
  vpc_id      = var.vpc_id
  tags        = merge(var.tags, { Name = "${var.name}-catalog" })
}

resource "aws_vpc_security_group_ingress_rule" "catalog" {
  for_each = var.catalog == "postgresql" ? var.client_security_group_ids : {}

  security_group_id            = aws_security_group.catalog[0].id
  referenced_security_group_id = each.value
  description                  = "PostgreSQL, from ${each.key}"
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432
  tags                         = var.tags
}

resource "aws_db_subnet_group" "catalog" {
  count = var.catalog == "postgresql" ? 1 : 0

  name       = "${var.name}-catalog"
  subnet_ids = var.subnet_ids
  tags       = var.tags
}

resource "aws_db_instance" "catalog" {
  count = var.catalog == "postgresql" ? 1 : 0

  identifier                  = "${var.name}-catalog"
  engine                      = "postgres"
  engine_version              = "16"
  instance_class              = var.catalog_type
  allocated_storage           = 50
  max_allocated_storage       = 500
  storage_type                = "gp3"
  storage_encrypted           = true
  kms_key_id                  = aws_kms_key.this.arn
  db_name                     = "lake"
  username                    = "drey"
  manage_master_user_password = true
  multi_az                    = true
  db_subnet_group_name        = aws_db_subnet_group.catalog[0].name
  vpc_security_group_ids      = [aws_security_group.catalog[0].id]
  backup_retention_period     = 14
  copy_tags_to_snapshot       = true
  deletion_protection         = true
  skip_final_snapshot         = false
  final_snapshot_identifier   = "${var.name}-catalog-final"
  auto_minor_version_upgrade  = true
  tags                        = var.tags
}
