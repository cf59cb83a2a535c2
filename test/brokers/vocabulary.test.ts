import { describe, expect, test } from "vitest";
import { KAFKA_CHECKS } from "../../src/brokers/kafka/checks/checks.ts";
import { KAFKA_VOCABULARY } from "../../src/brokers/kafka/vocabulary.ts";
import { RABBITMQ_CHECKS } from "../../src/brokers/rabbitmq/checks/checks.ts";
import { IMPORT_DIAGNOSTICS } from "../../src/cli/import/diagnostics.ts";
import { RABBITMQ_VOCABULARY } from "../../src/brokers/rabbitmq/vocabulary.ts";
import { compareVersions, type SettingTable, type ValueType } from "../../src/compiler/vocabulary.ts";
import type { Value } from "../../src/model/value.ts";
import { vectors } from "../beside.ts";

const VOCABULARIES = [KAFKA_VOCABULARY, RABBITMQ_VOCABULARY];
const tables = VOCABULARIES.flatMap((vocabulary): [name: string, table: SettingTable][] => [
  [`${vocabulary.type} broker`, vocabulary.settings],
  [`${vocabulary.type} producer`, vocabulary.producer],
  [`${vocabulary.type} consumer`, vocabulary.consumer],
  ...vocabulary.kinds.map((kind): [string, SettingTable] => [
    `${vocabulary.type} ${kind.kind}`,
    kind.settings,
  ]),
]);
tables.push(["rabbitmq binding", RABBITMQ_VOCABULARY.bindings?.settings ?? {}]);
const settings = tables.flatMap(([table, entries]) =>
  Object.entries(entries).map(([name, spec]) => ({ table, name, spec })),
);
const diagnostics = [...KAFKA_CHECKS.diagnostics, ...RABBITMQ_CHECKS.diagnostics, ...IMPORT_DIAGNOSTICS];

function fits(type: ValueType, value: Value): boolean {
  switch (type.kind) {
    case "duration":
    case "size":
      return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
    case "integer":
      return (
        typeof value === "number" && value >= (type.least ?? -Infinity) && value <= (type.most ?? Infinity)
      );
    case "boolean":
      return typeof value === "boolean";
    case "word":
      return typeof value === "string" && type.words.includes(value);
    case "string":
    case "template":
      return typeof value === "string";
    case "list":
      return Array.isArray(value) && value.every((each: Value) => fits(type.of, each));
    case "either":
      return type.of.some((each) => fits(each, value));
    default:
      return false;
  }
}

describe("the words of the brokers", () => {
  test.each(settings)("$table: $name has a default of its type, newer versions last", ({ spec }) => {
    for (const { value } of spec.defaults ?? [])
      expect(fits(spec.type, value), JSON.stringify(value)).toBe(true);
    const since = (spec.defaults ?? [])
      .filter(({ client }) => client === undefined)
      .map((each) => each.since ?? "0");
    expect(since).toEqual([...since].sort(compareVersions));
    expect(spec.doc).toMatch(/[^.]\.$/);
  });

  test("no two words of one table have the same native name", () => {
    for (const [name, table] of tables) {
      const natives = Object.values(table).flatMap(({ native }) => native ?? []);
      expect(new Set(natives).size, name).toBe(natives.length);
    }
  });

  test("every default and every rule rests on a statement of the reference", () => {
    // The shape of the vectors is fixed; a wrong one leaves nothing known.
    const known = Object.values(vectors("statements") as Readonly<Record<string, readonly string[]>>).flat();
    const cited = [
      ...settings.flatMap(({ spec }) => spec.source ?? []),
      ...diagnostics.map(({ why }) => why),
    ].flatMap((text) => text.match(/\b[KR]-[A-Z]+(-\d+)?\b/g) ?? []);
    expect(cited.length).toBeGreaterThan(100);
    expect(cited.filter((statement) => !known.includes(statement))).toEqual([]);
  });
});

describe("the entries of the brokers' checks", () => {
  test("have codes of their own, in the range of brokers", () => {
    const codes = diagnostics.map(({ code }) => code);
    expect(codes.filter((code) => !/^WB3[123]\d\d$/.test(code))).toEqual([]);
    expect(new Set(codes).size).toBe(codes.length);
  });

  test.each(diagnostics)("$code is worded as a sentence without its full stop", ({ message, why, fix }) => {
    expect(message).toMatch(/[^.]$/);
    expect(why).toMatch(/\.$/);
    expect(fix).toMatch(/\.$/);
  });
});
