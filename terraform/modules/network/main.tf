# Three kinds of subnets in each of three zones: servers without a way in from outside, the delivery of lines, administration.
# What ships lines reaches brokers alone; who administers does not share a subnet or a group with what ships.

locals {
  kinds = ["servers", "delivery", "administration", "egress"]
  subnets = {
    for pair in setproduct(local.kinds, range(3)) : "${pair[0]}-${pair[1]}" => {
      kind = pair[0]
      zone = var.zones[pair[1]]
      cidr = cidrsubnet(var.cidr, 4, index(local.kinds, pair[0]) * 4 + pair[1])
    }
  }
}

resource "aws_vpc" "this" {
  cidr_block           = var.cidr
  enable_dns_hostnames = true
  enable_dns_support   = true
  tags                 = merge(var.tags, { Name = var.name })
}

resource "aws_default_security_group" "closed" {
  vpc_id = aws_vpc.this.id
  tags   = merge(var.tags, { Name = "${var.name}-default-closed" })
}

resource "aws_subnet" "this" {
  for_each = local.subnets

  vpc_id            = aws_vpc.this.id
  availability_zone = each.value.zone
  cidr_block        = each.value.cidr
  tags = merge(var.tags, { Name = "${var.name}-${each.key}" },
    each.value.kind == "servers" ? { "kubernetes.io/role/internal-elb" = "1" } : {}
  )
}

resource "aws_internet_gateway" "this" {
  vpc_id = aws_vpc.this.id
  tags   = merge(var.tags, { Name = var.name })
}

resource "aws_eip" "egress" {
  domain = "vpc"
  tags   = merge(var.tags, { Name = "${var.name}-egress" })
}

resource "aws_nat_gateway" "this" {
  allocation_id = aws_eip.egress.id
  subnet_id     = aws_subnet.this["egress-0"].id
  tags          = merge(var.tags, { Name = var.name })
}

resource "aws_route_table" "public" {
  vpc_id = aws_vpc.this.id
  tags   = merge(var.tags, { Name = "${var.name}-public" })

  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.this.id
  }
}

resource "aws_route_table" "private" {
  vpc_id = aws_vpc.this.id
  tags   = merge(var.tags, { Name = "${var.name}-private" })

  route {
    cidr_block     = "0.0.0.0/0"
    nat_gateway_id = aws_nat_gateway.this.id
  }
}

resource "aws_route_table_association" "this" {
  for_each = local.subnets

  subnet_id      = aws_subnet.this[each.key].id
  route_table_id = each.value.kind == "egress" ? aws_route_table.public.id : aws_route_table.private.id
}

# The lake's traffic stays within AWS and costs nothing.
resource "aws_vpc_endpoint" "s3" {
  vpc_id            = aws_vpc.this.id
  service_name      = "com.amazonaws.${data.aws_region.current.region}.s3"
  vpc_endpoint_type = "Gateway"
  route_table_ids   = [aws_route_table.private.id]
  tags              = merge(var.tags, { Name = "${var.name}-s3" })
}

data "aws_region" "current" {}

resource "aws_security_group" "this" {
  for_each = {
    servers        = "Flink, and what it talks to"
    delivery       = "What ships lines"
    administration = "Who administers"
  }

  name        = "${var.name}-${each.key}"
  description = each.value
  vpc_id      = aws_vpc.this.id
  tags        = merge(var.tags, { Name = "${var.name}-${each.key}" })
}

resource "aws_vpc_security_group_ingress_rule" "servers" {
  security_group_id            = aws_security_group.this["servers"].id
  referenced_security_group_id = aws_security_group.this["servers"].id
  description                  = "Servers among each other"
  ip_protocol                  = "-1"
  tags                         = var.tags
}

resource "aws_vpc_security_group_ingress_rule" "administration" {
  security_group_id            = aws_security_group.this["servers"].id
  referenced_security_group_id = aws_security_group.this["administration"].id
  description                  = "Administration reaches web pages and interfaces by TLS"
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443
  tags                         = var.tags
}

resource "aws_vpc_security_group_ingress_rule" "delivery_ranges" {
  for_each = toset(var.delivery_ranges)

  security_group_id = aws_security_group.this["delivery"].id
  description       = "Shippers"
  cidr_ipv4         = each.value
  ip_protocol       = "tcp"
  from_port         = 9098
  to_port           = 9098
  tags              = var.tags
}

resource "aws_vpc_security_group_ingress_rule" "administration_ranges" {
  for_each = toset(var.administration_ranges)

  security_group_id = aws_security_group.this["administration"].id
  description       = "Administrators"
  cidr_ipv4         = each.value
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  tags              = var.tags
}

resource "aws_vpc_security_group_egress_rule" "this" {
  for_each = aws_security_group.this

  security_group_id = each.value.id
  description       = "Answers, and what is asked for"
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "-1"
  tags              = var.tags
}
