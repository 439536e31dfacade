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
  description = "Network of the brokers."
  type        = string
}

variable "subnet_ids" {
  description = "Three subnets, one a zone."
  type        = list(string)

  validation {
    condition     = length(var.subnet_ids) == 3
    error_message = "Three subnets, one a zone, so that one may be lost."
  }
}

variable "client_security_group_ids" {
  description = "Groups that may talk to the brokers, by name: servers and delivery."
  type        = map(string)
}

variable "kafka_version" {
  description = "Version of Kafka; 3.9 is what the tests run with."
  type        = string
  default     = "3.9.x"
}

variable "brokers" {
  description = "How many brokers: a multiple of three."
  type        = number
  default     = 3

  validation {
    condition     = var.brokers >= 3 && var.brokers % 3 == 0
    error_message = "The number of brokers is a multiple of three: as many in each zone."
  }
}

variable "broker_type" {
  description = "Type of the brokers."
  type        = string
  default     = "kafka.m7g.large"
}

variable "broker_disk_gib" {
  description = "Disk of each broker at the beginning, in GiB; it grows by itself."
  type        = number
  default     = 100
}

variable "broker_disk_max_gib" {
  description = "Disk of each broker at most, in GiB."
  type        = number
  default     = 4000
}

variable "log_retention_days" {
  description = "How long the brokers' own logs are kept, in days."
  type        = number
  default     = 30
}
