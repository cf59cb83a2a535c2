import { describe, expect, it } from "vitest";
import { ANALYSIS_BROKERS } from "../../../src/brokers/analysis.ts";
import { headersMatch } from "../../../src/brokers/rabbitmq/settings/headers.ts";
import { checkSources } from "../../../src/compiler/check-sources.ts";
import type { Value } from "../../../src/model/value.ts";
import { vectors } from "../../beside.ts";

interface HeadersVector {
  readonly name: string;
  readonly bindingArguments: Readonly<Record<string, Value>>;
  readonly messageHeaders: Readonly<Record<string, Value>>;
  readonly matches: boolean;
  readonly matchesOn3_10?: boolean;
}

/** A value that marks its AMQP type is the same number in a spec, which knows no widths. */
function plain(value: Value): Value {
  const isMarked = typeof value === "object" && value !== null && "!" in value && "value" in value;
  return isMarked ? (value["value"] ?? null) : value;
}

function matchOf({ "x-match": form = "all", ...asked }: Readonly<Record<string, Value>>): Value {
  return {
    [typeof form === "string" ? form : "all"]: Object.fromEntries(
      Object.entries(asked).map(([name, value]) => [name, plain(value)]),
    ),
  };
}

describe("a binding to a headers exchange", () => {
  const { headers: rows } = vectors("routing-rabbitmq") as { readonly headers: readonly HeadersVector[] };

  it("matches headers exactly where a real broker says so (R-HDR)", () => {
    // A spec has no numbers that are the same and of another type.
    const told = rows.filter(({ matchesOn3_10 }) => matchesOn3_10 === undefined);
    expect(told.length).toBeGreaterThan(30);
    const wrong = told.filter(({ bindingArguments, messageHeaders, matches }) => {
      const headers = Object.fromEntries(
        Object.entries(messageHeaders).map(([name, value]) => [name, plain(value)]),
      );
      return headersMatch(matchOf(bindingArguments), headers) !== matches;
    });
    expect(wrong).toEqual([]);
  });

  it("matches what a message may have for some values, and what it has for every value", () => {
    const match = { all: { region: "eu" } };
    expect(headersMatch(match, { region: "{region}" }, "some")).toBe(true);
    expect(headersMatch(match, { region: "{region}" }, "every")).toBe(false);
    expect(headersMatch(match, { region: "eu" }, "every")).toBe(true);
    expect(headersMatch({ all: { region: null } }, { region: "{region}" }, "every")).toBe(true);
    expect(headersMatch(undefined, {}, "every")).toBe(true);
  });
});

const spec = (bindings: string, producer: string): string => `waybill 1
topology t
broker tasks { type: rabbitmq, version: "4.3", nodes: 3 }
enum Region { eu, us }
message Placed { identity id: uuid, region: Region }
message Sent { identity id: uuid, region: Region }
exchange orders on tasks { type: headers, carries: Placed | Sent }
queue eu on tasks { type: quorum }
queue other on tasks { type: quorum }
${bindings}
service shop { producer tell -> orders { confirms: true, mandatory: true, ${producer} } }
service europe { consumer work <- eu { prefetch: 1 } }
service rest { consumer work <- other { prefetch: 1 } }
`;

function checked(
  bindings: string,
  producer: string,
): { readonly codes: readonly string[]; readonly flows: readonly string[] } {
  const { findings, topologies } = checkSources(
    [{ path: "a.waybill", text: spec(bindings, producer) }],
    ANALYSIS_BROKERS,
    "2030-01-01",
  );
  return {
    codes: findings.map(({ code }) => code),
    flows: topologies.flatMap(({ table }) =>
      table.map(({ from, to, verdict, gives }) => `${from} -> ${to}: ${verdict}, ${gives}`),
    ),
  };
}

const EU = 'bind orders -> eu { match: all(region: "eu") }';

describe("a flow over a headers exchange", () => {
  it("is judged where its headers match", () => {
    const { codes, flows } = checked(
      `${EU}\nbind orders -> other { match: any(region: "us") }`,
      'sends: Placed, headers: { region: "{region}" }',
    );
    expect(codes).toEqual([]);
    expect(flows).toEqual([
      "shop.tell -> europe.work: unpromised, at-least-once, strict total",
      "shop.tell -> rest.work: unpromised, at-least-once, strict total",
    ]);
  });

  it("is none where they do not: what nothing gets is an error", () => {
    const { codes, flows } = checked(EU, 'sends: Placed, headers: { region: "us" }');
    expect(codes).toContain("WB3231");
    expect(flows).toEqual([]);
  });

  it("is told by the header of the type, which is there by itself", () => {
    const bindings =
      'bind orders -> eu { match: all(type: "Placed") }\nbind orders -> other { match: all(type: "Sent") }';
    expect(checked(bindings, "sends: Placed").flows).toHaveLength(1);
    expect(checked(bindings, "sends: Placed | Sent").flows).toHaveLength(2);
  });

  it("reads no key, and no header that begins with x-", () => {
    const { codes } = checked(
      'bind orders -> eu { match: all(x-a: "b", region: "eu"), key: "a" }\nbind orders -> other { match: all-with-x(x-a: present) }',
      'sends: Placed, headers: { region: "{region}", x-a: 1 }',
    );
    expect(codes).toEqual(["WB3227", "WB3226"]);
  });

  it("has its headers checked like any template", () => {
    expect(checked(EU, 'sends: Placed, headers: { region: "{regoin}" }').codes).toContain("WB2107");
  });
});

describe("further routing keys", () => {
  const topic = (producer: string): string =>
    spec('bind orders -> eu { key: "a.#" }\nbind orders -> other { key: ["b.*", "c.*"] }', producer).replace(
      "type: headers",
      "type: topic",
    );
  const flows = (producer: string): number => {
    const { topologies, findings } = checkSources(
      [{ path: "a.waybill", text: topic(producer) }],
      ANALYSIS_BROKERS,
      "2030-01-01",
    );
    expect(findings.filter(({ severity }) => severity === "error")).toEqual([]);
    return topologies.flatMap(({ table }) => table).length;
  };

  it("take a message to the queues of each (R-EXCH-18, R-EXCH-19)", () => {
    expect(flows('sends: Placed, routing-key: "a.x"')).toBe(1);
    expect(flows('sends: Placed, routing-key: "a.x", cc: "c.{region}"')).toBe(2);
    expect(flows('sends: Placed, routing-key: "z", cc: ["b.x"]')).toBe(1);
  });

  it("are those of the default exchange where a queue is the target", () => {
    const text = `waybill 1\ntopology t\nbroker tasks { type: rabbitmq }\nmessage M { identity id: uuid }\nqueue a on tasks {}\nqueue b on tasks {}\nservice s { producer p -> a { sends: M, cc: "b" } }\nservice t { consumer c <- b {}\n consumer d <- a {} }\n`;
    const { topologies } = checkSources([{ path: "a.waybill", text }], ANALYSIS_BROKERS, "2030-01-01");
    expect(topologies.flatMap(({ table }) => table.map(({ to }) => to))).toEqual(["t.d", "t.c"]);
  });
});
