variable "region" {
  description = "Region of everything."
  type        = string
  default     = "eu-central-1"
}

variable "zones" {
  description = "Three availability zones of the region."
  type        = list(string)
  default     = ["eu-central-1a", "eu-central-1b", "eu-central-1c"]
}

variable "operator_repository" {
  description = "Repository of the chart of the Flink Kubernetes operator."
  type        = string
}

variable "delivery_ranges" {
  description = "Address ranges from which lines are shipped."
  type        = list(string)
}

variable "administration_ranges" {
  description = "Address ranges from which the installation is administered."
  type        = list(string)
}

variable "tenant_principals" {
  description = "Tenants, and the ARNs of who ships and reads their lines."
  type        = map(list(string))
  default     = {}
}

variable "alarm_emails" {
  description = "Who is told of alarms."
  type        = set(string)
}

variable "release" {
  description = "Folder of an unpacked release, if this machine reaches the network: templates and dashboards are put then."
  type        = string
  default     = null
}
