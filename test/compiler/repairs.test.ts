/** `check --fix`, for every mistake that says how to repair it: the result is sound, nothing is lost, and there is an end. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { ANALYSIS_BROKERS } from "../../src/brokers/analysis.ts";
import { BROKERS } from "../../src/brokers/all.ts";
import { repair } from "../../src/cli/check/fix.ts";
import { CORE_DIAGNOSTICS } from "../../src/compiler/catalogue.ts";
import { type Checked, checkSources } from "../../src/compiler/check-sources.ts";
import { convert } from "../../src/convert/convert.ts";
import { filesOf, type SourceFile } from "./compiling.ts";

const TODAY = "2030-01-01";
const check = (files: readonly SourceFile[]): Checked => checkSources(files, ANALYSIS_BROKERS, TODAY);

/** Comments behind every line, where that leaves the same findings. */
function remarked(files: readonly SourceFile[]): readonly SourceFile[] {
  const remarks = files.map(({ path, text }) => {
    if (path.endsWith(".json")) return { path, text };
    const mark = path.endsWith(".waybill") ? "//" : "#";
    const line = (each: string, i: number): string =>
      each.trim() === "" ? each : `${each} ${mark} note ${i}.`;
    return { path, text: text.split("\n").map(line).join("\n") };
  });
  const codes = (all: readonly SourceFile[]): string =>
    check(all)
      .findings.map(({ code }) => code)
      .join();
  return codes(remarks) === codes(files) ? remarks : files;
}

const notesIn = (files: readonly SourceFile[]): readonly string[] =>
  files.flatMap(({ text }) => text.match(/note \d+\./g) ?? []).sort();

function expectSound(files: readonly SourceFile[]): Checked {
  const before = check(files);
  const { repaired, titles } = repair(files, ANALYSIS_BROKERS, TODAY);
  const after = check(repaired);
  const text = repaired.map((each) => each.text).join("\n");
  expect(after.summary.errors, text).toBeLessThanOrEqual(before.summary.errors);
  const isNotation = (code: string): boolean => code.startsWith("WB1") || code.startsWith("WB2");
  const known = new Set(before.findings.map(({ code }) => code));
  const fresh = after.findings.map(({ code }) => code).filter((code) => isNotation(code) && !known.has(code));
  expect(fresh, text).toEqual([]);
  expect(
    after.findings.filter(({ fix }) => fix !== undefined),
    text,
  ).toEqual([]);
  expect(notesIn(repaired), text).toEqual(notesIn(files));
  expect(repair(repaired, ANALYSIS_BROKERS, TODAY)).toEqual({ repaired, titles: [] });
  expect(new Set(titles).size).toBeGreaterThan(0);
  return after;
}

/** The same in YAML, where it can be said there. */
function yamlOf(files: readonly SourceFile[]): readonly SourceFile[] | undefined {
  const [one, ...others] = files;
  if (one === undefined || others.length > 0 || !one.path.endsWith(".waybill")) return undefined;
  if (check(files).topologies.every(({ analysis }) => analysis === undefined)) return undefined;
  const converted = convert(one, "yaml", ANALYSIS_BROKERS);
  return converted.ok ? [{ path: "a.waybill.yaml", text: converted.text }] : undefined;
}

const HEAD = `waybill 1
topology t
broker events { type: kafka, version: "4.3", nodes: 3 }
broker tasks { type: rabbitmq, version: "4.3", nodes: 3 }
message M { identity id: uuid, key: string }
topic log on events { carries: M, key: key, partitions: 6, replication: 3, min-in-sync: 2 }
queue jobs on tasks { type: quorum }
`;

/** What to declare behind the head, and what must not be found any more. */
const SITUATIONS: Readonly<Record<string, string>> = {
  "an effect without a store": `service a { producer p -> log { sends: M } }
service b { consumer c <- log { start: earliest } }
guarantee a.p -> b.c { delivery: exactly-once }`,
  "nothing said at all, in one line": `service a { producer p -> log }
service b { consumer c <- log }
guarantee a.p -> b.c { delivery: at-least-once }`,
  "two consumers of one service, without a store": `service a { producer p -> log { sends: M } }
service b {
  consumer c <- log { start: earliest }
  consumer d <- log { start: earliest }
}
guarantee a.p -> b.c { delivery: exactly-once }
guarantee a.p -> b.d { delivery: exactly-once }`,
  "a store that is there": `service a { producer p -> log { sends: M } }
service b { owner: "x", store known { keep: 30d }
  consumer c <- log {
    // where it begins
    start: earliest
  }
}
guarantee a.p -> b.c { delivery: exactly-once }`,
  "settled first": `service a { producer p -> log { sends: M } }
service b { consumer c <- log { start: earliest, steps: [settle, effect] } }
guarantee a.p -> b.c { delivery: at-least-once }`,
  "settled by a timer": `service a { producer p -> log { sends: M } }
service b { consumer c <- log { start: earliest, settle: auto(5s), concurrency: 1, steps: [effect] } }
guarantee a.p -> b.c { delivery: at-least-once, order: per-key, strict: true }`,
  "one leader alone": `service a { producer p -> log { sends: M, acks: 1 } }
service b { consumer c <- log { start: earliest } }
guarantee a.p -> b.c { delivery: at-least-once, order: per-key }`,
  "no acknowledgement, several at once": `service a { producer p -> log { sends: M, acks: 0 } }
service b { consumer c <- log { start: latest, concurrency: 4 } }
guarantee a.p -> b.c { delivery: at-least-once, order: per-key }`,
  "no confirms": `service a { producer p -> jobs { sends: M } }
service b { consumer c <- jobs { prefetch: 1 } }
guarantee a.p -> b.c { delivery: at-least-once }`,
  "no confirms, handed out and forgotten": `service a { producer p -> jobs { sends: M, confirms: false } }
service b { consumer c <- jobs { settle: on-delivery, steps: [effect] } }
guarantee a.p -> b.c { delivery: at-least-once }`,
  "order of a queue": `service a { producer p -> jobs { sends: M, confirms: true } }
service b { consumer c <- jobs { instances: 2, prefetch: 10 } }
guarantee a.p -> b.c { delivery: at-least-once, order: per-producer }`,
  "something promised in an environment alone": `service a { producer p -> log { sends: M } }
service b { consumer c <- log { start: earliest } }
guarantee a.p -> b.c { delivery: at-least-once }
environment prod { service a { producer p { acks: 1, idempotent: false } } }`,
};

describe("what breaks a promise", () => {
  for (const [name, text] of Object.entries(SITUATIONS)) {
    const files = filesOf(`${HEAD}${text}\n`);
    test(`${name}`, () => {
      const after = expectSound(remarked(files));
      expect(after.summary.flows.broken).toBe(0);
    });
    test(`${name}, in YAML`, () => {
      const yaml = yamlOf(files) ?? [];
      expect(expectSound(remarked(yaml)).summary.flows.broken).toBe(0);
    });
  }

  test("JSON stays JSON", () => {
    const files = [{ path: "a.waybill.json", text: JSON.stringify(JSON_SPEC, null, 2) }];
    expectSound(files);
    const [after] = repair(files, ANALYSIS_BROKERS, TODAY).repaired;
    expect(JSON.parse(after?.text ?? "")).toMatchObject({
      services: {
        a: { producers: { p: { acks: "all" } } },
        b: { stores: { seen: {} }, consumers: { c: { start: "earliest", steps: ["effect", "settle"] } } },
      },
    });
  });
});

const JSON_SPEC = {
  waybill: 1,
  topology: "t",
  brokers: { e: { type: "kafka", version: "4.3", nodes: 3 } },
  messages: { M: { identity: "id", fields: { id: "uuid" } } },
  topics: { t: { on: "e", carries: "M", key: "id", partitions: 6, replication: 3, "min-in-sync": 2 } },
  services: {
    a: { producers: { p: { to: "t", sends: "M", acks: 1 } } },
    b: { consumers: { c: { from: "t", steps: ["settle", "effect"] } } },
  },
  guarantees: [{ from: "a.p", to: "b.c", delivery: "exactly-once" }],
};

describe("what is written wrongly", () => {
  const entries = [...CORE_DIAGNOSTICS, ...BROKERS.flatMap(({ diagnostics }) => diagnostics)];
  const repairable = entries.flatMap(({ code, example }) => {
    const files = filesOf(example.fires);
    return check(files).findings.some(({ fix }) => fix !== undefined) ? [{ code, files }] : [];
  });

  test("some of it can be repaired", () => expect(repairable.length).toBeGreaterThan(4));

  test.each(repairable)("$code", ({ files }) => {
    expectSound(remarked(files));
  });

  test.each([
    "brocker b { type: kafka }",
    "broker b { type: kafak }",
    "broker b { type: kafka, nods: 3 }",
    "broker b { type: kafka }\nenvironment e { borker b { nodes: 3 } }",
    'broker b { type: kafka }\nenum E { a, b }\nfor x in F { topic "t-{x}" on b }',
    "broker b { type: rabbitmq }\nqueue q on b { type: qorum }",
    "broker b { type: rabbitmq }\nquque q on b { type: quorum }",
  ])("%s", (text) => {
    expectSound(filesOf(`waybill 1\ntopology t\n${text} // note 1.\n`));
  });

  test("what stands there already is not written once more", () => {
    const twice = [
      "brokers: { b: { type: kafka } }\nmessages: { M: { fielts: { a: uuid }, fields: { b: uuid } } }",
      "brokers: { b: { type: kafka } }\nbroker: { c: { type: kafka } }",
      "brokers: { b: { type: kafka, nods: 3, nodes: 1 } }",
    ];
    for (const text of twice) {
      const files = [{ path: "a.waybill.yaml", text: `waybill: 1\ntopology: t\n${text}\n` }];
      expect(repair(files, ANALYSIS_BROKERS, TODAY)).toEqual({ repaired: files, titles: [] });
    }
  });

  test.each([
    "broker: { b: { type: kafka } }",
    'brokers: { b: { type: "kafak" } }',
    'brokers: { b: { type: kafka } }\ntopics: { t: { on: "bb" } }',
    "brokers: { b: { type: kafka } }\nmessages: { M: { fielts: { a: uuid } } }",
    "brokers: { b: { type: kafka } }\nenvironments: { e: { broker: { b: { nodes: 3 } } } }",
  ])("%s", (text) => {
    expectSound([{ path: "a.waybill.yaml", text: `waybill: 1\ntopology: t\n${text} # note 1.\n` }]);
  });
});

test.each(["fan-out", "jobs", "orders", "payments"])("the broken %s, in both notations", (name) => {
  const files = filesOf(readFileSync(`specs/${name}/broken.waybill`, "utf8"));
  expectSound(files);
  expectSound(yamlOf(files) ?? []);
});
