import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ANALYSIS_BROKERS } from "../../src/brokers/analysis.ts";
import type { CompileBroker } from "../../src/compiler/broker.ts";
import { convert, type Notation } from "../../src/convert/convert.ts";
import { DEMO } from "../compiler/demo-broker.ts";
import { asDsl, asYaml, drawnSpec } from "../properties/drawn-spec.ts";

function converted(text: string, to: Notation, brokers: readonly CompileBroker[] = ANALYSIS_BROKERS): string {
  const result = convert({ path: to === "yaml" ? "a.waybill" : "a.waybill.yaml", text }, to, brokers);
  if (!result.ok) throw new Error(JSON.stringify(result.findings));
  return result.text;
}

/** There and back again. */
const twice = (text: string, brokers: readonly CompileBroker[] = ANALYSIS_BROKERS): string =>
  converted(converted(text, "yaml", brokers), "waybill", brokers);

const HEAD = "waybill 1\ntopology t\n";

/** Every construct of the language, with a comment at each. */
const WHOLE = `// top
waybill 1 // one
topology t { owner: "@acme/all" }

// the broker
broker b { type: rabbitmq, version: "4.3", names: "prod.{name}" } // behind
/// Where it is.
enum Region { eu, us }

/// What.
/// And why.
message M {
  // told apart
  identity id: uuid // behind a field
  region: Region
  /// How much.
  total: decimal(12, 2)
  tags: map<string>
  lines: L[1..]
  note?: string[..500]
}
record L { sku: string }
message Raw: opaque
message Filed from "a.json#/x y" { identity: id }

exchange e on b { type: topic, carries: M, native: { "x-a": "b", n: 1, flag: true, word: "true" } }
queue q on b { name: "true", type: quorum, allow: WB3233("partner owns it", until: 2031-12-31) }
shared queue dead on b { type: quorum, allow: [WB3233("a"), WB3102("b")] }
bind exchange e -> queue q { key: ["a.*", "b.#"] }

service s {
  owner: "@acme/s"
  store seen { keep: 30d, scope: instance }
  consumer c <- q {
    // before the effect
    effect: idempotent(id, in: seen)
    on-failure: retry(times: 5, back-off: exponential(100ms, max: 10s), then: park(queue dead)) // behind
    concurrency: per(region)
    takes: ..200ms
    sends: [p[0..1], r]
    steps: [p, [effect, settle]]
    // last in c
  }
  producer p -> e { sends: M, routing-key: "a.{region}", confirms: unknown }
  producer r -> dead { sends: M }
}

guarantee s.p -> s.c { delivery: at-least-once, except: [dead-lettered], under: any(2, of: [handler-failure(2), pause(5s)]) } // promised

for place in Region {
  queue "mail-{place}" on b { type: quorum }
}

environment dev {
  broker b { version: "4.2" }
  service s { consumer c { instances: 1 } }
}
// end
`;

describe("a spec in the other notation", () => {
  test("says the same, and is as people would write it", async () => {
    const yaml = converted(WHOLE, "yaml");
    await expect(yaml).toMatchFileSnapshot("golden/whole.waybill.yaml");
    await expect(converted(yaml, "waybill")).toMatchFileSnapshot("golden/whole.waybill");
  });

  test("keeps every comment and every doc, there and back", () => {
    const yaml = converted(WHOLE, "yaml");
    const back = converted(yaml, "waybill");
    const comments = [...WHOLE.matchAll(/\/\/\/? ?(.*)$/gm)].map(([, text]) => text ?? "");
    expect(comments.length).toBeGreaterThan(12);
    for (const text of comments) {
      expect(yaml).toContain(text);
      expect(back).toContain(text);
    }
  });

  test("has its home after one way: further ways change nothing", () => {
    const once = twice(WHOLE);
    expect(twice(once)).toBe(once);
  });

  test("a comment within a value stands before its entry, and that is said", () => {
    const text = `${HEAD}service s {\n  consumer c <- q {\n    steps: [\n      effect, // first\n      settle\n    ]\n  }\n}\n`;
    const result = convert({ path: "a.waybill", text }, "yaml", ANALYSIS_BROKERS);
    expect(result).toMatchObject({ ok: true, moved: [{ text: "first", at: text.indexOf("steps") }] });
    expect(result.ok && result.text).toContain("# first\n");
  });

  test("keeps names that need quotes wherever they stand, and the arguments of types", () => {
    const text = `${HEAD}broker b { type: rabbitmq }
enum R { eu, us }
message M { identity id: uuid, region: R, code: string(pattern: "[a-z]+") }
exchange e on b { type: topic, carries: M }
for r in R {
  queue "mail-{r}" on b { type: quorum }
  bind e -> queue "mail-{r}" { key: "o.{r}" }
  service "mailer-{r}" { consumer take <- "mail-{r}" { prefetch: 1 } }
  guarantee s.p -> "mailer-{r}".take { delivery: at-least-once }
}
service s { producer p -> e { sends: M, routing-key: "o.{region}", confirms: true, mandatory: true } }
`;
    const yaml = converted(text, "yaml");
    expect(yaml).toContain('to: "mailer-{r}.take"');
    const back = converted(yaml, "waybill");
    expect(back).toContain('code: string(pattern: "[a-z]+")');
    expect(back).toContain('guarantee s.p -> "mailer-{r}".take');
    expect(converted(back, "yaml")).toBe(yaml);
  });

  test.each([
    'service s { client: kafkajs("2.2.4") }\n',
    "broker b { type: kafka }\ntopic t on b { shared: true }\n",
    "broker b { type: rabbitmq }\nstream s on b {}\n",
  ])("what is wrong and cannot be said in the other notation is refused with what is wrong: %s", (text) => {
    const result = convert({ path: "a.waybill", text: HEAD + text }, "yaml", ANALYSIS_BROKERS);
    expect(result.ok || result.findings.length).toBe(1);
  });

  test("a name that the DSL cannot say there is refused, not a mistake of ours", () => {
    const text =
      'waybill: 1\ntopology: t\nbrokers: { b: { type: rabbitmq } }\nqueues: { q: { on: b, declared-by: "x-{r}.take" } }\n';
    const result = convert({ path: "a.waybill.yaml", text }, "waybill", ANALYSIS_BROKERS);
    expect(result.ok || result.findings.map(({ code }) => code)).toEqual(["WB1001"]);
  });

  test("a file with errors says which", () => {
    expect(convert({ path: "a.waybill", text: "queue q on {" }, "yaml", ANALYSIS_BROKERS)).toMatchObject({
      ok: false,
    });
  });

  test("what would be too long in the other notation is refused, not half written", () => {
    const messages = Array.from({ length: 54_000 }, (_, n) => `message M${n} { identity id: uuid }`);
    const text = `${HEAD}${messages.join("\n")}\n`;
    const result = convert({ path: "a.waybill", text }, "yaml", ANALYSIS_BROKERS);
    expect(result.ok || result.findings.map(({ code, span }) => `${code} ${span.file}`)).toEqual([
      "WB1011 a.waybill",
    ]);
  });

  test("the same notation is the same text", () => {
    const text = readFileSync("specs/shop/shop.waybill", "utf8");
    expect(convert({ path: "a.waybill", text }, "waybill", ANALYSIS_BROKERS)).toEqual({
      ok: true,
      text,
      moved: [],
    });
  });
});

describe("any spec", () => {
  test("says the same in YAML, and back", () => {
    fc.assert(
      fc.property(drawnSpec, (spec) => {
        twice(asDsl(spec), [DEMO]);
      }),
      { numRuns: 30, seed: 31 },
    );
  });

  test("says the same in the DSL", () => {
    fc.assert(
      fc.property(drawnSpec, (spec) => {
        converted(asYaml(spec), "waybill", [DEMO]);
      }),
      { numRuns: 30, seed: 32 },
    );
  });
});

const files = readdirSync("specs", { recursive: true, encoding: "utf8" }).filter((name) =>
  name.endsWith(".waybill"),
);

test.each(files)("%s says the same in YAML, and back", (name) => {
  const text = readFileSync(join("specs", name), "utf8");
  expect(twice(text)).toContain("waybill 1\n");
});
