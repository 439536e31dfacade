resource "aws_security_group" "brokers" {
  name        = "${var.name}-kafka"
  description = "Brokers"
  vpc_id      = var.vpc_id
  tags        = merge(var.tags, { Name = "${var.name}-kafka" })
}

# By IAM over TLS alone; there is no other listener.
resource "aws_vpc_security_group_ingress_rule" "clients" {
  for_each = var.client_security_group_ids

  security_group_id            = aws_security_group.brokers.id
  referenced_security_group_id = each.value
  description                  = "Kafka by IAM, from ${each.key}"
  ip_protocol                  = "tcp"
  from_port                    = 9098
  to_port                      = 9098
  tags                         = var.tags
}

resource "aws_vpc_security_group_ingress_rule" "monitoring" {
  security_group_id            = aws_security_group.brokers.id
  referenced_security_group_id = var.client_security_group_ids["servers"]
  description                  = "Exporters for Prometheus"
  ip_protocol                  = "tcp"
  from_port                    = 11001
  to_port                      = 11002
  tags                         = var.tags
}

resource "aws_vpc_security_group_ingress_rule" "brokers" {
  security_group_id            = aws_security_group.brokers.id
  referenced_security_group_id = aws_security_group.brokers.id
  description                  = "Brokers among each other"
  ip_protocol                  = "-1"
  tags                         = var.tags
}

resource "aws_vpc_security_group_egress_rule" "brokers" {
  security_group_id            = aws_security_group.brokers.id
  referenced_security_group_id = aws_security_group.brokers.id
  description                  = "Brokers among each other"
  ip_protocol                  = "-1"
  tags                         = var.tags
}

resource "aws_kms_key" "this" {
  description             = "Disks of ${var.name}'s brokers"
  enable_key_rotation     = true
  deletion_window_in_days = 30
  tags                    = var.tags
}

resource "aws_cloudwatch_log_group" "brokers" {
  name              = "/drey/${var.name}/kafka"
  retention_in_days = var.log_retention_days
  tags              = var.tags
}

resource "aws_msk_configuration" "this" {
  name           = var.name
  kafka_versions = [var.kafka_version]

  # Topics are made by `drey apply`, never by use, and no acknowledged record is on one broker alone.
  server_properties = <<-PROPERTIES
    auto.create.topics.enable=false
    default.replication.factor=3
    min.insync.replicas=2
    unclean.leader.election.enable=false
    message.max.bytes=8388608
    replica.fetch.max.bytes=8388608
    offsets.retention.minutes=20160
  PROPERTIES

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_msk_cluster" "this" {
  cluster_name           = var.name
  kafka_version          = var.kafka_version
  number_of_broker_nodes = var.brokers
  enhanced_monitoring    = "PER_TOPIC_PER_BROKER"
  tags                   = var.tags

  broker_node_group_info {
    instance_type   = var.broker_type
    client_subnets  = var.subnet_ids
    security_groups = [aws_security_group.brokers.id]

    storage_info {
      ebs_storage_info {
        volume_size = var.broker_disk_gib
      }
    }
  }

  client_authentication {
    unauthenticated = false

    sasl {
      iam = true
    }
  }

  configuration_info {
    arn      = aws_msk_configuration.this.arn
    revision = aws_msk_configuration.this.latest_revision
  }

  encryption_info {
    encryption_at_rest_kms_key_arn = aws_kms_key.this.arn

    encryption_in_transit {
      client_broker = "TLS"
      in_cluster    = true
    }
  }

  logging_info {
    broker_logs {
      cloudwatch_logs {
        enabled   = true
        log_group = aws_cloudwatch_log_group.brokers.name
      }
    }
  }

  open_monitoring {
    prometheus {
      jmx_exporter {
        enabled_in_broker = true
      }
      node_exporter {
        enabled_in_broker = true
      }
    }
  }

  lifecycle {
    # Grown by the policy below.
    ignore_changes = [broker_node_group_info[0].storage_info[0].ebs_storage_info[0].volume_size]
  }
}

resource "aws_appautoscaling_target" "disk" {
  max_capacity       = var.broker_disk_max_gib
  min_capacity       = 1
  resource_id        = aws_msk_cluster.this.arn
  scalable_dimension = "kafka:broker-storage:VolumeSize"
  service_namespace  = "kafka"
  tags               = var.tags
}

resource "aws_appautoscaling_policy" "disk" {
  name               = "${var.name}-kafka-disk"
  policy_type        = "TargetTrackingScaling"
  resource_id        = aws_appautoscaling_target.disk.resource_id
  scalable_dimension = aws_appautoscaling_target.disk.scalable_dimension
  service_namespace  = aws_appautoscaling_target.disk.service_namespace

  target_tracking_scaling_policy_configuration {
    # MSK's disks grow and never shrink.
    disable_scale_in = true
    target_value     = 60

    predefined_metric_specification {
      predefined_metric_type = "KafkaBrokerStorageUtilization"
    }
  }
}
