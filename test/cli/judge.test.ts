import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { waybill } from "./run-waybill.ts";
import { jsonTroubles } from "./schemas.ts";

const folder = mkdtempSync(join(tmpdir(), "waybill-judge-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const SPEC = "specs/orders/orders.waybill";
const HEADER =
  '{"format":"waybill-history","version":1,"topology":"orders","source":"live","clock":"ms","skew":2}';

function written(name: string, lines: readonly string[]): string {
  const path = join(folder, name);
  writeFileSync(path, `${lines.join("\n")}\n`);
  return path;
}

/** Orders of two customers; each is billed and packed. */
function orders(count: number): string[] {
  return Array.from({ length: count }, (_, n) => {
    const t = n * 10;
    const who = (at: string, by: string): string => `"at":"${at}","by":"${by}","i":${n}`;
    return [
      `{"e":"send","t":${t},${who("shop.placing", "shop-1")},"k":"o${n % 2}"}`,
      `{"e":"sent","t":${t + 3},${who("shop.placing", "shop-1")},"out":"ok"}`,
      `{"e":"effect","t":${t + 5},${who("invoicing.bill", "bill-1")}}`,
      `{"e":"effect","t":${t + 6},${who("shipping.pack", "pack-1")}}`,
    ];
  }).flat();
}
const REST = '{"e":"rest","t":900,"open":[]}';
const good = [HEADER, ...orders(6), REST];
/** The first order is billed twice, the second never, the fifth before the third. */
const bad = ((): string[] => {
  const lines = [...good];
  const effect = (n: number): number =>
    lines.findIndex((line) => line.includes('"e":"effect"') && line.includes(`"bill-1","i":${n}}`));
  lines.splice(effect(1), 1);
  lines.splice(effect(0) + 1, 0, '{"e":"effect","t":7,"at":"invoicing.bill","by":"bill-1","i":0}');
  const [fifth = ""] = lines.splice(effect(4), 1);
  lines.splice(effect(2), 0, fifth.replace('"t":45', '"t":24'));
  return lines;
})();

const judge = (path: string, ...more: string[]): ReturnType<typeof waybill> =>
  waybill(["judge", path, "--spec", SPEC, ...more]);

describe("a history that keeps what was promised", () => {
  const path = written("good.jsonl", good);

  test("is judged to hold, over what it holds", () => {
    const { code, out, err } = judge(path);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toContain("✓ order per(orderId): holds over 4 pairs");
    expect(out).not.toMatch(/[✗–?]/);
  });

  test("is judged flow by flow", () => {
    const { code, out } = judge(path, "--flow", "shop.placing -> shipping.pack");
    expect(code).toBe(0);
    expect(out).toContain("shipping.pack");
    expect(out).not.toContain("invoicing.bill");
  });

  test("is not judged as to its end where no rest is recorded, which only --strict fails", () => {
    const open = written("open.jsonl", good.slice(0, -1));
    expect(judge(open)).toMatchObject({ code: 0 });
    expect(judge(open).out).toContain("at-least-once: not judged, because no `rest` event");
    expect(judge(open, "--strict")).toMatchObject({ code: 1 });
  });
});

describe("a history that does not", () => {
  const path = written("bad.jsonl", bad);

  test("is told with the lines that show it", async () => {
    const { code, out, err } = judge(path);
    expect({ code, err }).toEqual({ code: 1, err: "" });
    await expect(out).toMatchFileSnapshot("golden/judge-bad.txt");
  });

  test("is told as JSON of the published shape, with the text of each line", () => {
    const { code, out } = judge(path, "--format", "json");
    expect(code).toBe(1);
    expect(jsonTroubles("judge", out)).toEqual([]);
    const lines = [...out.matchAll(/"line": (\d+),\s+"text": ("(?:[^"\\]|\\.)*")/g)];
    expect(lines.length).toBeGreaterThan(5);
    for (const [, line, text] of lines) expect(JSON.parse(text ?? "")).toBe(bad[Number(line) - 1]);
  });
});

/** The message of an effect is handed over, from its place in the log. */
function delivered(effect: string, offset: number): string {
  return effect.replace('"e":"effect"', '"e":"deliver"').replace(/}$/, `,"ch":"orders","p":0,"o":${offset}}`);
}

describe("the channels of a history", () => {
  const path = written("channels.jsonl", [
    HEADER,
    ...orders(3).flatMap((line) =>
      line.includes('"e":"effect"') ? [delivered(line, Number(/"i":(\d)/.exec(line)?.[1])), line] : [line],
    ),
    delivered('{"e":"effect","t":39,"at":"invoicing.bill","by":"bill-1","i":0}', 0),
    '{"e":"send","t":40,"at":"shop.placing","by":"shop-1","i":9,"k":"o1"}',
    '{"e":"sent","t":43,"at":"shop.placing","by":"shop-1","i":9,"out":"ok"}',
    '{"e":"deliver","t":45,"at":"invoicing.bill","by":"bill-1","i":77,"ch":"orders","p":0,"o":2}',
    REST,
  ]);

  test("show their anomalies, with the lines", async () => {
    const { code, out, err } = judge(path);
    expect({ code, err }).toEqual({ code: 1, err: "" });
    await expect(out).toMatchFileSnapshot("golden/judge-channels.txt");
  });

  test("show them as JSON of the published shape", () => {
    const { out } = judge(path, "--format", "json");
    expect(jsonTroubles("judge", out)).toEqual([]);
    expect(out).toContain('"allowed"');
  });
});

describe("a history that says nothing", () => {
  test.each([
    ["no event", [HEADER]],
    ["an end only", [HEADER, REST]],
    ["what nobody promised", [HEADER, '{"e":"effect","at":"other.end","i":1}', REST]],
  ])("never passes: %s", (name, lines) => {
    const { code, out } = judge(written(`${name}.jsonl`, lines));
    expect(code).toBe(1);
    expect(out).toContain("vacuous");
  });
});

describe("a file that is no history", () => {
  test("is refused with the number of each wrong line, and not judged", () => {
    const path = written("wrong.jsonl", [...good.slice(0, 3), '{"e":"sended"}', "{", ...good.slice(3)]);
    const { code, out, err } = judge(path);
    expect({ code, err }).toEqual({ code: 1, err: "" });
    expect(out).toContain(`${path}:4  error  version 1 has no event \`sended\``);
    expect(out).toContain(`${path}:5  error  this is no JSON: {`);
    expect(out).toContain("The history is not judged");
    const json = judge(path, "--format", "json");
    expect(jsonTroubles("judge", json.out)).toEqual([]);
  });

  test.each([
    ["empty", ""],
    ["binary", "\u0000\u0001\u0002".repeat(5_000)],
    ["one endless line", "x".repeat(9_000_000)],
    ["a later version", HEADER.replace('"version":1', '"version":7')],
  ])("is refused: %s", (name, text) => {
    const path = join(folder, `${name}.jsonl`);
    writeFileSync(path, text);
    const { code, out, err } = judge(path);
    expect({ code, err }).toEqual({ code: 1, err: "" });
    expect(out).toContain(`${path}:1  error  `);
  });

  test("is cut short where every line is wrong", () => {
    const path = written("many.jsonl", [HEADER, ...Array.from({ length: 5_000 }, () => "no")]);
    const { code, out } = judge(path);
    expect(code).toBe(1);
    expect(out.split("\n").length).toBeLessThan(30);
    expect(out).toContain("and 980 more");
  });
});

describe("a call that is wrong", () => {
  const path = written("fine.jsonl", good);
  test.each([
    [["judge"], "judge takes one history"],
    [["judge", path], "judge needs the spec"],
    [["judge", path, path, "--spec", SPEC], "judge takes one history"],
    [["judge", join(folder, "none.jsonl"), "--spec", SPEC], "cannot read"],
    [["judge", folder, "--spec", SPEC], "cannot read"],
    [["judge", path, "--spec", "specs/jobs/jobs.waybill"], "the history is one of topology orders, and"],
    [["judge", path, "--spec", SPEC, "--flow", "a -> b"], "has no guarantee of the flow a -> b; there are"],
  ])("%j ends with 2", (args, what) => {
    const { code, out, err } = waybill(args);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toContain(what);
  });
});

describe("a replayed story", () => {
  test("writes a history that is judged as the story was", () => {
    const spec = "specs/payments/broken.waybill";
    const [token = ""] = /wb1:[\w-]+/.exec(readFileSync("docs/verifying.md", "utf8")) ?? [];
    const path = join(folder, "replayed.jsonl");
    expect(waybill(["replay", token, spec, "--history", path]).code).toBe(1);
    const { code, out } = waybill(["judge", path, "--spec", spec]);
    expect(code).toBe(1);
    expect(out).toContain("✗ at-least-once: 1 violation over 1 message owed");
  });
});
