/** The package as somebody installs it: packed, unpacked into an empty folder, and used from there. */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import ts from "typescript";
import { beforeAll, describe, expect, test } from "vitest";
import { builtFolder } from "../cli/run-waybill.ts";
import { pack } from "./pack.ts";

const SPEC = readFileSync("specs/orders/broken.waybill", "utf8");

const USE = `
import { readFileSync } from "node:fs";
import { check, compile, infer } from "waybill";
import { explore, scenario, verify } from "waybill/verify";
const { topology } = compile([{ path: "orders.waybill", text: readFileSync("orders.waybill", "utf8") }]);
`;

const SCRIPT = `${USE}
const flow = "shop.placing -> shipping.pack";
const { violations } = explore(topology, { flow, workload: 1 });
console.log(JSON.stringify([check(topology).summary.errors, infer(topology).flows.length, violations[0].faults]));
`;

const ARBITRARIES = `
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { arbitraries } from "waybill/arbitraries";
const sources = [{ path: "orders.waybill", text: readFileSync("orders.waybill", "utf8") }];
const all = arbitraries({ spec: { sources } });
console.log(Object.entries(all).map(([name, each]) => name + " " + fc.sample(each, 5).length).join());
`;

const NODE_TEST = `import assert from "node:assert/strict";
import { test } from "node:test";
${USE}
test("an order is not lost when a consumer crashes", () => {
  const faults = { of: ["process-crash@shipping.pack"] };
  assert.deepEqual(explore(topology, { flow: "shop.placing -> shipping.pack", faults }).violations, []);
  scenario(topology, { flow: "shop.placing -> shipping.pack" }).send().expect({ effects: { m1: 1 } }).run();
});
`;

const VITEST = `import { expect, test } from "vitest";
${USE}
test("everything is refuted", async () => {
  const { flows } = await verify(topology, { runs: 10 });
  expect(flows.map(({ verdict }) => verdict)).toEqual(["refuted", "refuted"]);
});
`;

const TYPED = `import { testGuarantees } from "waybill/vitest";
import { check, compile, type Compiled, WaybillError } from "waybill";
import { type Automaton, type ExploreReport, explore, violated, verify, type VerifyResult } from "waybill/verify";
import { type Arbitraries, arbitraries } from "waybill/arbitraries";
interface Messages { readonly Order: { readonly id: string } }
export const drawn: Arbitraries<Messages>["Order"] | undefined = undefined;
export const none: object = arbitraries({ spec: { sources: [] } });
const { topology, findings }: Compiled = compile([{ path: "a.waybill", text: "" }]);
export const declareTests = (): void => testGuarantees({ spec: { sources: [] } }, () => ({}), { seed: 2 });
export const codes: readonly string[] = findings.map(({ code }) => code);
const once: Automaton = {
  name: "once",
  initial: (messages) => Array.from({ length: messages }, () => 0),
  step: (state, event) => {
    if (event.kind !== "effect") return state;
    const number: number = event.number;
    return state[number] === 1 ? violated(event.message) : state.map((n, m) => (m === number ? 1 : n));
  },
};
export async function run(): Promise<VerifyResult | string> {
  if (topology === undefined) return check({ findings }).topologies.length.toString();
  try {
    const report: ExploreReport = explore(topology, { workload: { batches: [["a"]] }, invariants: [once] });
    return report.complete ? await verify(topology, { runs: 1 }) : "incomplete";
  } catch (error) {
    return error instanceof WaybillError ? error.code : "other";
  }
}
`;

let home = "";
let tarball = "";

/** Building and packing, on a machine that does other things too. In ms. */
const SET_UP_MAX = 120_000;

beforeAll(() => {
  tarball = pack();
  home = mkdtempSync(join(tmpdir(), "waybill-home-"));
  mkdirSync(join(home, "node_modules/waybill"), { recursive: true });
  execFileSync("tar", ["xzf", tarball, "--strip-components=1", "-C", join(home, "node_modules/waybill")]);
  for (const name of ["vitest", "typescript", "fast-check", "pure-rand", "ajv"])
    symlinkSync(resolve("node_modules", name), join(home, "node_modules", name));
  const files = {
    "package.json": '{ "type": "module" }',
    "orders.waybill": SPEC,
    "script.mjs": SCRIPT,
    "arbitraries.mjs": ARBITRARIES,
    "use.test.mjs": NODE_TEST,
    "in-vitest.test.mjs": VITEST,
    "typed.ts": TYPED,
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(home, name), text);
}, SET_UP_MAX);

function run(...args: readonly string[]): { readonly status: number | null; readonly out: string } {
  const env = { PATH: process.env["PATH"] ?? "", NO_COLOR: "1" };
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: home, encoding: "utf8", env });
  return { status, out: stdout + stderr };
}

describe("the packed package", () => {
  test("holds what is built, the schemas, the book and what pipelines take, nothing of the sources, and is small", () => {
    const names = execFileSync("tar", ["tzf", tarball], { encoding: "utf8" }).trim().split("\n");
    expect(names).toContain("package/dist/api/verify.d.ts");
    const known = /^package\/(?:dist\/|ci\/|docs\/.+\.(?:md|svg)$|grammar\/[\w.]+\.json$|[\w.]+$)/;
    expect(names.filter((name) => !known.test(name))).toEqual([]);
    const template = /^package\/dist\/templates\//;
    const sources = names.filter((name) => /\.(?:ts|map)$/.test(name) && !name.endsWith(".d.ts"));
    expect(sources.filter((name) => !template.test(name))).toEqual([]);
    expect(statSync(tarball).size).toBeLessThan(2_000_000);
  });

  test.each(["WB4123", "message arrives twice"])("explain %s names a page that is installed", (words) => {
    const { out } = run("node_modules/waybill/dist/cli/waybill.js", "explain", words);
    const page = /^\s*read\s+([^\s#]+)/m.exec(out)?.[1] ?? "";
    expect(page).toMatch(/^node_modules\/waybill\/docs\/.+\.md$/);
    expect(readFileSync(join(home, page), "utf8")).toMatch(/^# /);
  });

  test("serves a plain script, without any other package", () => {
    expect(run("script.mjs")).toEqual({ status: 0, out: '[3,2,["process-crash@orders.leader"]]\n' });
  });

  test("gives arbitraries beside the fast-check of whoever imports them", () => {
    expect(run("arbitraries.mjs")).toEqual({ status: 0, out: "OrderPlaced 5\n" });
  });

  test("serves CommonJS where Node can require modules", () => {
    const { status, out } = run(
      "--no-warnings",
      "--input-type=commonjs",
      "--eval",
      'console.log(typeof require("waybill").compile, typeof require("waybill/verify").explore)',
    );
    expect({ status, out }).toEqual({ status: 0, out: "function function\n" });
  });

  test("serves node:test", () => {
    const { status, out } = run("--test", "use.test.mjs");
    expect(out).toMatch(/pass 1\b/);
    expect(status).toBe(0);
  });

  test("serves Vitest", () => {
    const { status, out } = run(
      "node_modules/vitest/vitest.mjs",
      "run",
      "--testTimeout",
      "60000",
      "in-vitest.test.mjs",
    );
    expect(out).toMatch(/1 passed/);
    expect(status).toBe(0);
  });

  test("exports nothing else", () => {
    for (const inner of ["waybill/dist/api/waybill.js", "waybill/package.json", "waybill/src"])
      expect(run("--input-type=module", "--eval", `import "${inner}"`).out).toContain(
        "ERR_PACKAGE_PATH_NOT_EXPORTED",
      );
  });

  test.each([
    ["nodenext", ts.ModuleKind.NodeNext, ts.ModuleResolutionKind.NodeNext],
    ["node16", ts.ModuleKind.Node16, ts.ModuleResolutionKind.Node16],
    ["bundler", ts.ModuleKind.ESNext, ts.ModuleResolutionKind.Bundler],
  ])(
    "has types that hold strictly, with no library but that of ES2022: %s",
    (_, module, moduleResolution) => {
      const program = ts.createProgram([join(home, "typed.ts")], {
        module,
        moduleResolution,
        target: ts.ScriptTarget.ES2022,
        lib: ["lib.es2022.d.ts"],
        types: [],
        strict: true,
        exactOptionalPropertyTypes: true,
        skipLibCheck: false,
        noEmit: true,
      });
      const found = ts.getPreEmitDiagnostics(program);
      expect(found.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"))).toEqual([]);
    },
  );
});

/** Declarations without what is said about them. */
function surface(): string {
  const text = readFileSync(join(builtFolder(), "api/declarations.d.ts"), "utf8");
  const file = ts.createSourceFile("declarations.d.ts", text, ts.ScriptTarget.ES2022);
  return ts.createPrinter({ removeComments: true }).printFile(file);
}

test("what is exported is what was reviewed (UPDATE_DOCS=1 writes it anew)", () => {
  const path = "test/api/golden/surface.txt";
  if (process.env["UPDATE_DOCS"] === "1") writeFileSync(path, surface());
  expect(surface()).toBe(readFileSync(path, "utf8"));
});
