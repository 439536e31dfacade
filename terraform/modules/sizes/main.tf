# What a size class means, and the life of objects: numbers alone, so that they are tested without any provider.

locals {
  sizes = {
    small = {
      brokers            = 3
      broker_type        = "kafka.m7g.large"
      broker_disk_gib    = 100
      nodes              = 2
      nodes_max          = 4
      node_type          = "m7g.xlarge"
      search_nodes       = 2
      search_type        = "m7g.large.search"
      search_disk_gib    = 100
      search_masters     = 0
      catalog_type       = "db.t4g.medium"
      kubernetes_overlay = "2-cores"
    }
    "100k" = {
      brokers            = 3
      broker_type        = "kafka.m7g.2xlarge"
      broker_disk_gib    = 2000
      nodes              = 4
      nodes_max          = 12
      node_type          = "m7g.4xlarge"
      search_nodes       = 6
      search_type        = "r7g.2xlarge.search"
      search_disk_gib    = 2000
      search_masters     = 3
      catalog_type       = "db.m7g.large"
      kubernetes_overlay = "100k-lines"
    }
    "1m" = {
      brokers            = 9
      broker_type        = "kafka.m7g.4xlarge"
      broker_disk_gib    = 8000
      nodes              = 12
      nodes_max          = 60
      node_type          = "m7g.8xlarge"
      search_nodes       = 30
      search_type        = "r7g.4xlarge.search"
      search_disk_gib    = 6000
      search_masters     = 3
      catalog_type       = "db.m7g.2xlarge"
      kubernetes_overlay = "1m-lines"
    }
  }

  lifecycle_days = {
    infrequent = var.retention.standard
    archive    = var.retention.standard + var.retention.infrequent
    delete     = var.retention.standard + var.retention.infrequent + var.retention.archive
  }
}
