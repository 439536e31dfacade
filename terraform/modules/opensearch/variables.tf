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

variable "vpc_id" {
  description = "Network of the domain."
  type        = string
}

variable "subnet_ids" {
  description = "Three subnets, one a zone."
  type        = list(string)

  validation {
    condition     = length(var.subnet_ids) == 3
    error_message = "Three subnets, one a zone."
  }
}

variable "client_security_group_ids" {
  description = "Groups that may ask the domain, by name: servers and administration."
  type        = map(string)
}

variable "engine_version" {
  description = "Version of OpenSearch; 2.19 is what the tests run with."
  type        = string
  default     = "OpenSearch_2.19"
}

variable "nodes" {
  description = "How many data nodes: at least two, so that each document has a copy."
  type        = number
  default     = 2

  validation {
    condition     = var.nodes >= 2
    error_message = "Two data nodes at least."
  }
}

variable "node_type" {
  description = "Type of the data nodes."
  type        = string
  default     = "m7g.large.search"
}

variable "disk_gib" {
  description = "Disk of each data node, in GiB."
  type        = number
  default     = 100
}

variable "masters" {
  description = "How many nodes do nothing but lead: 0 or 3."
  type        = number
  default     = 0

  validation {
    condition     = contains([0, 3], var.masters)
    error_message = "No dedicated leaders, or three."
  }
}

variable "log_retention_days" {
  description = "How long the domain's own logs are kept, in days."
  type        = number
  default     = 30
}
