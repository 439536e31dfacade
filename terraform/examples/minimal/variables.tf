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

variable "release" {
  description = "Folder of an unpacked release, if this machine reaches the network: templates and dashboards are put then."
  type        = string
  default     = null
}
