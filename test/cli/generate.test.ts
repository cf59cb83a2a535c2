import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Ended, waybill } from "./run-waybill.ts";

const root = mkdtempSync(join(tmpdir(), "waybill-generate-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const SPEC = readFileSync("specs/shop/shop.waybill", "utf8");
/** The spec and what was generated of it, as every test finds it. */
const pristine = join(root, "pristine");
const project = join(root, "project");
const shop = join(project, "generated/shop");

function generate(args: readonly string[], cwd = project): Ended {
  return waybill(["generate", "--out", "generated", ...args], { cwd });
}

beforeAll(() => {
  mkdirSync(pristine);
  writeFileSync(join(pristine, "shop.waybill"), SPEC);
  expect(generate([], pristine)).toEqual({
    code: 0,
    out: "",
    err: expect.stringMatching(/^generated\/shop: wrote (\d+) of \1 files\n$/) as string,
  });
}, 120_000);

beforeEach(() => {
  rmSync(project, { recursive: true, force: true });
  cpSync(pristine, project, { recursive: true, preserveTimestamps: true });
});

/** Time and text of everything that was generated, by path. */
function written(): ReadonlyMap<string, string> {
  const entries = readdirSync(shop, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return new Map(
    paths.sort().map((path) => [path, `${statSync(path).mtimeMs} ${readFileSync(path, "utf8")}`]),
  );
}

function edit(path: string, change: (text: string) => string): void {
  writeFileSync(path, change(readFileSync(path, "utf8")));
}

test("doing it again touches no file", () => {
  const before = written();
  expect(before.size).toBeGreaterThan(20);
  expect(generate([]).err).toMatch(/^generated\/shop: \d+ files, all up to date\n$/);
  expect(written()).toEqual(before);
  expect(generate(["--check"])).toEqual({ code: 0, out: "", err: "" });
});

describe("what lies there is stale", () => {
  test("because the spec changed", () => {
    edit(join(project, "shop.waybill"), (text) =>
      text.replace("reason: string", "reason: string, by?: string"),
    );
    const { code, out } = generate(["--check"]);
    expect(code).toBe(1);
    expect(out).toMatch(/^generated\/shop is stale because the spec changed: checkout\.ts, .* more\n$/);
    expect(generate([]).code).toBe(0);
    expect(readFileSync(join(shop, "messages.ts"), "utf8")).toContain("readonly by?: string");
    expect(generate(["--check"]).code).toBe(0);
  });

  test("because only its layout did", () => {
    edit(join(project, "shop.waybill"), (text) => `${text}\n// the end\n`);
    expect(generate(["--check"]).out).toBe(
      "generated/shop is stale because the layout of the spec changed: index.ts\n",
    );
  });

  test("because another Waybill wrote the runtime", () => {
    edit(join(shop, "runtime/park.ts"), older);
    edit(join(shop, "mailer.ts"), older);
    expect(generate(["--check"]).out).toMatch(
      /^generated\/shop is stale because Waybill \S+ generates other code: mailer\.ts\ngenerated\/shop is stale because Waybill \S+ changed the runtime: runtime\/park\.ts\n$/,
    );
  });

  test("because of other options", () => {
    expect(generate(["--check", "--import-extension", ".ts"]).out).toMatch(
      /^generated\/shop is stale because it was generated with other options: .* more\n$/,
    );
  });

  test("not because of lines that another system ends otherwise, or a version that changes nothing", () => {
    edit(join(shop, "messages.ts"), (text) => text.replaceAll("\n", "\r\n"));
    edit(join(shop, "mailer.ts"), (text) => text.replace(/(?<=^.* Waybill )\S+(?=,)/, "0.0.1"));
    expect(generate(["--check"])).toEqual({ code: 0, out: "", err: "" });
  });
});

/** As an older version would have written it, with the print that it then would have. */
function older(text: string): string {
  const [first = "", ...rest] = text.split("\n");
  const body = `${rest.join("\n")}// of old\n`;
  return `${first.replace(/Waybill \S+,/, "Waybill 0.0.1,").replace(/text \w+/, `text ${printOf(body)}`)}\n${body}`;
}

/** FNV-like print of a text, as first lines have it. */
function printOf(text: string): string {
  let high = 0x811c9dc5;
  let low = 0x9e3779b1;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    high = Math.imul(high ^ unit, 0x01000193);
    low = Math.imul(low ^ unit, 0x85ebca6b);
    low ^= low >>> 15;
  }
  return [high, low].map((half) => (half >>> 0).toString(16).padStart(8, "0")).join("");
}

test("--env gives the settings of an environment, and says so to tests", () => {
  edit(
    join(project, "shop.waybill"),
    (text) => `${text}\nenvironment dev {\n  topic orders { replication: 1, min-in-sync: 1 }\n}\n`,
  );
  expect(generate(["--env", "prod"])).toMatchObject({
    code: 2,
    err: "waybill: there is no environment prod: there are dev\n",
  });
  expect(generate(["--env", "dev"]).code).toBe(0);
  expect(readFileSync(join(shop, "index.ts"), "utf8")).toMatch(/^ {2}environment: "dev",$/m);
  const service = readFileSync(join(shop, "checkout.ts"), "utf8");
  expect(service).toContain("replication: 1");
  expect(service).not.toContain("replication: 3");
});

describe("what is not Waybill's", () => {
  test("an edit is found, and kept unless it is said otherwise", () => {
    appendFileSync(join(shop, "messages.ts"), "// mine\n");
    const before = written();
    expect(generate(["--check"])).toMatchObject({
      code: 1,
      out: "edited by hand: generated/shop/messages.ts\n",
    });
    expect(generate([])).toMatchObject({ code: 1, out: "edited by hand: generated/shop/messages.ts\n" });
    expect(written()).toEqual(before);
    expect(generate(["--force"]).code).toBe(0);
    expect(readFileSync(join(shop, "messages.ts"), "utf8")).not.toContain("mine");
  });

  test("a file of somebody else is never written over, nor removed", () => {
    writeFileSync(join(shop, "messages.ts"), "export {};\n");
    writeFileSync(join(shop, "runtime/mine.ts"), "export {};\n");
    expect(generate(["--force"])).toMatchObject({
      code: 1,
      out: "not written by Waybill: generated/shop/messages.ts\n",
    });
    expect(readFileSync(join(shop, "messages.ts"), "utf8")).toBe("export {};\n");
    rmSync(join(shop, "messages.ts"));
    expect(generate([]).code).toBe(0);
    expect(existsSync(join(shop, "runtime/mine.ts"))).toBe(true);
  });

  test("what Waybill wrote for something that is gone is removed, but not if somebody changed it", () => {
    appendFileSync(join(shop, "checkout.ts"), "// mine\n");
    edit(join(project, "shop.waybill"), (text) =>
      text
        .replaceAll("checkout", "till")
        .replace(/service mailer \{[^]*?\n\}\n/, "")
        .replace(/guarantee .*mailer.*\n/, ""),
    );
    expect(generate([]).err).toMatch(/removed 1\n$/);
    expect(existsSync(join(shop, "mailer.ts"))).toBe(false);
    expect(existsSync(join(shop, "till.ts"))).toBe(true);
    expect(existsSync(join(shop, "checkout.ts"))).toBe(true);
  });
});

describe("nothing is written", () => {
  const refused = (spec: string): Ended => {
    rmSync(join(project, "generated"), { recursive: true });
    writeFileSync(join(project, "shop.waybill"), spec);
    const ended = generate([]);
    expect(existsSync(join(project, "generated"))).toBe(false);
    return ended;
  };

  test("of a spec that is not sound", () => {
    const { code, out, err } = refused(SPEC.replace("key: orderId", "key: orderld"));
    expect({ code, err }).toEqual({ code: 1, err: "nothing was written\n" });
    expect(out).toContain("WB2107");
  });

  test("of what no client can do", () => {
    const { code, out } = refused(SPEC.replace("[announce, effect, settle]", "[announce, [effect, settle]]"));
    expect(code).toBe(1);
    expect(out).toContain("error WB5003  notifier.watch stores its progress together with its effect");
  });

  test("where a file is in the way of a folder", () => {
    rmSync(join(shop, "runtime"), { recursive: true });
    writeFileSync(join(shop, "runtime"), "");
    const before = written();
    expect(generate([])).toMatchObject({ code: 2, out: "" });
    expect(written()).toEqual(before);
  });

  test("of two topologies with one name", () => {
    mkdirSync(join(project, "other"));
    writeFileSync(join(project, "other/shop.waybill"), SPEC);
    expect(generate([])).toMatchObject({
      code: 2,
      err: "waybill: two topologies are called shop: generate them one by one\n",
    });
  });
});

test.each([
  [[], "generate needs the folder to write into: --out DIR"],
  [["--out", "x", "--validate", "never"], "--validate is one of both, send, receive, off, not never"],
  [["--out", "x", "--import-extension", ".mjs"], "--import-extension is one of .js, .ts, none, not .mjs"],
  [["--out", "shop.waybill"], "cannot write into"],
])("%j is a wrong call", (args, says) => {
  const { code, err } = waybill(["generate", ...args], { cwd: project });
  expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining(says) as string });
});
