data "aws_caller_identity" "current" {}
data "aws_region" "current" {}
data "aws_partition" "current" {}

# The user as which the jobs write. The value is made here and kept in the secret; state holds it too, so keep state encrypted.
data "aws_secretsmanager_random_password" "jobs" {
  password_length            = 40
  require_each_included_type = true
  exclude_characters         = "\"'\\`$"
}

resource "aws_kms_key" "this" {
  description             = "Indices and password of ${var.name}"
  enable_key_rotation     = true
  deletion_window_in_days = 30
  tags                    = var.tags
}

resource "aws_secretsmanager_secret" "jobs" {
  name       = "${var.name}/opensearch-password"
  kms_key_id = aws_kms_key.this.arn
  tags       = var.tags
}

resource "aws_secretsmanager_secret_version" "jobs" {
  secret_id     = aws_secretsmanager_secret.jobs.id
  secret_string = data.aws_secretsmanager_random_password.jobs.random_password

  lifecycle {
    # The next reading gives another one: it is taken once.
    ignore_changes = [secret_string]
  }
}

resource "aws_security_group" "domain" {
  name        = "${var.name}-opensearch"
  description = "OpenSearch and its dashboards"
  vpc_id      = var.vpc_id
  tags        = merge(var.tags, { Name = "${var.name}-opensearch" })
}

resource "aws_vpc_security_group_ingress_rule" "clients" {
  for_each = var.client_security_group_ids

  security_group_id            = aws_security_group.domain.id
  referenced_security_group_id = each.value
  description                  = "TLS, from ${each.key}"
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443
  tags                         = var.tags
}

resource "aws_cloudwatch_log_group" "domain" {
  name              = "/drey/${var.name}/opensearch"
  retention_in_days = var.log_retention_days
  tags              = var.tags
}

resource "aws_cloudwatch_log_resource_policy" "domain" {
  policy_name = "${var.name}-opensearch"
  policy_document = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "es.amazonaws.com" }
      Action    = ["logs:PutLogEvents", "logs:CreateLogStream"]
      Resource  = "${aws_cloudwatch_log_group.domain.arn}:*"
      Condition = { StringEquals = { "aws:SourceAccount" = data.aws_caller_identity.current.account_id } }
    }]
  })
}

resource "aws_opensearch_domain" "this" {
  domain_name    = var.name
  engine_version = var.engine_version
  tags           = var.tags

  # Who is let in is said by the domain's own users and roles.
  access_policies = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "*" }
      Action    = ["es:ESHttp*"]
      Resource  = "arn:${data.aws_partition.current.partition}:es:${data.aws_region.current.region}:${data.aws_caller_identity.current.account_id}:domain/${var.name}/*"
    }]
  })

  advanced_security_options {
    enabled                        = true
    internal_user_database_enabled = true

    master_user_options {
      master_user_name     = "drey"
      master_user_password = aws_secretsmanager_secret_version.jobs.secret_string
    }
  }

  cluster_config {
    instance_type            = var.node_type
    instance_count           = var.nodes
    dedicated_master_enabled = var.masters > 0
    dedicated_master_count   = var.masters > 0 ? var.masters : null
    dedicated_master_type    = var.masters > 0 ? "m7g.large.search" : null
    zone_awareness_enabled   = true

    zone_awareness_config {
      availability_zone_count = var.nodes % 3 == 0 ? 3 : 2
    }
  }

  domain_endpoint_options {
    enforce_https       = true
    tls_security_policy = "Policy-Min-TLS-1-2-PFS-2023-10"
  }

  ebs_options {
    ebs_enabled = true
    volume_type = "gp3"
    volume_size = var.disk_gib
  }

  encrypt_at_rest {
    enabled    = true
    kms_key_id = aws_kms_key.this.arn
  }

  log_publishing_options {
    log_type                 = "ES_APPLICATION_LOGS"
    cloudwatch_log_group_arn = aws_cloudwatch_log_group.domain.arn
  }

  node_to_node_encryption {
    enabled = true
  }

  vpc_options {
    subnet_ids         = slice(var.subnet_ids, 0, var.nodes % 3 == 0 ? 3 : 2)
    security_group_ids = [aws_security_group.domain.id]
  }

  depends_on = [aws_cloudwatch_log_resource_policy.domain]
}
