/** Values of messages as programs have them, drawn by their types. */
import fc from "fast-check";
import type { Field, FieldType } from "../../src/model/message-type.ts";
import type { Topology } from "../../src/model/topology.ts";

const DAY_MS = 86_400_000;
const MS_MAX = Date.UTC(9999, 11, 31);

/** A value of each field of the record or message. */
export function messages(
  topology: Topology,
  name: string,
  depth = 0,
): fc.Arbitrary<Readonly<Record<string, unknown>>> {
  const fields = topology.types.find((type) => type.name === name)?.fields ?? [];
  const of = (wanted: (field: Field) => boolean): Record<string, fc.Arbitrary<unknown>> =>
    Object.fromEntries(
      fields.filter(wanted).map((field) => [field.name, valuesOf(topology, field.type, depth)]),
    );
  const required = of(({ optional }) => !optional);
  // Records may contain themselves: no further than that.
  const optional = of((field) => field.optional && depth < 2);
  return (
    fc
      .tuple(fc.record(required), fc.record(optional, { requiredKeys: [] }))
      // As a program makes it: a plain object.
      .map(([one, other]) => ({ ...one, ...other }))
  );
}

function valuesOf(topology: Topology, type: FieldType, depth: number): fc.Arbitrary<unknown> {
  switch (type.kind) {
    case "named": {
      const values = topology.enums.find(({ name }) => name === type.name)?.values;
      return values === undefined ? messages(topology, type.name, depth + 1) : fc.constantFrom(...values);
    }
    case "list":
      return fc.array(valuesOf(topology, type.of, depth), {
        minLength: type.least,
        maxLength: type.most ?? type.least + 3,
      });
    case "map":
      return fc
        .array(fc.tuple(fc.string(), valuesOf(topology, type.of, depth)), { maxLength: 3 })
        .map((entries) => Object.fromEntries(entries));
    case "scalar":
      return scalars(type);
  }
}

function scalars(type: FieldType & { readonly kind: "scalar" }): fc.Arbitrary<unknown> {
  const { least = 0, most = 20 } = type;
  switch (type.name) {
    case "string":
      return type.pattern === undefined
        ? fc
            .string({ unit: "grapheme-composite", minLength: least, maxLength: most })
            .filter((text) => [...text].length <= most)
        : fc.stringMatching(new RegExp(`^(?:${type.pattern})$`));
    case "bool":
      return fc.boolean();
    case "int32":
      return fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
    case "int64":
      return type.wire === "number"
        ? fc.maxSafeInteger().map(BigInt)
        : fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
    case "float64":
      return fc.double({ noNaN: true, noDefaultInfinity: true }).filter((value) => !Object.is(value, -0));
    case "decimal":
      return decimals(type.args[0] ?? 1, type.args[1] ?? 0, type.wire === "number");
    case "uuid":
      return fc.uuid();
    case "timestamp":
      return fc.date({ min: new Date(0), max: new Date(MS_MAX), noInvalidDate: true });
    case "date":
      return fc
        .integer({ min: 0, max: MS_MAX / DAY_MS })
        .map((day) => new Date(day * DAY_MS).toISOString().slice(0, 10));
    case "duration":
      return fc.integer({ min: 0, max: 10 * 365 * DAY_MS });
    case "bytes":
      return fc.uint8Array({ minLength: least, maxLength: most });
    default:
      // As JSON has it: zero has no sign there.
      return fc.jsonValue().map((value): unknown => JSON.parse(JSON.stringify(value)));
  }
}

/** `exact`: with all digits behind the point, and no zero that has a sign. */
function decimals(precision: number, scale: number, exact: boolean): fc.Arbitrary<string> {
  const whole = fc.bigInt({ min: 0n, max: 10n ** BigInt(Math.min(precision - scale, 9)) - 1n });
  const rest = fc.bigInt({ min: 0n, max: 10n ** BigInt(scale) - 1n });
  return fc.tuple(fc.boolean(), whole, rest, fc.boolean()).map(([minus, digits, behind, short]) => {
    const sign = minus && (!exact || digits > 0n || behind > 0n) ? "-" : "";
    if (scale === 0 || (short && !exact)) return `${sign}${digits}`;
    return `${sign}${digits}.${behind.toString().padStart(scale, "0")}`;
  });
}
