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

variable "kubernetes_cluster" {
  description = "Name of the Kubernetes cluster whose pods take the jobs' roles."
  type        = string
}

variable "namespace" {
  description = "Namespace of the jobs."
  type        = string
}

variable "kafka_cluster" {
  description = "Name and id of the MSK cluster, as in its ARN: NAME/UUID."
  type        = string
}

variable "bucket_arns" {
  description = "ARNs of the buckets: lake, archive, state, evidence."
  type        = map(string)

  validation {
    condition     = alltrue([for key in ["lake", "state", "evidence"] : contains(keys(var.bucket_arns), key)])
    error_message = "There are buckets lake, state and evidence."
  }
}

variable "key_arn" {
  description = "Key that encrypts the buckets' objects."
  type        = string
}

variable "tenants" {
  description = "Tenants whose shippers and readers get roles of their own."
  type        = set(string)
  default     = []
}

variable "tenant_principals" {
  description = "Who takes a tenant's roles: by tenant, ARNs of roles or accounts. A tenant without has none."
  type        = map(list(string))
  default     = {}
}

variable "session" {
  description = "Whether all jobs run in one session cluster, whose pods then take one role with the rights of all jobs."
  type        = bool
  default     = false
}
