# The smallest installation: for some 10,000 lines a second, without ways in from outside.

locals {
  name = "drey-minimal"
  tags = { application = "drey", environment = "minimal" }
}

module "sizes" {
  source = "../../modules/sizes"

  size = "small"
}

module "network" {
  source = "../../modules/network"

  name  = local.name
  zones = var.zones
  tags  = local.tags
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
  tags                      = local.tags
}

module "flink" {
  source = "../../modules/flink"

  name                = local.name
  subnet_ids          = module.network.subnet_ids["servers"]
  security_group_id   = module.network.security_group_ids["servers"]
  operator_repository = var.operator_repository
  node_type           = module.sizes.size.node_type
  nodes               = module.sizes.size.nodes
  nodes_max           = module.sizes.size.nodes_max
  tags                = local.tags
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
}

module "iam" {
  source = "../../modules/iam"

  name               = local.name
  kubernetes_cluster = module.flink.cluster_name
  namespace          = module.flink.namespace
  kafka_cluster      = module.kafka.cluster_path
  bucket_arns        = module.lake.bucket_arns
  key_arn            = module.lake.key_arn
  session            = true
  tags               = local.tags
}
