# An installation for 100,000 lines a second, with shippers, administrators, tenants and alarms.

locals {
  name = "drey"
  tags = { application = "drey", environment = "production" }
}

module "sizes" {
  source = "../../modules/sizes"

  size = "100k"
  retention = {
    standard   = 30
    infrequent = 60
    archive    = 270
  }
}

module "network" {
  source = "../../modules/network"

  name                  = local.name
  zones                 = var.zones
  tags                  = local.tags
  delivery_ranges       = var.delivery_ranges
  administration_ranges = var.administration_ranges
}

module "kafka" {
  source = "../../modules/kafka"

  name            = local.name
  vpc_id          = module.network.vpc_id
  subnet_ids      = module.network.subnet_ids["servers"]
  brokers         = module.sizes.size.brokers
  broker_type     = module.sizes.size.broker_type
  broker_disk_gib = module.sizes.size.broker_disk_gib
  tags            = local.tags
  client_security_group_ids = {
    servers  = module.network.security_group_ids["servers"]
    delivery = module.network.security_group_ids["delivery"]
  }
}

module "lake" {
  source = "../../modules/lake"

  name                      = local.name
  lifecycle_days            = module.sizes.lifecycle_days
  vpc_id                    = module.network.vpc_id
  subnet_ids                = module.network.subnet_ids["servers"]
  client_security_group_ids = { servers = module.network.security_group_ids["servers"] }
  catalog_type              = module.sizes.size.catalog_type
  evidence_lock_years       = 3
  tags                      = local.tags
}

module "flink" {
  source = "../../modules/flink"

  name                  = local.name
  subnet_ids            = module.network.subnet_ids["servers"]
  security_group_id     = module.network.security_group_ids["servers"]
  operator_repository   = var.operator_repository
  node_type             = module.sizes.size.node_type
  nodes                 = module.sizes.size.nodes
  nodes_max             = module.sizes.size.nodes_max
  administration_ranges = var.administration_ranges
  tags                  = local.tags
}

module "opensearch" {
  source = "../../modules/opensearch"

  name       = local.name
  vpc_id     = module.network.vpc_id
  subnet_ids = module.network.subnet_ids["servers"]
  nodes      = module.sizes.size.search_nodes
  node_type  = module.sizes.size.search_type
  disk_gib   = module.sizes.size.search_disk_gib
  masters    = module.sizes.size.search_masters
  tags       = local.tags
  client_security_group_ids = {
    servers        = module.network.security_group_ids["servers"]
    administration = module.network.security_group_ids["administration"]
  }
}

module "packs" {
  source = "../../modules/packs"

  release             = var.release
  opensearch_url      = module.opensearch.url
  dashboards_url      = module.opensearch.dashboards_url
  user                = module.opensearch.user
  password_secret_arn = module.opensearch.password_secret_arn
  tenants             = keys(var.tenant_principals)
}

module "iam" {
  source = "../../modules/iam"

  name               = local.name
  kubernetes_cluster = module.flink.cluster_name
  namespace          = module.flink.namespace
  kafka_cluster      = module.kafka.cluster_path
  bucket_arns        = module.lake.bucket_arns
  key_arn            = module.lake.key_arn
  tenants            = keys(var.tenant_principals)
  tenant_principals  = var.tenant_principals
  tags               = local.tags
}

module "monitoring" {
  source = "../../modules/monitoring"

  name               = local.name
  alert_rules        = file("${path.module}/../../../dashboards/prometheus/alerts.yaml")
  kafka_cluster_name = local.name
  search_domain_name = local.name
  alarm_emails       = var.alarm_emails
  tags               = local.tags
}
