import { describe, expect, test } from "vitest";
import { GENERATE_BROKERS } from "../../src/brokers/generation.ts";
import { generationDiagnostics } from "../../src/codegen/catalogue.ts";
import { describedSchema } from "../../src/codegen/emit/validator-files.ts";
import { ValidatorCompiler } from "../../src/codegen/emit/validators.ts";
import { refusals } from "../../src/codegen/refusals.ts";
import type { ExampleSource } from "../../src/diagnostics/define.ts";
import { DEMO_GENERATION } from "./demo-generation.ts";
import { topologyOf } from "./generated.ts";

const validators = new ValidatorCompiler();
const BROKERS = [...GENERATE_BROKERS, DEMO_GENERATION];
const entries = generationDiagnostics(BROKERS);

function codesOf(example: ExampleSource): readonly string[] {
  const sources = typeof example === "string" ? [{ path: "t.waybill", text: example }] : example;
  const found = refusals(topologyOf(sources, BROKERS), BROKERS, (source) =>
    validators.problemOf(describedSchema(source)),
  );
  for (const { span } of found) expect(span.end).toBeGreaterThan(span.start);
  return found.map(({ code }) => code);
}

describe("the entries of generation", () => {
  test("have codes of their own", () => {
    const codes = entries.map(({ code }) => code);
    expect(codes.length).toBeGreaterThan(4);
    expect(new Set(codes).size).toBe(codes.length);
    for (const code of codes) expect(code).toMatch(/^WB5\d{3}$/);
  });

  test.each(entries)("$code fires on its example and on nothing else: $message", ({ code, example }) => {
    expect(codesOf(example.fires)).toEqual([code]);
    expect(codesOf(example.quiet)).toEqual([]);
  });
});

const HEAD = `waybill 1
topology t
broker b { type: kafka }
broker r { type: rabbitmq }
message M { identity id: uuid }
topic l on b {}
topic k on b {}
queue q on r {}
service s { producer p -> l { sends: M } }
`;

describe("a group of acts", () => {
  const group = (steps: string): readonly string[] =>
    codesOf(
      `${HEAD}service t { producer same -> k { sends: M }\n producer other -> q { sends: M }\n consumer c <- l { group: "t", sends: [same, other], steps: ${steps} } }\n`,
    );

  test("that sends to the same broker and settles is a transaction", () => {
    expect(group("[other, effect, [same, settle]]")).toEqual([]);
  });

  test("that sends to another broker is none", () => {
    expect(group("[same, effect, [other, settle]]")).toEqual(["WB5004"]);
  });

  test("that does not settle is none", () => {
    expect(group("[[same, effect], other, settle]")).toEqual(["WB5004"]);
  });
});

test("services of others are not looked at", () => {
  expect(
    codesOf(`${HEAD}service x { external: true, producer p -> l { sends: M, acks: unknown } }\n`),
  ).toEqual([]);
});

test("services of another module are not looked at, since they are generated there", () => {
  const text = `${HEAD}service x { client: java, producer p -> l { sends: M } }\n`;
  const topology = topologyOf([{ path: "t.waybill", text }]);
  const found = (module: object): readonly string[] => {
    const services = topology.services.map((service) => ({ ...service, ...module }));
    return refusals({ ...topology, services }, GENERATE_BROKERS, () => undefined).map(({ code }) => code);
  };
  expect(found({})).toEqual(["WB5002"]);
  expect(found({ module: "other" })).toEqual([]);
});
