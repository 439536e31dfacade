variable "partition" {
  description = "AWS partition: aws, aws-cn or aws-us-gov."
  type        = string
  default     = "aws"
}

variable "region" {
  description = "Region of the cluster."
  type        = string
}

variable "account" {
  description = "Account of the cluster: twelve digits."
  type        = string

  validation {
    condition     = can(regex("^[0-9]{12}$", var.account))
    error_message = "An account is twelve digits."
  }
}

variable "kafka_cluster" {
  description = "Name and id of the MSK cluster, as in its ARN: NAME/UUID."
  type        = string

  validation {
    condition     = can(regex("^[^/]+/[^/]+$", var.kafka_cluster))
    error_message = "The cluster is NAME/UUID, the end of its ARN."
  }
}

variable "lake_bucket_arn" {
  description = "ARN of the bucket of tables."
  type        = string
}

variable "evidence_bucket_arn" {
  description = "ARN of the bucket of ledger anchors and reports."
  type        = string
}

variable "tenants" {
  description = "Tenants that get roles of their own."
  type        = set(string)
  default     = []

  validation {
    condition     = alltrue([for tenant in var.tenants : can(regex("^[a-z][a-z0-9]{1,30}$", tenant))])
    error_message = "A tenant's name is 2 to 31 characters: a lower-case letter, then lower-case letters and digits. Nothing else may be in it, as rights are by name."
  }
}
