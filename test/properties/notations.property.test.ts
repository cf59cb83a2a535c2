import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compile } from "../../src/compiler/compile.ts";
import type { Finding } from "../../src/diagnostics/define.ts";
import { bare } from "../compiler/compiling.ts";
import { DEMO } from "../compiler/demo-broker.ts";
import { asDsl, asYaml, drawnSpec } from "./drawn-spec.ts";

function compiled(path: string, text: string): ReturnType<typeof compile> {
  return compile([{ path, text }], { brokers: [DEMO] });
}

/** Without places: the codes and messages, in some order. */
function told(findings: readonly Finding[]): string[] {
  return findings.map(({ code, message }) => `${code} ${message}`).toSorted();
}

describe("both notations of one spec", () => {
  it("give the same topology and the same findings", () => {
    let sound = 0;
    fc.assert(
      fc.property(drawnSpec, (spec) => {
        const dsl = compiled("a.waybill", asDsl(spec));
        const yaml = compiled("a.waybill.yaml", asYaml(spec));
        expect(told(yaml.findings)).toEqual(told(dsl.findings));
        expect(bare(yaml.declared ?? null)).toEqual(bare(dsl.declared ?? null));
        if (dsl.declared !== undefined) sound++;
      }),
      { numRuns: 200, seed: 7 },
    );
    expect(sound).toBeGreaterThan(100);
  });

  it("give the same bytes twice", () => {
    fc.assert(
      fc.property(drawnSpec, (spec) => {
        const text = asDsl(spec);
        expect(JSON.stringify(compiled("a.waybill", text))).toBe(JSON.stringify(compiled("a.waybill", text)));
      }),
      { numRuns: 50, seed: 8 },
    );
  });
});

const PLACES = {
  dsl: `waybill 1
topology t { owner: "o" }
use orders from "../orders"
broker b { type: demo }
enum R { eu, us }
shared message M { identity id: uuid, at: wire(timestamp, epoch-millis), r: R }
for r in R { log "l-{r}" on b { carries: M | orders.N, by: field(r) }
  service "s-{r}" { producer p -> "l-{r}" { sends: M, reply: orders.a, correlate: id } } }
environment dev { broker b { nodes: 1 }, log l-eu { partitions: 2 }
  service s-eu { producer p { awaits: true } } }
`,
  yaml: `waybill: 1
topology: t
owner: o
use: { orders: ../orders }
brokers: { b: { type: demo, shared: true } }
enums: { R: [eu, us] }
messages: { M: { identity: id, fields: { id: uuid, r: R } }, X: { from: x.json, identity: id } }
for: [{ each: r, in: R, logs: { "l-{r}": { on: b, carries: [M, orders.N] } } }]
environments: { dev: { brokers: { b: { nodes: 1 } }, logs: { l-eu: { partitions: 2 } } } }
`,
};

const SEEDS: readonly (readonly [path: string, text: string])[] = [
  ["a.waybill", PLACES.dsl],
  ["a.waybill.yaml", PLACES.yaml],
  ["a.waybill", readFileSync("specs/shop/shop.waybill", "utf8")],
  ["a.waybill.yaml", readFileSync("test/cases/shop/shop.waybill.yaml", "utf8")],
];

const piece = fc.oneof(
  fc.constantFrom(
    "{",
    "}",
    "[",
    "]",
    "(",
    ")",
    "<",
    ">",
    ":",
    ",",
    ".",
    "..",
    "->",
    "<-",
    "|",
    "?",
    '"',
    "//",
    "///",
    "\n",
  ),
  fc.constantFrom(
    "waybill",
    "topology",
    "broker",
    "message",
    "enum",
    "service",
    "producer",
    "consumer",
    "store",
    "bind",
    "environment dev {",
    "for r in Region {",
    'use orders from "../orders"',
    "shared",
    'message X from "x.json"',
    "wire(timestamp, epoch-millis)",
    '"a-{r}"',
  ),
  fc.constantFrom(
    "1",
    "5s",
    "7GB",
    "5%",
    "1..",
    "..9",
    "2027-01-01",
    "unknown",
    "true",
    "&a ",
    "*a",
    "- ",
    "? ",
    "!!str ",
  ),
  fc.string({ maxLength: 5 }),
  fc.string({ maxLength: 5, unit: "binary" }),
);

interface Mutation {
  readonly at: number;
  readonly length: number;
  readonly text: string;
}

const mutations = fc.array(fc.record({ at: fc.nat(1_000_000), length: fc.nat(30), text: piece }), {
  minLength: 1,
  maxLength: 6,
});

function mutate(text: string, each: readonly Mutation[]): string {
  return each.reduce((sofar, { at, length, text: put }) => {
    const from = at % (sofar.length + 1);
    return sofar.slice(0, from) + put + sofar.slice(from + length);
  }, text);
}

describe("a text changed at random", () => {
  it.each(SEEDS)("never makes compiling throw: %s", (path, text) => {
    let broken = 0;
    fc.assert(
      fc.property(mutations, (each) => {
        const mutated = mutate(text, each);
        const { findings, topology } = compiled(path, mutated);
        for (const { span } of findings) {
          expect(span.start).toBeGreaterThanOrEqual(0);
          expect(span.start).toBeLessThanOrEqual(span.end);
          expect(span.end).toBeLessThanOrEqual(mutated.length);
        }
        expect(topology === undefined ? findings.length : 1).toBeGreaterThan(0);
        if (topology === undefined) broken++;
      }),
      { numRuns: 250, seed: 11 },
    );
    expect(broken).toBeGreaterThan(60);
  });

  it("of nothing but pieces never makes compiling throw", () => {
    const soup = fc.array(piece, { maxLength: 60 }).map((pieces) => pieces.join(" "));
    fc.assert(
      fc.property(soup, fc.constantFrom("a.waybill", "a.yaml"), (text, path) => {
        const head = path === "a.yaml" ? "waybill: 1\ntopology: t\n" : "waybill 1\ntopology t\n";
        expect(Array.isArray(compiled(path, head + text).findings)).toBe(true);
      }),
      { numRuns: 600, seed: 12 },
    );
  });
});
