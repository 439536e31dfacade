// Shows that the check finds mistakes: plants one at a time in a copy, and expects it to be told.
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";

const top = process.argv[2];
const mistakes = [
  ["modules/kafka/main.tf", "number_of_broker_nodes", "number_of_broker_node", "'number_of_broker_nodes' may be meant"],
  ["modules/kafka/main.tf", "ebs_storage_info {", "ebs_storage {", "has no argument or block 'ebs_storage'"],
  ["modules/kafka/main.tf", "cluster_name           = var.name\n", "", "'cluster_name' is missing"],
  ["modules/lake/main.tf", 'resource "aws_s3_bucket_versioning"', 'resource "aws_s3_bucket_versions"', "the provider has no such type"],
  ["modules/lake/main.tf", "object_lock_enabled = each", "object_lock_enable = each", "'object_lock_enabled' may be meant"],
  ["modules/kafka/outputs.tf", "bootstrap_brokers_sasl_iam", "bootstrap_brokers_iam", "has no attribute 'bootstrap_brokers_iam'"],
  ["modules/flink/main.tf", "create_namespace = true", "make_namespace = true", "has no argument or block 'make_namespace'"],
  ["modules/network/main.tf", "var.delivery_ranges", "var.delivery_range", "var.delivery_range is not declared"],
  ["examples/production/main.tf", "  alarm_emails ", "  alarm_email ", "the module has no input 'alarm_email'"],
  ["examples/minimal/main.tf", "module.kafka.cluster_path", "module.kafka.cluster_name", "module.kafka has no output 'cluster_name'"],
  ["examples/minimal/main.tf", "  lifecycle_days            = module.sizes.lifecycle_days\n", "", "the input 'lifecycle_days' is missing"],
  ["modules/lake/README.md", "| `warehouse` |", "| `warehous` |", "says nothing of 'warehouse'"],
  ["modules/lake/variables.tf", "Network of the catalog's database.", "Its network.", "says of 'vpc_id' something else"],
  ["modules/packs/main.tf", "triggers_replace =", "trigger_replace =", "'triggers_replace' may be meant"],
];
let missed = 0;
for (const [file, right, wrong, told] of mistakes) {
  const copy = fs.mkdtempSync(path.join(os.tmpdir(), "drey-terraform-"));
  try {
    fs.cpSync(top, copy, { recursive: true });
    const text = fs.readFileSync(path.join(copy, file), "utf8");
    if (!text.includes(right)) {
      throw new Error(`${file} has no '${right}': adapt mistakes.mjs`);
    }
    fs.writeFileSync(path.join(copy, file), text.replace(right, wrong));
    const run = spawnSync(process.execPath, [path.join(top, "check/check.mjs"), copy], { encoding: "utf8" });
    if (run.status !== 1 || !run.stderr.includes(told)) {
      missed++;
      console.error(`terraform: the check did not say "${told}" of ${file}:\n${run.stderr}`);
    }
  } finally {
    fs.rmSync(copy, { recursive: true });
  }
}
if (missed > 0) {
  process.exit(1);
}
console.log(`terraform: ${mistakes.length} planted mistakes were found`);
