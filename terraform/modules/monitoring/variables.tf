variable "name" {
  description = "Name of the installation, the beginning of every resource's name."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,20}$", var.name))
    error_message = "The name is 2 to 21 characters: a lower-case letter, then lower-case letters, digits and dashes."
  }
}

variable "tags" {
  description = "Tags of every resource."
  type        = map(string)
  default     = {}
}

variable "alert_rules" {
  description = "Text of Prometheus' alert rules: that of dashboards/prometheus/alerts.yaml."
  type        = string
}

variable "kafka_cluster_name" {
  description = "Name of the MSK cluster."
  type        = string
}

variable "search_domain_name" {
  description = "Name of the OpenSearch domain."
  type        = string
}

variable "alarm_emails" {
  description = "Who is told of alarms; each has to confirm once."
  type        = set(string)
  default     = []

  validation {
    condition     = alltrue([for address in var.alarm_emails : can(regex("^[^@ ]+@[^@ ]+$", address))])
    error_message = "Addresses are NAME@HOST."
  }
}
