variable "size" {
  description = "Size class: small (some 10,000 lines a second), 100k (100,000) or 1m (1,000,000)."
  type        = string
  default     = "small"

  validation {
    condition     = contains(["small", "100k", "1m"], var.size)
    error_message = "The size is small, 100k or 1m."
  }
}

variable "retention" {
  description = "How long plain lines stay in each class of storage, in days: standard, then infrequent access, then instant archive, then deleted."
  type = object({
    standard   = optional(number, 30)
    infrequent = optional(number, 60)
    archive    = optional(number, 270)
  })
  default = {}

  validation {
    condition     = var.retention.standard >= 30
    error_message = "S3 moves objects to infrequent access after 30 days at the earliest: standard is at least 30."
  }
  validation {
    condition     = var.retention.infrequent >= 30 && var.retention.archive >= 90
    error_message = "S3 charges 30 days of infrequent access and 90 of instant archive at least: infrequent is at least 30, archive at least 90."
  }
}
