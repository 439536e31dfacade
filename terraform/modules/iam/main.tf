data "aws_caller_identity" "current" {}
data "aws_region" "current" {}
data "aws_partition" "current" {}

module "policies" {
  source = "../policies"

  partition           = data.aws_partition.current.partition
  region              = data.aws_region.current.region
  account             = data.aws_caller_identity.current.account_id
  kafka_cluster       = var.kafka_cluster
  lake_bucket_arn     = var.bucket_arns["lake"]
  evidence_bucket_arn = var.bucket_arns["evidence"]
  tenants             = var.tenants
}

locals {
  # The roles that pods take, with the jobs whose rights each has: one role a job, or one for all.
  pods = var.session ? { session = keys(module.policies.jobs) } : { for job in keys(module.policies.jobs) : job => [job] }
  rights = merge([
    for pod, jobs in local.pods : { for job in jobs : "${pod}/${job}" => { pod = pod, policy = module.policies.jobs[job], job = job } }
  ]...)
}

resource "aws_iam_role" "jobs" {
  for_each = local.pods

  name = "${var.name}-flink-${each.key}"
  tags = merge(var.tags, { cluster = each.key })
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "pods.eks.amazonaws.com" }
      Action    = ["sts:AssumeRole", "sts:TagSession"]
    }]
  })
}

resource "aws_iam_role_policy" "jobs" {
  for_each = local.rights

  name   = each.value.job
  role   = aws_iam_role.jobs[each.value.pod].id
  policy = each.value.policy
}

# Checkpoints and savepoints of its own folder, and the key of all objects.
resource "aws_iam_role_policy" "state" {
  for_each = local.pods

  name = "state"
  role = aws_iam_role.jobs[each.key].id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = ["kms:Decrypt", "kms:GenerateDataKey"], Resource = [var.key_arn] },
      {
        Effect   = "Allow", Action = ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"]
        Resource = ["${var.bucket_arns["state"]}/${each.key}/*"]
      },
      {
        Effect    = "Allow", Action = ["s3:ListBucket"], Resource = [var.bucket_arns["state"]]
        Condition = { StringLike = { "s3:prefix" = ["${each.key}/*"] } }
      },
    ]
  })
}

resource "aws_eks_pod_identity_association" "jobs" {
  for_each = local.pods

  cluster_name    = var.kubernetes_cluster
  namespace       = var.namespace
  service_account = "drey-${each.key}"
  role_arn        = aws_iam_role.jobs[each.key].arn
  tags            = var.tags
}

locals {
  tenant_roles = merge(
    { for tenant in var.tenants : "${tenant}-shipper" => { tenant = tenant, policy = module.policies.shippers[tenant] } },
    { for tenant in var.tenants : "${tenant}-reader" => { tenant = tenant, policy = module.policies.readers[tenant] } },
  )
  taken_roles = { for key, role in local.tenant_roles : key => role if length(lookup(var.tenant_principals, role.tenant, [])) > 0 }
}

resource "aws_iam_role" "tenants" {
  for_each = local.taken_roles

  name = "${var.name}-${each.key}"
  tags = merge(var.tags, { tenant = each.value.tenant })
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = var.tenant_principals[each.value.tenant] }
      Action    = ["sts:AssumeRole"]
    }]
  })
}

resource "aws_iam_role_policy" "tenants" {
  for_each = local.taken_roles

  name   = "topics"
  role   = aws_iam_role.tenants[each.key].id
  policy = each.value.policy
}
