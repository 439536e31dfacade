variables {
  opensearch_url      = "https://search.example:443"
  dashboards_url      = "https://search.example/_dashboards"
  user                = "drey"
  password_secret_arn = "arn-of-the-secret"
  password_command    = "echo secret-of"
  tenants             = ["globex", "acme"]
}

run "without_a_release_the_commands_are_told" {
  command = plan

  assert {
    condition     = length(terraform_data.packs) == 0 && length(output.after) == 3
    error_message = "nothing is run, three commands are told"
  }
  assert {
    condition     = strcontains(output.after[0], "arn-of-the-secret")
    error_message = "the commands say where the password is"
  }
}

run "with_a_release_templates_and_dashboards_are_put" {
  variables {
    release = "tests/release"
  }

  assert {
    condition     = length(output.after) == 0
    error_message = "nothing is left to run"
  }
  assert {
    condition = length(terraform_data.packs) == 1 && split("\n", trimspace(file("tests/asked.txt"))) == tolist([
      "index init --tenant acme --tenant globex -Dopensearch-urls=https://search.example:443 -Dopensearch-user=drey -Dopensearch-password=env:PASSWORD with secret-of arn-of-the-secret",
      "dashboards install --url https://search.example/_dashboards --user drey --password env:PASSWORD with secret-of arn-of-the-secret",
    ])
    error_message = "the release's command was asked for something else"
  }
}

run "a_tenant_whose_name_is_none" {
  command = plan

  variables {
    tenants = ["acme; rm -rf"]
  }

  expect_failures = [var.tenants]
}
