import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { waybill } from "./run-waybill.ts";
import { jsonTroubles } from "./schemas.ts";

const root = mkdtempSync(join(tmpdir(), "waybill-hostile-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const HEAD = "waybill 1\ntopology hostile\n";
const YAML_HEAD = "waybill: 1\ntopology: hostile\n";
const file = (name: string, content: string | Uint8Array): string => {
  writeFileSync(join(root, name), content);
  return name;
};

const bytes = (length: number): Uint8Array =>
  Uint8Array.from({ length }, (_, i) => (i * 2_654_435_761) >>> 24);
const aliasBomb = Array.from(
  { length: 40 },
  (_, i) => `a${i}: &a${i} [${`*a${i - 1}, `.repeat(i === 0 ? 0 : 9)}x]`,
).join("\n");

/** Each gives findings and exit code 1: the input is wrong, the call is not. */
const WRONG: readonly (readonly [string, string | Uint8Array])[] = [
  ["empty.waybill", ""],
  ["blank.waybill", " \n\t\n"],
  ["binary.waybill", bytes(4096)],
  ["binary.waybill.yaml", bytes(4096)],
  ["nul.waybill", `${HEAD}broker b\u0000 { type: kafka }`],
  ["utf16.waybill", new Uint8Array([0xff, 0xfe, 0x77, 0x00, 0x61, 0x00])],
  ["brackets.waybill", `${HEAD}topic t on b { x: ${"[".repeat(100_000)}`],
  ["braces.waybill", `${HEAD}${"service a { ".repeat(50_000)}`],
  ["brackets.waybill.yaml", `${YAML_HEAD}brokers: ${"[".repeat(100_000)}`],
  ["braces.waybill.json", "{".repeat(100_000)],
  ["large.waybill", `${HEAD}${"// nothing\n".repeat(1_000_000)}`],
  ["large.waybill.yaml", `${YAML_HEAD}${"# nothing\n".repeat(1_100_000)}`],
  ["line.waybill", `${HEAD}message M { identity a: ${"x".repeat(1_500_000)} }`],
  ["bomb.waybill.yaml", `${YAML_HEAD}${aliasBomb}\n`],
  ["newer.waybill", "waybill 2\ntopology later\n"],
  ["open.waybill", `${HEAD}broker b { type: "kafka`],
  [
    "units.waybill",
    `${HEAD}broker b { type: kafka, version: "4.3" }\ntopic t on b { partitions: 3, retention: 5GB }\n`,
  ],
  ["words.waybill", `${HEAD}brocker b { tipe: kafka }\ntopik t on b { }\n`],
  ["twice.waybill", `${HEAD}broker b { type: kafka, type: rabbitmq }\nbroker b { type: kafka }\n`],
  ["twice.waybill.yaml", `${YAML_HEAD}brokers: { b: { type: kafka }, b: { type: kafka } }\n`],
  ["proto.waybill", `${HEAD}broker __proto__ { type: constructor }\n`],
  ["many.waybill", `${HEAD}${"topic t on nowhere { x: y }\n".repeat(5000)}`],
];

describe("input of any kind gives findings, in bounded time", () => {
  test.each(WRONG)("%s", (name, content) => {
    const { code, out, err } = waybill(["check", file(name, content)], { cwd: root });
    expect({ code, err }).toEqual({ code: 1, err: "" });
    expect(out).toContain(`${name}:`);
    expect(out).toMatch(/error WB\d{4}/);
    expect(out.length).toBeLessThan(2_000_000);
  });

  test.each(WRONG)("%s as JSON", (name, content) => {
    const { code, out } = waybill(["check", file(name, content), "--format", "json"], { cwd: root });
    expect(code).toBe(1);
    expect(jsonTroubles("check", out)).toEqual([]);
  });

  test.each(WRONG.slice(0, 6))("%s is not verified or drawn either", (name, content) => {
    const path = file(name, content);
    expect(waybill(["verify", path], { cwd: root }).code).toBe(1);
    expect(waybill(["diagram", path], { cwd: root }).code).toBe(1);
  });
});

test("BOM and CRLF are no mistake", () => {
  const text = readFileSync("specs/orders/orders.waybill", "utf8");
  const name = file("crlf.waybill", `\ufeff${text.replaceAll("\n", "\r\n")}`);
  expect(waybill(["check", name], { cwd: root })).toMatchObject({ code: 0, err: "" });
});

test("what a spec contains cannot steer the terminal", () => {
  const name = file(
    "escape.waybill",
    `${HEAD}broker b { type: kafka, names: "\u001b[2J\u001b]0;x\u0007\u202e" }\n`,
  );
  const { out } = waybill(["check", name], { cwd: root });
  for (const character of ["\u001b", "\u0007", "\u202e"]) expect(out).not.toContain(character);
});

describe("a call that cannot be carried out", () => {
  mkdirSync(join(root, "empty"));
  mkdirSync(join(root, "folder.waybill"));
  symlinkSync("loop-b.waybill", join(root, "loop-a.waybill"));
  symlinkSync("loop-a.waybill", join(root, "loop-b.waybill"));

  test.each([
    [["check", "absent.waybill"], /there is no file or folder absent.waybill/],
    [["check", "empty"], /no spec in empty/],
    [["check", "loop-a.waybill"], /there is no file or folder/],
    [["check", "empty.waybill/inside.waybill"], /there is no file or folder/],
    [["check", "*.absent"], /no spec matches/],
    [["verify", "absent.waybill"], /there is no file or folder/],
    [["import", "rabbitmq-definitions", "absent.json"], /cannot read absent.json: there is no such file/],
    [["import", "rabbitmq-definitions", "empty"], /cannot read empty: it is a folder/],
    [
      ["diagram", "crlf.waybill", "--out", "absent/x.mmd"],
      /cannot write absent\/x.mmd: there is no such file or folder/,
    ],
  ])("%j ends with exit code 2 and one sentence", (args, message) => {
    const { code, out, err } = waybill(args, { cwd: root });
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toMatch(message);
    expect(err.trimEnd().split("\n")).toHaveLength(1);
  });

  test("a file that may not be read is named", () => {
    const name = file("secret.waybill", HEAD);
    chmodSync(join(root, name), 0);
    const { code, err } = waybill(["check", name], { cwd: root });
    // Whoever may read everything reads it all the same.
    if (process.getuid?.() === 0) expect(code).toBe(0);
    else {
      expect(code).toBe(2);
      expect(err).toMatch(/cannot read secret.waybill: permission denied/);
    }
  });
});

test("nothing is left behind beside what was there", () => {
  const before = readdirSync(root).sort();
  waybill(["diagram", "crlf.waybill", "--out", "folder.waybill"], { cwd: root });
  expect(readdirSync(root).sort()).toEqual(before);
});
