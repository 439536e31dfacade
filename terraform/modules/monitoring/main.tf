data "aws_caller_identity" "current" {}

resource "aws_prometheus_workspace" "this" {
  alias = var.name
  tags  = var.tags
}

resource "aws_prometheus_rule_group_namespace" "this" {
  name         = "drey"
  workspace_id = aws_prometheus_workspace.this.id
  data         = var.alert_rules
}

resource "aws_sns_topic" "alarms" {
  name = "${var.name}-alarms"
  tags = var.tags
}

resource "aws_sns_topic_subscription" "alarms" {
  for_each = var.alarm_emails

  topic_arn = aws_sns_topic.alarms.arn
  protocol  = "email"
  endpoint  = each.key
}

resource "aws_cloudwatch_metric_alarm" "kafka" {
  for_each = {
    KafkaDataLogsDiskUsed     = { threshold = 80, description = "A broker's disk is nearly full although it grows by itself: raise broker_disk_max_gib, or shorten the retention of topics." }
    UnderReplicatedPartitions = { threshold = 0, description = "Partitions have too few copies: a broker is down or behind." }
  }

  alarm_name          = "${var.name}-${each.key}"
  alarm_description   = each.value.description
  namespace           = "AWS/Kafka"
  metric_name         = each.key
  dimensions          = { "Cluster Name" = var.kafka_cluster_name }
  statistic           = "Maximum"
  period              = 300
  evaluation_periods  = 3
  comparison_operator = "GreaterThanThreshold"
  threshold           = each.value.threshold
  alarm_actions       = [aws_sns_topic.alarms.arn]
  tags                = var.tags
}

resource "aws_cloudwatch_metric_alarm" "search" {
  for_each = {
    "ClusterStatus.red"       = "Indices are without a primary: documents wait until it is back."
    ClusterIndexWritesBlocked = "The domain takes no documents: most often its disks are full."
  }

  alarm_name          = "${var.name}-${each.key}"
  alarm_description   = each.value
  namespace           = "AWS/ES"
  metric_name         = each.key
  dimensions          = { DomainName = var.search_domain_name, ClientId = data.aws_caller_identity.current.account_id }
  statistic           = "Maximum"
  period              = 60
  evaluation_periods  = 5
  comparison_operator = "GreaterThanOrEqualToThreshold"
  threshold           = 1
  alarm_actions       = [aws_sns_topic.alarms.arn]
  tags                = var.tags
}
