import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import manifest from "../../package.json" with { type: "json" };
import { waybill, waybillPath } from "./run-waybill.ts";

const root = mkdtempSync(join(tmpdir(), "waybill-usage-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const COMMANDS = ["check", "verify", "replay", "explain", "import", "diagram"];

describe("a call that is wrong ends with exit code 2, and says what would be right", () => {
  test.each([
    [[], /waybill COMMAND/],
    [["chekc"], /did you mean check\?/],
    [["frobnicate"], /commands are check, verify/],
    [["constructor"], /there is no command constructor/],
    [["check", "--formt", "json"], /did you mean --format\?/],
    [["check", "-x"], /check has no option -x/],
    [["check", "--format", "xml"], /--format is one of text, json, sarif, github, junit, markdown, not xml/],
    [["check", "--format"], /--format needs a value/],
    [["check", "--format", "--quiet"], /--format needs a value/],
    [["check", "--quiet=yes"], /--quiet takes no value/],
    [["check", "--fail-on", "never"], /--fail-on is one of error, warning/],
    [["verify", "--runs", "many", "specs/orders"], /--runs takes a whole number/],
    [["verify", "--runs", "-1", "specs/orders"], /--runs/],
    [["verify", "--seed", "1e3", "specs/orders"], /--seed takes a whole number/],
    [["verify", "--budget", "10", "specs/orders"], /--budget takes a duration such as 10s/],
    [["verify", "--budget", "1s", "--runs", "1", "specs/orders"], /exclude each other/],
    [["replay"], /replay takes a token/],
    [["replay", "wb1:AAAA", "specs/orders"], /this token cannot be replayed/],
    [["replay", "hello", "specs/orders"], /this token cannot be replayed: it does not begin with wb1:/],
    [["explain"], /explain takes a code or words/],
    [["explain", "WB9999"], /there is no code WB9999/],
    [["explain", "zzzz", "jjjj"], /nothing is known about zzzz jjjj/],
    [["import"], /import takes a kind and a source: kinds are source/],
    [["import", "rabbitmq-definitions"], /takes FILE…/],
    [["import", "cups", "x.json"], /import cups is not known/],
  ])("%j", (args, message) => {
    const { code, out, err } = waybill(args);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toMatch(message);
    expect(err).not.toMatch(/\n\s+at /);
  });
});

describe("help", () => {
  test("is on stdout when asked for", () => {
    const { code, out } = waybill(["--help"]);
    expect(code).toBe(0);
    for (const command of COMMANDS) expect(out).toContain(`  ${command} `);
  });

  test.each(COMMANDS)("of %s names each option and an example", (command) => {
    const { code, out, err } = waybill([command, "--help"]);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toContain(`waybill ${command} `);
    for (const option of ["--quiet", "--no-color", "--help"]) expect(out).toContain(option);
  });

  test("names each option once, and none that has nothing to say there", () => {
    const check = waybill(["check", "--help"]).out;
    for (const option of ["--format", "--fail-on", "--strict"]) expect(check).toContain(option);
    const layout = waybill(["fmt", "--help"]).out;
    for (const option of ["--format", "--fail-on", "--strict"]) expect(layout).not.toContain(option);
    const diff = waybill(["diff", "--help"]).out;
    expect(diff.match(/^ {2}--fail-on .*/gm)).toEqual([expect.stringContaining("weakened")]);
  });

  test("of a command is in few columns", () => {
    for (const command of COMMANDS) {
      for (const line of waybill([command, "--help"]).out.split("\n"))
        expect(line.length).toBeLessThanOrEqual(125);
    }
  });
});

test.each([["--version"], ["check", "--version"]])("%s %s prints the version of the package", (...args) => {
  expect(waybill(args)).toEqual({ code: 0, out: `${manifest.version}\n`, err: "" });
});

describe("colour", () => {
  test("is not used where no terminal is", () => {
    expect(waybill(["check", "specs/orders/broken.waybill"]).out).not.toContain("\u001b");
  });
});

test("a reader that goes away ends the command without a word", async () => {
  const child = spawn(process.execPath, [waybillPath(), "check", "specs", "--format", "json"], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const said: string[] = [];
  child.stderr.on("data", (chunk: Buffer) => said.push(chunk.toString("utf8")));
  child.stdout.destroy();
  const code = await new Promise((done) => child.on("close", done));
  expect(said.join("")).toBe("");
  expect([0, 1]).toContain(code);
});

test("a mistake of Waybill itself is exit code 3, a sentence, and a stack only on demand", () => {
  const breaking = join(root, "break.mjs");
  writeFileSync(
    breaking,
    'JSON.parse = () => { throw new TypeError("planted"); };\nObject.groupBy = undefined;\nString.prototype.normalize = () => { throw new TypeError("planted"); };\nArray.prototype.toSorted = () => { throw new TypeError("planted"); };\n',
  );
  const run = (...more: readonly string[]): ReturnType<typeof spawnSync> =>
    spawnSync(
      process.execPath,
      ["--import", breaking, waybillPath(), "check", "specs/orders/orders.waybill", ...more],
      { encoding: "utf8" },
    );
  const { status, stderr } = run();
  expect(status).toBe(3);
  expect(stderr).toMatch(/a mistake in Waybill itself: planted/);
  expect(stderr).not.toMatch(/\n\s+at /);
  expect(run("--debug").stderr).toMatch(/\n\s+at /);
});
