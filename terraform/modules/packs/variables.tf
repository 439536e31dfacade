variable "release" {
  description = "Folder of an unpacked release on the machine that runs Terraform, which has to reach the domain; null to run the commands of the output `after` elsewhere."
  type        = string
  default     = null
}

variable "opensearch_url" {
  description = "Where OpenSearch is: output of the module opensearch."
  type        = string
}

variable "dashboards_url" {
  description = "Where OpenSearch Dashboards is: output of the module opensearch."
  type        = string
}

variable "user" {
  description = "Who may put templates and saved objects: output of the module opensearch."
  type        = string
}

variable "password_secret_arn" {
  description = "Where that user's password is: output of the module opensearch."
  type        = string
}

variable "password_command" {
  description = "What prints the password of the secret whose ARN follows."
  type        = string
  default     = "aws secretsmanager get-secret-value --query SecretString --output text --secret-id"
}

variable "tenants" {
  description = "Tenants whose indices get aliases."
  type        = set(string)
  default     = []

  validation {
    condition     = alltrue([for tenant in var.tenants : can(regex("^[a-z][a-z0-9]{1,30}$", tenant))])
    error_message = "A tenant's name is 2 to 31 characters: a lower-case letter, then lower-case letters and digits."
  }
}
