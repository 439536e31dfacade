run "the_default_is_one_month_two_months_nine_months" {
  command = plan

  assert {
    condition     = output.lifecycle_days == { infrequent = 30, archive = 90, delete = 360 }
    error_message = "standard one month, infrequent two, archive nine"
  }
  assert {
    condition     = output.size.brokers == 3
    error_message = "three brokers, so that one may be lost"
  }
}

run "another_life_of_objects" {
  command = plan

  variables {
    size      = "1m"
    retention = { standard = 45, infrequent = 30, archive = 90 }
  }

  assert {
    condition     = output.lifecycle_days == { infrequent = 45, archive = 75, delete = 165 }
    error_message = "the classes follow each other"
  }
  assert {
    condition     = output.size.brokers % 3 == 0
    error_message = "as many brokers in each of three zones"
  }
}

run "a_size_that_is_none" {
  command = plan

  variables {
    size = "huge"
  }

  expect_failures = [var.size]
}

run "a_move_before_s3_allows_it" {
  command = plan

  variables {
    retention = { standard = 7 }
  }

  expect_failures = [var.retention]
}
