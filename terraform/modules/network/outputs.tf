output "vpc_id" {
  description = "Id of the network."
  value       = aws_vpc.this.id
}

output "subnet_ids" {
  description = "Ids of the subnets, by kind: servers, delivery, administration."
  value = {
    for kind in ["servers", "delivery", "administration"] :
    kind => [for key, subnet in local.subnets : aws_subnet.this[key].id if subnet.kind == kind]
  }
}

output "security_group_ids" {
  description = "Ids of the security groups, by kind: servers, delivery, administration."
  value       = { for kind, group in aws_security_group.this : kind => group.id }
}
