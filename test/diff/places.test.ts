/** A topology compared as it is declared and in its environments. */
import { describe, expect, test } from "vitest";
import { ANALYSIS_BROKERS } from "../../src/brokers/analysis.ts";
import { BROKER_CHANGES } from "../../src/brokers/changes.ts";
import { compile } from "../../src/compiler/compile.ts";
import type { TopologyDiff } from "../../src/diff/diff.ts";
import { diffPlaces, type Side } from "../../src/diff/places.ts";
import { specText } from "./compared.ts";

const PROD = `environment prod { topic orders { retention: 14d }, service shop { producer placing { linger: 5ms } } }`;
const DEV = `environment dev { service shipping { consumer pack { instances: 1 } } }`;
const SPEC = `${specText("orders")}\n${PROD}\n${DEV}\n`;

function sideOf(text: string): Side {
  const { topology, environments } = compile([{ path: "a.waybill", text }], { brokers: ANALYSIS_BROKERS });
  if (topology === undefined) throw new Error("no topology");
  return { topology, environments: new Map(environments.map((each) => [each.name, each.topology])) };
}

function between(before: string, after: string): TopologyDiff {
  const brokers = { analysis: ANALYSIS_BROKERS, changes: BROKER_CHANGES };
  return diffPlaces(sideOf(before), sideOf(after), brokers);
}

function edited(find: string, replacement: string): TopologyDiff {
  expect(SPEC).toContain(find);
  return between(
    SPEC,
    SPEC.replace(find, () => replacement),
  );
}

/** `severity setting of entity, in places`; guarantees first. */
function linesOf({ guarantees, changes }: TopologyDiff): readonly string[] {
  const places = ({ environments }: { readonly environments?: readonly string[] }): string =>
    environments === undefined ? "" : `, in ${environments.join(" ")}`;
  return [
    ...guarantees.map((each) => `${each.direction} ${each.from} -> ${each.to}${places(each)}`),
    ...changes.map(
      (each) => `${each.severity} ${each.setting ?? each.kind} of ${each.entity}${places(each)}`,
    ),
  ];
}

describe("environments", () => {
  test("what is the same everywhere is said once, and names none", () => {
    expect(linesOf(edited("acks: all, idempotent: true", "acks: 1"))).toEqual([
      "weakened shop.placing -> invoicing.bill",
      "weakened shop.placing -> shipping.pack",
      "breaking acks of producer shop.placing",
    ]);
  });

  test("what weakens a promise in production alone is seen, with what did it", () => {
    const diff = edited("linger: 5ms", "linger: 5ms, acks: 1, idempotent: false");
    expect(linesOf(diff).slice(0, 3)).toEqual([
      "weakened shop.placing -> invoicing.bill, in prod",
      "weakened shop.placing -> shipping.pack, in prod",
      "breaking acks of producer shop.placing, in prod",
    ]);
    const [first] = diff.guarantees.flatMap(({ whys }) => whys).flatMap(({ causes }) => causes);
    expect(first?.map((i) => diff.changes[i]?.setting)).toEqual(["acks"]);
  });

  test("a change that an environment takes back is one of the others", () => {
    expect(linesOf(edited("partitions: 6", "partitions: 6, retention: 3d"))).toEqual([
      "breaking retention of topic orders, in base dev",
    ]);
  });

  test("another value in each place is a change of each", () => {
    const diff = edited("instances: 2", "instances: 4");
    expect(linesOf(diff)).toEqual(["safe instances of consumer shipping.pack, in base prod"]);
  });

  test("a place for which the same is declared elsewhere is no difference", () => {
    expect(linesOf(edited(`${PROD}\n${DEV}`, `${DEV}\n${PROD}`))).toEqual([]);
  });
});

describe("an environment that was not there", () => {
  const added = (patch: string): readonly string[] =>
    linesOf(between(SPEC, `${SPEC}\nenvironment test { ${patch} }\n`));

  test("is one place more, whatever breaks nothing there", () => {
    expect(added("service shipping { consumer pack { instances: 1 } }")).toEqual([
      "safe added of environment test",
    ]);
  });

  test("breaks nothing that is known to run, and yet weakens what is promised", () => {
    const patch =
      "topic orders { partitions: 3 }, service shop { producer placing { acks: 1, idempotent: false } }";
    expect(added(patch)).toEqual([
      "weakened shop.placing -> invoicing.bill, in test",
      "weakened shop.placing -> shipping.pack, in test",
      "risky partitions of topic orders, in test",
      "risky acks of producer shop.placing, in test",
      "risky idempotent of producer shop.placing, in test",
      "safe added of environment test",
    ]);
  });

  test("and one that is gone is no longer judged", () => {
    expect(linesOf(edited(DEV, ""))).toEqual(["risky removed of environment dev"]);
  });
});
