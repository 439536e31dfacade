# What each job and each tenant may do, as policy documents: text alone, so that it is tested without any provider.
# Topics are raw.TENANT.DATASET, events.TENANT, alerts.TENANT, dead-letters.TENANT, ledger.TENANT, control.TENANT and control.

locals {
  kafka    = "arn:${var.partition}:kafka:${var.region}:${var.account}"
  cluster  = "${local.kafka}:cluster/${var.kafka_cluster}"
  topic    = "${local.kafka}:topic/${var.kafka_cluster}"
  group    = "${local.kafka}:group/${var.kafka_cluster}"
  connect  = ["kafka-cluster:Connect", "kafka-cluster:DescribeCluster"]
  reading  = ["kafka-cluster:DescribeTopic", "kafka-cluster:ReadData"]
  writing  = ["kafka-cluster:DescribeTopic", "kafka-cluster:WriteData"]
  grouping = ["kafka-cluster:AlterGroup", "kafka-cluster:DescribeGroup"]

  # Who reads and writes which topics, and which of the lake's tables it writes.
  jobs = {
    ingest = {
      reads  = ["raw.*", "control", "control.*"], writes = ["events.*", "dead-letters.*"], makes = []
      groups = ["drey-ingest"], tables = ["logs", "dead_letters", "dropped"]
    }
    cep = {
      reads  = ["events.*", "control", "control.*"], writes = ["alerts.*"], makes = []
      groups = ["cep-job"], tables = []
    }
    aggregation = {
      reads  = ["events.*", "control", "control.*"], writes = ["dead-letters.*"], makes = []
      groups = ["aggregation-job"], tables = ["metrics"]
    }
    delivery = {
      reads  = ["events.*", "alerts.*", "control", "control.*"], writes = ["dead-letters.*", "ledger.*"]
      makes  = ["dead-letters.*", "ledger.*"]
      groups = ["delivery-job*"], tables = ["alerts"]
    }
    maintenance = {
      reads  = ["control", "control.*"], writes = [], makes = []
      groups = []
      # All there are: it looks after each.
      tables = [
        "logs", "alerts", "dead_letters", "holds", "erasures", "ledger", "reports", "access_audit", "metrics", "dropped",
        "document_changes",
      ]
    }
  }

  job_documents = {
    for name, job in local.jobs : name => jsonencode({
      Version = "2012-10-17"
      Statement = [for statement in concat(
        [
          { Sid = "Connect", Effect = "Allow", Action = local.connect, Resource = [local.cluster] },
          {
            Sid      = "Read", Effect = "Allow", Action = local.reading
            Resource = [for topic in job.reads : "${local.topic}/${topic}"]
          },
          {
            Sid      = "Write", Effect = "Allow", Action = concat(local.writing, ["kafka-cluster:WriteDataIdempotently"])
            Resource = [for topic in job.writes : "${local.topic}/${topic}"]
          },
          {
            Sid      = "Make", Effect = "Allow", Action = ["kafka-cluster:CreateTopic"]
            Resource = [for topic in job.makes : "${local.topic}/${topic}"]
          },
          {
            Sid      = "Groups", Effect = "Allow", Action = local.grouping
            Resource = [for group in job.groups : "${local.group}/${group}"]
          },
          {
            Sid      = "Tables", Effect = "Allow"
            Action   = concat(["s3:GetObject", "s3:PutObject"], name == "maintenance" ? ["s3:DeleteObject"] : [])
            Resource = [for table in job.tables : "${var.lake_bucket_arn}/*/${table}/*"]
          },
          {
            Sid      = "TablesList", Effect = "Allow", Action = ["s3:ListBucket"]
            Resource = length(job.tables) > 0 ? [var.lake_bucket_arn] : []
          },
          {
            # Anchors are added, never replaced or removed: the bucket's lock sees to that.
            Sid      = "Anchors", Effect = "Allow", Action = ["s3:PutObject", "s3:GetObject"]
            Resource = name == "maintenance" ? ["${var.evidence_bucket_arn}/ledger-anchors/*"] : []
          },
      ], []) : statement if length(statement.Resource) > 0]
    })
  }

  # A shipper writes its tenant's lines and reads nothing; a reader reads its tenant's events and alerts.
  shipper_documents = {
    for tenant in var.tenants : tenant => jsonencode({
      Version = "2012-10-17"
      Statement = [
        { Sid = "Connect", Effect = "Allow", Action = ["kafka-cluster:Connect"], Resource = [local.cluster] },
        { Sid = "Idempotent", Effect = "Allow", Action = ["kafka-cluster:WriteDataIdempotently"], Resource = [local.cluster] },
        { Sid = "Write", Effect = "Allow", Action = local.writing, Resource = ["${local.topic}/raw.${tenant}.*"] },
      ]
    })
  }
  reader_documents = {
    for tenant in var.tenants : tenant => jsonencode({
      Version = "2012-10-17"
      Statement = [
        { Sid = "Connect", Effect = "Allow", Action = ["kafka-cluster:Connect"], Resource = [local.cluster] },
        {
          Sid      = "Read", Effect = "Allow", Action = local.reading
          Resource = [for kind in ["events", "alerts", "dead-letters"] : "${local.topic}/${kind}.${tenant}"]
        },
        { Sid = "Groups", Effect = "Allow", Action = local.grouping, Resource = ["${local.group}/${tenant}-*"] },
      ]
    })
  }
}
