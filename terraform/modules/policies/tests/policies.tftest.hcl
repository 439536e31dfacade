variables {
  region              = "eu-central-1"
  account             = "123456789012"
  kafka_cluster       = "drey/00000000-1111-2222-3333-444444444444-1"
  lake_bucket_arn     = "arn:aws:s3:::drey-lake"
  evidence_bucket_arn = "arn:aws:s3:::drey-evidence"
  tenants             = ["acme", "globex"]
}

run "nobody_may_do_everything" {
  command = plan

  assert {
    condition = alltrue([
      for document in concat(values(output.jobs), values(output.shippers), values(output.readers)) :
      alltrue([
        for statement in jsondecode(document).Statement :
        !contains(statement.Action, "*") && !contains(statement.Resource, "*") && length(statement.Resource) > 0
      ])
    ])
    error_message = "each statement names actions and resources"
  }
}

run "a_shipper_writes_its_tenants_lines_alone" {
  command = plan

  assert {
    condition     = !strcontains(output.shippers["acme"], "globex") && !strcontains(output.shippers["acme"], "ReadData")
    error_message = "nothing of another tenant's, nothing to read"
  }
  assert {
    condition = toset([
      for statement in jsondecode(output.shippers["acme"]).Statement : statement.Resource[0] if statement.Sid == "Write"
    ]) == toset(["arn:aws:kafka:eu-central-1:123456789012:topic/drey/00000000-1111-2222-3333-444444444444-1/raw.acme.*"])
    error_message = "raw.acme.*"
  }
}

run "a_reader_writes_nothing" {
  command = plan

  assert {
    condition     = !strcontains(output.readers["acme"], "WriteData") && !strcontains(output.readers["acme"], "raw.")
    error_message = "events, alerts and dead letters are read"
  }
}

run "only_maintenance_deletes_from_the_lake" {
  command = plan

  assert {
    condition = toset([
      for name, document in output.jobs : name if anytrue([
        for statement in jsondecode(document).Statement :
        statement.Sid == "Tables" && contains(statement.Action, "s3:DeleteObject")
      ])
    ]) == toset(["maintenance"])
    error_message = "jobs that land rows do not delete"
  }
  assert {
    condition = alltrue([
      for document in values(output.jobs) : alltrue([
        for statement in jsondecode(document).Statement :
        statement.Sid != "Anchors" || !contains(statement.Action, "s3:DeleteObject")
      ])
    ])
    error_message = "nobody deletes evidence"
  }
}

run "a_tenant_whose_name_would_widen_its_rights" {
  command = plan

  variables {
    tenants = ["acme.*"]
  }

  expect_failures = [var.tenants]
}
