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

variable "subnet_ids" {
  description = "Subnets of machines and of Kubernetes' interface."
  type        = list(string)
}

variable "security_group_id" {
  description = "Group of the machines: it is what brokers, search and catalog let in."
  type        = string
}

variable "kubernetes_version" {
  description = "Version of Kubernetes."
  type        = string
  default     = "1.33"
}

variable "operator_version" {
  description = "Version of the Flink Kubernetes operator; 1.10.0 is what the resources are checked against."
  type        = string
  default     = "1.10.0"
}

variable "operator_repository" {
  description = "Repository of the operator's chart."
  type        = string
}

variable "node_type" {
  description = "Type of the machines; m7g and r7g are of ARM, as the image must be then."
  type        = string
  default     = "m7g.xlarge"
}

variable "nodes" {
  description = "How many machines at the beginning and at least."
  type        = number
  default     = 2
}

variable "nodes_max" {
  description = "How many machines at most."
  type        = number
  default     = 4

  validation {
    condition     = var.nodes_max >= var.nodes
    error_message = "There may not be more machines at least than at most."
  }
}

variable "administration_ranges" {
  description = "Address ranges that reach Kubernetes' interface from outside; empty for none."
  type        = list(string)
  default     = []
}

variable "namespace" {
  description = "Namespace of the jobs."
  type        = string
  default     = "drey"
}
