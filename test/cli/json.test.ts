/** Every command that prints JSON, and every JSON file that people commit, has a published schema, and keeps to it. */
import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { ControlServer } from "../../src/cli/broker/control-server.ts";
import { RUN_FOLDER } from "../../src/live/run-folders.ts";
import { PaperBroker } from "./paper-broker.ts";
import { builtFolder, waybill, waybillPath } from "./run-waybill.ts";
import { jsonTroubles } from "./schemas.ts";

const root = mkdtempSync(join(tmpdir(), "waybill-json-"));
/** Building, on a machine that does other things too. In ms. */
const SET_UP_MAX = 120_000;
beforeAll(() => void builtFolder(), SET_UP_MAX);
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** What a command prints that is the JSON of another. */
const SAME: Readonly<Record<string, string>> = { merge: "verify" };

test("each command that takes --format json has a schema, which is documented", () => {
  const sources = readdirSync("src/cli", { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts"))
    .map((path) => readFileSync(join("src/cli", path), "utf8"));
  const commands = sources.flatMap((text) => {
    const [, name = ""] = /^ {2}name: "([a-z]+)"/m.exec(text) ?? [];
    return /^ {2}formats: \[[^\]]*"json"/m.test(text) ? [SAME[name] ?? name] : [];
  });
  expect(commands.length).toBeGreaterThan(6);
  const docs = readdirSync("docs").filter((path) => path.endsWith(".md"));
  const book = docs.map((path) => readFileSync(join("docs", path), "utf8")).join("\n");
  for (const name of [...commands, "live", "trace", "history", "baseline", "story"]) {
    expect(existsSync(`grammar/${name}.schema.json`), name).toBe(true);
    expect(book, name).toContain(`grammar/${name}.schema.json`);
  }
});

test("broker status and env", async () => {
  vi.stubEnv("TMPDIR", root);
  const folder = mkdtempSync(join(root, RUN_FOLDER));
  const server = await ControlServer.open(new PaperBroker("kafka", folder), root, () => undefined);
  const status = async (...args: readonly string[]): Promise<string> => {
    const all = [waybillPath(), "broker", ...args, "--format", "json"];
    return (await promisify(execFile)(process.execPath, all, { cwd: root })).stdout;
  };
  try {
    for (const word of ["status", "env"]) {
      const out = await status(word);
      expect(jsonTroubles("broker", out)).toEqual([]);
      expect(JSON.parse(out)).toMatchObject({
        version: 1,
        brokers: [{ type: "kafka", nodes: [{}, {}, {}] }],
      });
    }
  } finally {
    server.close();
    vi.unstubAllEnvs();
  }
  expect(jsonTroubles("broker", await status("status"))).toEqual([]);
  expect(jsonTroubles("broker", '{ "version": 1, "brokers": [{}] }')).not.toEqual([]);
});

test("a baseline, and kept stories", () => {
  const spec = join(process.cwd(), "specs/orders/broken.waybill");
  waybill(["check", spec, "--baseline", "known.json", "--write"], { cwd: root });
  expect(jsonTroubles("baseline", readFileSync(join(root, "known.json"), "utf8"))).toEqual([]);
  waybill(["verify", spec, "--runs", "5", "--keep-stories"], { cwd: root });
  const lines = readFileSync(join(root, ".waybill/stories.jsonl"), "utf8").trimEnd().split("\n");
  expect(lines.flatMap((line) => jsonTroubles("story", line))).toEqual([]);
});
