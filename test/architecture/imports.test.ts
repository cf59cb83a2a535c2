import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Cruise, violationsIn } from "../../tools/architecture/cruise.ts";
import { forbiddenRules, readArchitecture } from "../../tools/architecture/rules.ts";

const architecture = readArchitecture("architecture.json");
const rules = forbiddenRules(architecture);

/** One import, in a file of its own, that breaks exactly the rule it is planted for. */
interface Plant {
  readonly rule: string;
  readonly from: string;
  readonly to: string;
}

const names = Object.keys(architecture.mayImport);
const parts = Object.entries(architecture.brokerFile);
const module = (folder: string): string =>
  folder === "src/brokers" ? "src/brokers/alpha/settings.ts" : `${folder}/thing.ts`;

function layerPlants(): Plant[] {
  return Object.entries(architecture.mayImport).flatMap(([from, to]) => {
    const forbidden = names.filter((name) => name !== from && !to.includes(name));
    const [target] = forbidden;
    if (target === undefined) return [];
    const file = from === "src/brokers" ? "src/brokers/alpha/broker/bad.ts" : `${from}/bad-layer.ts`;
    return [{ rule: `layer:${from}`, from: file, to: module(target) }];
  });
}

function passPlants(): Plant[] {
  return architecture.passes.slice(0, -1).map((pass, i) => ({
    rule: `pass:${pass}`,
    from: `src/compiler/${pass}/bad-pass.ts`,
    to: `src/compiler/${architecture.passes[i + 1]}/thing.ts`,
  }));
}

function brokerPlants(): Plant[] {
  return parts.flatMap(([part, { core, own }]) => {
    const siblings = parts.map(([name]) => name).filter((name) => name !== part && !own.includes(name));
    const rooms = architecture.mayImport["src/brokers"]?.filter((room) => !core.includes(room)) ?? [];
    const targets = [
      ...siblings.map((sibling) => `src/brokers/alpha/${sibling}/thing.ts`),
      ...rooms.map((room) => `${room}/thing.ts`),
    ];
    return targets.map((to) => ({
      rule: `broker:${part}`,
      from: `src/brokers/alpha/${part}/bad-${to.replaceAll("/", "-")}`,
      to,
    }));
  });
}

/** The name of a package, `@scope/name` included, as a part of a file name. */
function fileName(packageName: string): string {
  return packageName.replaceAll(/[@/]+/g, "-");
}

function packagePlants(): Plant[] {
  return Object.keys(architecture.packages).map((name) => ({
    rule: `package:${name}`,
    from: `src/model/bad-${fileName(name)}.ts`,
    to: name,
  }));
}

const plants: readonly Plant[] = [
  { rule: "resolvable", from: "src/model/bad-missing.ts", to: "src/model/absent.ts" },
  { rule: "no-cycle", from: "src/model/cycle-a.ts", to: "src/model/cycle-b.ts" },
  { rule: "no-broker-to-broker", from: "src/brokers/beta/settings.ts", to: "src/brokers/alpha/settings.ts" },
  { rule: "no-node-in-core", from: "src/runtime/bad-node.ts", to: "node:fs" },
  { rule: "no-other-package", from: "src/compiler/check/bad-package.ts", to: "typescript" },
  ...packagePlants(),
  ...layerPlants(),
  ...passPlants(),
  ...brokerPlants(),
];

function importLine(from: string, to: string): string {
  if (!to.includes("/") || to.startsWith("node:") || to.startsWith("@"))
    return `import * as planted from "${to}";\nexport { planted };\n`;
  const up = "../".repeat(dirname(from).split("/").length);
  return `import type { Thing } from "${up}${to}";\nexport type Planted = Thing;\n`;
}

/** A tree in which each room has one innocent module that imports every room it may. */
function cleanTree(): Map<string, string> {
  const tree = new Map<string, string>();
  const innocent = "export interface Thing { readonly size: number }\n";
  for (const name of names) tree.set(module(name), innocent);
  for (const pass of architecture.passes) tree.set(`src/compiler/${pass}/thing.ts`, innocent);
  for (const [part] of parts) tree.set(`src/brokers/alpha/${part}/thing.ts`, innocent);
  for (const [from, to] of Object.entries(architecture.mayImport)) {
    if (from === "src/brokers") continue;
    for (const target of to) {
      const file = `${from}/good-${target.replaceAll("/", "-")}.ts`;
      tree.set(file, importLine(file, module(target)));
    }
  }
  for (const [part, { own }] of parts) {
    for (const sibling of own) {
      const file = `src/brokers/alpha/${part}/good-${sibling}.ts`;
      tree.set(file, importLine(file, `src/brokers/alpha/${sibling}/thing.ts`));
    }
  }
  for (const [name, [allowed]] of Object.entries(architecture.packages)) {
    if (allowed === undefined) continue;
    const file = `${allowed.replaceAll("*", "alpha")}/good-${fileName(name)}.ts`;
    tree.set(file, importLine(file, name));
  }
  for (const allowed of architecture.nodeAllowed) {
    const file = `${allowed.replaceAll("*", "alpha")}/good-node.ts`;
    tree.set(file, importLine(file, "node:fs"));
  }
  return tree;
}

const folders: string[] = [];

async function cruised(tree: ReadonlyMap<string, string>): Promise<Cruise> {
  const root = mkdtempSync(join(tmpdir(), "waybill-architecture-"));
  folders.push(root);
  for (const [path, text] of tree) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  writeFileSync(join(root, "package.json"), '{ "type": "module" }');
  symlinkSync(resolve("node_modules"), join(root, "node_modules"));
  return violationsIn(root, rules);
}

let planted: Cruise;

beforeAll(async () => {
  const tree = cleanTree();
  for (const { from, to } of plants) tree.set(from, importLine(from, to));
  tree.set("src/model/cycle-b.ts", importLine("src/model/cycle-b.ts", "src/model/cycle-a.ts"));
  planted = await cruised(tree);
});

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

describe("the import rules", () => {
  test("accept this repository", async () => {
    expect((await violationsIn(".", rules)).violations).toEqual([]);
  });

  test("accept every import that architecture.json allows", async () => {
    const { modules, violations } = await cruised(cleanTree());
    expect(modules).toBeGreaterThan(names.length);
    expect(violations).toEqual([]);
  });

  test.each(rules.map(({ name }) => name))("%s has a planted violation and reports it", (rule) => {
    const mine = plants.filter((plant) => plant.rule === rule);
    expect(mine.length).toBeGreaterThan(0);
    for (const { from } of mine) {
      expect(planted.violations.filter((each) => each.from === from && each.rule === rule)).toHaveLength(1);
    }
  });

  test("report nothing that was not planted", () => {
    const files = new Set([...plants.map(({ from }) => from), "src/model/cycle-b.ts"]);
    expect(planted.violations.filter(({ from }) => !files.has(from))).toEqual([]);
  });

  test("refuse an empty list, an empty rule set and an empty tree", async () => {
    for (const list of ["mayImport", "passes", "brokerFile", "nodeAllowed", "packages"] as const) {
      const emptied = {
        ...architecture,
        [list]: Array.isArray(architecture[list]) ? [] : {},
      };
      expect(() => forbiddenRules(emptied)).toThrow(`${list} is empty`);
    }
    await expect(violationsIn(".", [])).rejects.toThrow("no architecture rules");
    await expect(cruised(new Map())).rejects.toThrow("no modules");
  });
});
