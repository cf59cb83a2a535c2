/** The first five minutes of somebody new: `waybill init`, and what its README says, from the packed package. */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { pack } from "../api/pack.ts";

/** Packages come from the cache of whoever has run `npm ci` here, else from the registry. In ms. */
const STEP_MAX = 180_000;

/** Goes with all that tests write: there is much in it. */
let root = "";
let project = "";

interface Ended {
  readonly code: number | null;
  readonly text: string;
}

function run(command: string, args: readonly string[], cwd: string): Ended {
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd,
    encoding: "utf8",
    timeout: STEP_MAX,
    env: { PATH: process.env["PATH"] ?? "", HOME: process.env["HOME"] ?? "", NO_COLOR: "1", CI: "1" },
  });
  return { code: status, text: stdout + stderr };
}

/** `npm run WORDS` in the project. */
function script(...words: readonly string[]): Ended {
  return run("npm", ["run", "--silent", ...words], project);
}

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "waybill-starter-"));
  const tarball = pack();
  const home = join(root, "home");
  mkdirSync(join(home, "node_modules/waybill"), { recursive: true });
  execFileSync("tar", ["xzf", tarball, "--strip-components=1", "-C", join(home, "node_modules/waybill")]);
  writeFileSync(
    join(home, "package.json"),
    JSON.stringify({ private: true, devDependencies: { waybill: `file:${tarball}` } }),
  );
  const init = run(process.execPath, ["node_modules/waybill/dist/cli/waybill.js", "init", "../shop"], home);
  expect(init).toMatchObject({ code: 0 });
  expect(init.text).toContain(`package.json takes it from ${tarball}, which has to stay there`);
  project = join(root, "shop");
  const flags = ["--prefer-offline", "--ignore-scripts", "--no-audit", "--no-fund"];
  expect(run("npm", ["install", ...flags], project)).toMatchObject({ code: 0 });
}, STEP_MAX);

test(
  "check, verify, generate, types and tests of a new project are all well",
  () => {
    const checked = script("check");
    expect(checked.text).toContain("0 errors, 0 warnings");
    expect(checked.code).toBe(0);
    const verified = script("verify", "--", "--runs", "20");
    expect(verified.text).toContain("2 hold within the bounds above");
    expect(verified.code).toBe(0);
    expect(script("generate")).toMatchObject({ code: 0 });
    expect(script("types")).toEqual({ code: 0, text: "" });
    const tested = run("npm", ["test"], project);
    expect(tested.text).toMatch(/Tests +3 passed/);
    expect(tested.code).toBe(0);
  },
  STEP_MAX,
);

test("a weaker setting in the topology of a new project is found", () => {
  const spec = join(project, "topology/shop.waybill");
  writeFileSync(spec, readFileSync(spec, "utf8").replace("acks: all", "acks: 1"));
  const checked = script("check");
  expect(checked.code).toBe(1);
  expect(checked.text).toContain("fix: acks: all in checkout.placing");
});
