/** The driver where users have it: in a process or a thread of Vitest, and under Node's own test runner. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { build, type Plugin } from "esbuild";
import { afterAll, beforeAll, expect, test } from "vitest";

/** Below the repository, so that packages are found from there. */
let folder = "";

beforeAll(async () => {
  folder = mkdtempSync(resolve("node_modules/.driver-"));
  await bundle("test/harness/driver/driven.ts", "dist/chunks/driven.mjs", []);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The driver lies in a folder of its own, as in the package: that is how lines of the user's are told from ours. */
const driverApart: Plugin = {
  name: "driver apart",
  setup: (set) =>
    set.onResolve({ filter: /\/driven\.ts$/ }, () => ({ path: "./dist/chunks/driven.mjs", external: true })),
};

async function bundle(entry: string, outfile: string, plugins: Plugin[]): Promise<string> {
  const path = resolve(folder, outfile);
  await build({
    entryPoints: [entry],
    outfile: path,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    packages: "external",
    logLevel: "warning",
    plugins,
  });
  return path;
}

const bundled = (name: string): Promise<string> =>
  bundle(`test/harness/driver/fixtures/${name}.ts`, `${name}.mjs`, [driverApart]);

function node(args: readonly string[]): { readonly status: number | null; readonly output: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    encoding: "utf8",
    timeout: 60_000,
    env: { ...process.env, NODE_OPTIONS: "", VITEST: "" },
  });
  return { status, output: `${stdout}${stderr}` };
}

test("the same holds in a thread of Vitest", () => {
  const files = ["driver", "environment", "foreign", "timers"].map(
    (name) => `test/harness/driver/${name}.test.ts`,
  );
  const { status, output } = node(["node_modules/vitest/vitest.mjs", "run", "--pool=threads", ...files]);
  expect(output).toContain("4 passed");
  expect(status).toBe(0);
});

test("in a pool of virtual machines nothing is driven, since named imports would stay real", () => {
  writeFileSync(
    resolve(folder, "vitest.config.mjs"),
    'export default { test: { include: ["*.pool.mjs"], exclude: [] } };',
  );
  writeFileSync(
    resolve(folder, "a.pool.mjs"),
    'import { test } from "vitest"; import { underControl } from "./dist/chunks/driven.mjs";' +
      'test("is driven", () => underControl(async () => {}));',
  );
  const run = (pool: string): ReturnType<typeof node> =>
    node(["node_modules/vitest/vitest.mjs", "run", "--root", folder, `--pool=${pool}`]);
  expect(run("threads").status).toBe(0);
  const { status, output } = run("vmThreads");
  expect(output).toContain("testGuarantees runs in Vitest's pools `forks` (the default) and `threads`");
  expect(status).toBe(1);
});

test("under node:test executions are driven, and the test's own timers and rejections are not", async () => {
  const { status, output } = node(["--test", await bundled("under-node-test")]);
  expect(output).toMatch(/# pass 3|pass 3/);
  expect(status).toBe(0);
});

test.each([
  ["set up", "[[50,50],[]]"],
  ["not set up", '[null,["foreign wait"]]'],
])("functions taken when the program begins: %s", async (how, printed) => {
  expect(node([await bundled("taken-early"), how])).toEqual({ status: 0, output: `${printed}\n` });
});

test.each(["process", "thread"])(
  "a loop of microtasks ends the %s that it would block for ever, with its line",
  async (where) => {
    const { status, output } = node([await bundled("endless-loop"), where]);
    expect(output).toMatch(
      /^waybill: looping made 2000000 promises without waiting .*: an endless loop at .*endless-loop/m,
    );
    expect(status).toBe(1);
  },
);
