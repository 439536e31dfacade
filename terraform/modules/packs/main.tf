# A release's own command puts templates and dashboards, when the domain is there and whenever release or tenants change. No
# provider reaches the domain: terraform_data comes with Terraform itself.
locals {
  index      = "\"$RELEASE/bin/drey\" index init ${join(" ", [for tenant in sort(var.tenants) : "--tenant ${tenant}"])} -Dopensearch-urls=\"$SEARCH\" -Dopensearch-user=\"$USER_NAME\" -Dopensearch-password=env:PASSWORD"
  dashboards = "\"$RELEASE/bin/drey\" dashboards install --url \"$DASHBOARDS\" --user \"$USER_NAME\" --password env:PASSWORD"
}

resource "terraform_data" "packs" {
  count = var.release == null ? 0 : 1

  triggers_replace = [var.release, var.opensearch_url, var.dashboards_url, sort(var.tenants)]

  provisioner "local-exec" {
    # The password is read here and now, so that no state has it.
    command     = "PASSWORD=$(${var.password_command} \"$PASSWORD_PLACE\") && export PASSWORD && ${local.index} && ${local.dashboards}"
    interpreter = ["bash", "-euo", "pipefail", "-c"]
    environment = {
      RELEASE        = var.release
      SEARCH         = var.opensearch_url
      DASHBOARDS     = var.dashboards_url
      USER_NAME      = var.user
      PASSWORD_PLACE = var.password_secret_arn
    }
  }
}
