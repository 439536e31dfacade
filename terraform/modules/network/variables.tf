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

variable "cidr" {
  description = "Address range of the network, a /16 to /20."
  type        = string
  default     = "10.20.0.0/16"

  validation {
    condition     = can(cidrnetmask(var.cidr)) && try(tonumber(split("/", var.cidr)[1]) >= 16 && tonumber(split("/", var.cidr)[1]) <= 20, false)
    error_message = "The range is IPv4 with 16 to 20 bits, such as 10.20.0.0/16."
  }
}

variable "zones" {
  description = "Three availability zones."
  type        = list(string)

  validation {
    condition     = length(var.zones) == 3 && length(distinct(var.zones)) == 3
    error_message = "Three different zones, so that one may be lost."
  }
}

variable "delivery_ranges" {
  description = "Address ranges from which lines are shipped."
  type        = list(string)
  default     = []
}

variable "administration_ranges" {
  description = "Address ranges from which the installation is administered."
  type        = list(string)
  default     = []
}
