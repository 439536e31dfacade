// Holds every resource, data source, argument and block of terraform/ against the providers' published schemas, and the wiring
// of modules. Schemas are read from the code that cdktf generates of them: what it would write is what a provider takes.
import { createRequire } from "node:module";
import fs from "node:fs";
import path from "node:path";

const cache = process.env.DREY_SCHEMAS;
const top = process.argv[2];
const { parse } = createRequire(path.join(cache, "reader/"))("@cdktf/hcl2json");

const META = new Set(["for_each", "count", "depends_on", "provider", "lifecycle", "provisioner", "connection"]);
const MODULE_META = new Set(["source", "version", "for_each", "count", "depends_on", "providers"]);
const problems = [];
const counts = { resources: 0, data: 0, names: 0, references: 0, inputs: 0, described: 0 };

/** What a block may have: argument names, and the blocks below by name; null for anything. */
class Schema {
  static #known = new Map();

  static of(kind, type) {
    const key = kind + "." + type;
    if (type === "terraform_data") {
      return BUILT_IN;
    }
    if (!Schema.#known.has(key)) {
      const [provider, ...rest] = type.split("_");
      const folder = (kind === "data" ? "data-" + provider + "-" : "") + rest.join("-");
      const file = path.join(cache, provider, folder, "index.js");
      Schema.#known.set(key, fs.existsSync(file) ? new Schema(file) : null);
    }
    return Schema.#known.get(key);
  }

  constructor(file) {
    const code = fs.readFileSync(file, "utf8");
    const types = fs.readFileSync(file.replace(/\.js$/, ".d.ts"), "utf8");
    this.functions = new Map();
    for (const [, name, body] of code.matchAll(/^function (\w+)ToHclTerraform\(struct\) \{\n([\s\S]*?)^\}/gm)) {
      this.functions.set(name, Schema.#attributes(body));
    }
    this.root = Schema.#attributes(/synthesizeHclAttributes\(\) \{\n([\s\S]*?)\n    \}/.exec(code)[1]);
    this.attributes = new Set([...Object.keys(this.root), "id"]);
    // Attributes that are only read: those of the resource's own class, the last of the file.
    const own = code.slice(code.lastIndexOf("extends cdktf.Terraform"));
    for (const [, name] of own.matchAll(/get\w+Attribute\('(\w+)'\)/g)) {
      this.attributes.add(name);
    }
    for (const [, name] of own.matchAll(/(?:OutputReference|List|Map)\(this, "(\w+)"/g)) {
      this.attributes.add(name);
    }
    // What must be given: not optional in the type of its configuration.
    this.required = [];
    const config = /interface \w+Config extends cdktf\.TerraformMetaArguments \{([\s\S]*?)\n\}/.exec(types);
    for (const [, name, optional] of (config?.[1] ?? "").matchAll(/readonly (\w+)(\?)?:/g)) {
      if (!optional) {
        this.required.push(name.replace(/[A-Z]/g, letter => "_" + letter.toLowerCase()));
      }
    }
  }

  static #attributes(body) {
    const attributes = {};
    const entry = /^ +(\w+): \{\n +value: (.*),\n +isBlock: (true|false),/gm;
    for (const [, name, value, isBlock] of body.matchAll(entry)) {
      attributes[name] = { isBlock: isBlock === "true", below: /(\w+)ToHclTerraform(?!.*ToHclTerraform)/.exec(value)?.[1] };
    }
    return attributes;
  }
}

/** What Terraform brings along itself. */
const BUILT_IN = {
  root: { input: { isBlock: false }, triggers_replace: { isBlock: false } },
  functions: new Map(),
  required: [],
  attributes: new Set(["id", "input", "output", "triggers_replace"]),
};

function problem(where, text) {
  problems.push(`${where}: ${text}`);
}

/** The nearest of some names, for a message. */
function meant(name, names) {
  const distance = (a, b) => {
    const row = [...Array(b.length + 1).keys()];
    for (let i = 1; i <= a.length; i++) {
      let diagonal = row[0];
      row[0] = i;
      for (let j = 1; j <= b.length; j++) {
        const above = row[j];
        row[j] = Math.min(row[j] + 1, row[j - 1] + 1, diagonal + (a[i - 1] === b[j - 1] ? 0 : 1));
        diagonal = above;
      }
    }
    return row[b.length];
  };
  const nearest = [...names].sort((a, b) => distance(name, a) - distance(name, b))[0];
  return nearest !== undefined && distance(name, nearest) <= 3 ? `; '${nearest}' may be meant` : "";
}

function checkBlock(where, block, attributes, schema, extra) {
  for (const [name, value] of Object.entries(block)) {
    if (extra.has(name)) {
      continue;
    }
    if (name === "dynamic") {
      for (const [label, bodies] of Object.entries(value)) {
        for (const body of [bodies].flat()) {
          for (const content of [body.content].flat()) {
            checkBlock(where, { [label]: content }, attributes, schema, new Set());
          }
        }
      }
      continue;
    }
    counts.names++;
    const known = attributes[name];
    if (known === undefined) {
      problem(where, `has no argument or block '${name}'${meant(name, Object.keys(attributes))}`);
      continue;
    }
    const below = known.below && schema.functions.get(known.below);
    const bodies = [value].flat().filter(body => body !== null && typeof body === "object");
    // A block is written without '=', and comes as a list of objects; an argument never does so for a scalar.
    if (known.isBlock && bodies.length === 0 && typeof value !== "string") {
      problem(where, `'${name}' is a block, not an argument`);
    }
    if (below && known.isBlock) {
      for (const body of bodies) {
        checkBlock(`${where}.${name}`, body, below, schema, new Set());
      }
    }
  }
}

/** Every text of a body, with what it is within. */
function* texts(value) {
  if (typeof value === "string") {
    yield value;
  } else if (value && typeof value === "object") {
    for (const below of Object.values(value)) {
      yield* texts(below);
    }
  }
}

const modules = new Map();
async function read(folder) {
  if (modules.has(folder)) {
    return modules.get(folder);
  }
  const all = { folder, resource: {}, data: {}, variable: {}, output: {}, module: {}, locals: {} };
  modules.set(folder, all);
  for (const file of fs.readdirSync(folder).filter(name => name.endsWith(".tf")).sort()) {
    const name = path.relative(top, path.join(folder, file));
    const json = await parse(name, fs.readFileSync(path.join(folder, file), "utf8"));
    for (const kind of ["resource", "data"]) {
      for (const [type, named] of Object.entries(json[kind] ?? {})) {
        for (const [label, bodies] of Object.entries(named)) {
          (all[kind][type] ??= {})[label] = { file: name, body: bodies[0] };
        }
      }
    }
    for (const kind of ["variable", "output", "module"]) {
      for (const [label, bodies] of Object.entries(json[kind] ?? {})) {
        all[kind][label] = { file: name, body: bodies[0] };
      }
    }
    for (const locals of json.locals ?? []) {
      Object.assign(all.locals, locals);
    }
    (all.texts ??= []).push([name, json]);
  }
  return all;
}

async function check(folder) {
  const here = await read(folder);
  for (const kind of ["resource", "data"]) {
    for (const [type, named] of Object.entries(here[kind])) {
      for (const [label, { file, body }] of Object.entries(named)) {
        const where = `${file}: ${kind === "data" ? "data." : ""}${type}.${label}`;
        counts[kind === "data" ? "data" : "resources"]++;
        const schema = Schema.of(kind, type);
        if (schema === null) {
          problem(where, "the provider has no such type");
          continue;
        }
        checkBlock(where, body, schema.root, schema, META);
        for (const name of schema.required.filter(name => !(name in body) && !(name in (body.dynamic ?? {})))) {
          problem(where, `'${name}' is missing`);
        }
      }
    }
  }
  for (const [name, { file, body }] of Object.entries(here.variable)) {
    for (const key of ["description", "type"]) {
      if (!body[key]) {
        problem(`${file}: variable ${name}`, `has no ${key}`);
      }
    }
  }
  for (const [name, { file, body }] of Object.entries(here.output)) {
    if (!body.description) {
      problem(`${file}: output ${name}`, "has no description");
    }
  }
  for (const [name, { file, body }] of Object.entries(here.module)) {
    const where = `${file}: module.${name}`;
    const below = path.resolve(folder, body.source);
    if (!fs.existsSync(below)) {
      problem(where, `there is no ${body.source}`);
      continue;
    }
    const there = await read(below);
    for (const input of Object.keys(body).filter(key => !MODULE_META.has(key))) {
      counts.inputs++;
      if (!(input in there.variable)) {
        problem(where, `the module has no input '${input}'${meant(input, Object.keys(there.variable))}`);
      }
    }
    for (const [input, { body: variable }] of Object.entries(there.variable)) {
      if (!("default" in variable) && !(input in body)) {
        problem(where, `the input '${input}' is missing`);
      }
    }
  }
  await references(here);
}

/** A module's README has its inputs and outputs, each with its description, and no others. */
function checkReadme(folder) {
  const file = path.join(folder, "README.md");
  const name = path.relative(top, file);
  if (!fs.existsSync(file)) {
    problem(path.relative(top, folder), "has no README.md");
    return;
  }
  const here = modules.get(folder);
  const said = new Map();
  for (const [, label, rest] of fs.readFileSync(file, "utf8").matchAll(/^\| `(\w+)` \| (.*) \|$/gm)) {
    said.set(label, rest.split(" | ").at(-1));
  }
  const all = new Map([...Object.entries(here.variable), ...Object.entries(here.output)]);
  for (const [label, { body }] of all) {
    counts.described++;
    if (!said.has(label)) {
      problem(name, `says nothing of '${label}'`);
    } else if (said.get(label) !== body.description) {
      problem(name, `says of '${label}' something else than its description`);
    }
  }
  for (const label of [...said.keys()].filter(label => !all.has(label))) {
    problem(name, `describes '${label}', which the module does not have`);
  }
}

async function references(here) {
  for (const [file, json] of here.texts) {
    for (const text of texts(json)) {
      for (const [, expression] of text.matchAll(/\$\{((?:[^{}]|\{[^{}]*\}|\$\{[^}]*\})*)\}/gs)) {
        const code = expression.replace(/"(?:[^"\\$]|\\.|\$(?!\{))*"/g, '""');
        for (const [, name] of code.matchAll(/\bvar\.(\w+)/g)) {
          counts.references++;
          if (!(name in here.variable)) {
            problem(file, `var.${name} is not declared${meant(name, Object.keys(here.variable))}`);
          }
        }
        for (const [, name] of code.matchAll(/\blocal\.(\w+)/g)) {
          counts.references++;
          if (!(name in here.locals)) {
            problem(file, `local.${name} is not declared${meant(name, Object.keys(here.locals))}`);
          }
        }
        for (const [, name, output] of code.matchAll(/\bmodule\.(\w+)(?:\[[^\]]*\])?\.(\w+)/g)) {
          counts.references++;
          const used = here.module[name];
          const there = used && (await read(path.resolve(here.folder, used.body.source)));
          if (!there) {
            problem(file, `module.${name} is not declared`);
          } else if (!(output in there.output)) {
            problem(file, `module.${name} has no output '${output}'${meant(output, Object.keys(there.output))}`);
          }
        }
        for (const [, data, type, label, attribute] of code.matchAll(
          /(?<![\w.])(data\.)?((?:aws|helm|terraform)_\w+)\.(\w+)(?:\[[^\]]*\])?(?:\.(\w+))?/g
        )) {
          counts.references++;
          const kind = data ? "data" : "resource";
          const schema = here[kind][type]?.[label] && Schema.of(kind, type);
          if (!here[kind][type]?.[label]) {
            problem(file, `${data ?? ""}${type}.${label} is not declared`);
          } else if (schema && attribute !== undefined && !schema.attributes.has(attribute)) {
            problem(file, `${data ?? ""}${type}.${label} has no attribute '${attribute}'${meant(attribute, schema.attributes)}`);
          }
        }
      }
    }
  }
}

for (const group of ["modules", "examples"]) {
  for (const name of fs.readdirSync(path.join(top, group)).sort()) {
    await check(path.join(top, group, name));
    if (group === "modules") {
      checkReadme(path.join(top, group, name));
    }
  }
}
for (const text of new Set(problems)) {
  console.error(`terraform: ${text}`);
}
if (counts.resources < 30 || counts.names < 200) {
  console.error(`terraform: only ${counts.resources} resources were found: something is not read`);
  process.exit(1);
}
if (problems.length > 0) {
  process.exit(1);
}
console.log(
  `terraform: ${counts.resources} resources, ${counts.data} data sources, ${counts.names} arguments and blocks, ` +
    `${counts.inputs} inputs of modules and ${counts.references} references are as the schemas say; ` +
    `READMEs describe ${counts.described} inputs and outputs`
);
