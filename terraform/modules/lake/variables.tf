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

variable "lifecycle_days" {
  description = "Days after which objects of the plain archive move to infrequent access, to instant archive, and are deleted: output of the module sizes."
  type = object({
    infrequent = number
    archive    = number
    delete     = number
  })

  validation {
    condition     = var.lifecycle_days.infrequent < var.lifecycle_days.archive && var.lifecycle_days.archive < var.lifecycle_days.delete
    error_message = "The classes follow each other: infrequent, archive, delete."
  }
}

variable "evidence_lock_years" {
  description = "How long ledger anchors and reports can be neither changed nor deleted by anyone, in years. It cannot be shortened later."
  type        = number
  default     = 1

  validation {
    condition     = var.evidence_lock_years >= 1 && var.evidence_lock_years <= 10
    error_message = "One to ten years."
  }
}

variable "catalog" {
  description = "Where tables are registered: postgresql (which Flink, Trino and all commands share) or glue."
  type        = string
  default     = "postgresql"

  validation {
    condition     = contains(["postgresql", "glue"], var.catalog)
    error_message = "The catalog is postgresql or glue."
  }
}

variable "vpc_id" {
  description = "Network of the catalog's database."
  type        = string
}

variable "subnet_ids" {
  description = "Subnets of the catalog's database."
  type        = list(string)
}

variable "client_security_group_ids" {
  description = "Groups that may ask the catalog's database, by name."
  type        = map(string)
}

variable "catalog_type" {
  description = "Type of the catalog's database."
  type        = string
  default     = "db.t4g.medium"
}
