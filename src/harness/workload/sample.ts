/** Messages of a workload, in their wire form: what a field holds is a function of its path and a number. */
import type { Field, FieldType, MessageType } from "../../model/message-type.ts";
import type { Topology } from "../../model/topology.ts";
import { textByPattern } from "./by-pattern.ts";
import { valueBySchema } from "./by-schema.ts";
import { uuid } from "./uuid.ts";

/** As it travels, or as the generated types have it. */
export type SampleForm = "wire" | "value";

/** A JSON value. */
export type Wire = string | number | boolean | null | readonly Wire[] | { readonly [field: string]: Wire };

type Scalar = FieldType & { readonly kind: "scalar" };

/** Which number the field at `path` is made of: fields of equal paths and numbers are equal. */
export type Numbers = (path: string) => number;

const DEPTH_MAX = 6;
/** 1 January 2026. */
const EPOCH_MS = 1_767_225_600_000;
const DAY_MS = 86_400_000;
const BYTES = 3;

/** A message of type `name`; optional fields are left out, lists hold as few as they may. */
export function sampleMessage(topology: Topology, name: string, numbers: Numbers): Wire {
  // cast: what is sampled as it travels is JSON.
  return sampled(topology, name, numbers, "wire") as Wire;
}

/** The same message as the generated types have it. */
export function sampleValue(topology: Topology, name: string, numbers: Numbers): unknown {
  return sampled(topology, name, numbers, "value");
}

function sampled(topology: Topology, name: string, numbers: Numbers, form: SampleForm): unknown {
  const type = topology.types.find((each) => each.name === name);
  if (type === undefined) return {};
  return type.source === undefined
    ? new Sampling(topology, numbers, form).record(type, "", 0)
    : valueBySchema(type.source.schema, numbers);
}

class Sampling {
  readonly #topology: Topology;
  readonly #numbers: Numbers;
  readonly #form: SampleForm;

  constructor(topology: Topology, numbers: Numbers, form: SampleForm) {
    this.#topology = topology;
    this.#numbers = numbers;
    this.#form = form;
  }

  record(type: MessageType, path: string, depth: number): unknown {
    const fields = type.fields.filter((field) => !field.optional && depth <= DEPTH_MAX);
    return Object.fromEntries(fields.map((field) => [field.name, this.#field(field, path, depth)]));
  }

  #field({ name, type }: Field, path: string, depth: number): unknown {
    return this.#value(type, path === "" ? name : `${path}.${name}`, depth);
  }

  #value(type: FieldType, path: string, depth: number): unknown {
    switch (type.kind) {
      case "scalar":
        return this.#form === "wire"
          ? scalar(type, path, this.#numbers(path))
          : valueOf(type, path, this.#numbers(path));
      case "list":
        return Array.from({ length: Math.max(type.least, 1, 0) }, (_, i) =>
          this.#value(type.of, `${path}.${i}`, depth + 1),
        );
      case "map":
        return { key: this.#value(type.of, `${path}.key`, depth + 1) };
      case "named":
        return this.#named(type.name, path, depth);
    }
  }

  #named(name: string, path: string, depth: number): unknown {
    const { enums, types } = this.#topology;
    const values = enums.find((each) => each.name === name)?.values;
    if (values !== undefined) return values[this.#numbers(path) % values.length] ?? "";
    const type = types.find((each) => each.name === name);
    return type === undefined ? null : this.record(type, path, depth + 1);
  }
}

function valueOf(type: Scalar, path: string, n: number): unknown {
  switch (type.name) {
    case "int32":
    case "float64":
      return n + 1;
    case "int64":
      return BigInt(n + 1);
    case "decimal":
      return `${n + 1}${decimals(type.args[1] ?? 0, n)}`;
    case "timestamp":
      return new Date(EPOCH_MS + n * 1000);
    case "date":
      return new Date(EPOCH_MS + n * DAY_MS).toISOString().slice(0, 10);
    case "duration":
      return (n + 1) * 1000;
    case "bytes":
      return bytesOf(type);
    default:
      return scalar(type, path, n);
  }
}

function scalar(type: Scalar, path: string, n: number): Wire {
  switch (type.name) {
    case "uuid":
      return uuid(path, n);
    case "bool":
      return n % 2 === 0;
    case "int32":
    case "float64":
      return asWritten(type, n + 1);
    case "int64":
      return asWritten(type, n + 1, "text");
    case "decimal":
      return asWritten(type, `${n + 1}${decimals(type.args[1] ?? 0, n)}`, "text");
    case "timestamp":
      return moment(type, EPOCH_MS + n * 1000);
    case "date":
      return wireOf(type) === "epoch-days"
        ? EPOCH_MS / DAY_MS + n
        : new Date(EPOCH_MS + n * DAY_MS).toISOString().slice(0, 10);
    case "duration":
      return duration(type, n + 1);
    case "bytes":
      return encoded(type, bytesOf(type));
    case "json":
      return { n };
    default:
      return text(type, path, n);
  }
}

/** A form other than the usual one is written down with the type. */
function wireOf(type: Scalar): string | undefined {
  return "wire" in type && typeof type.wire === "string" ? type.wire : undefined;
}

function asWritten(type: Scalar, value: number | string, usual: "text" | "number" = "number"): Wire {
  return (wireOf(type) ?? usual) === "text" ? String(value) : Number(value);
}

function decimals(scale: number, n: number): string {
  return scale === 0 ? "" : `.${String(n % 10 ** Math.min(scale, 6)).padStart(scale, "0")}`;
}

function duration(type: Scalar, seconds: number): Wire {
  const wire = wireOf(type);
  if (wire === "millis") return seconds * 1000;
  return wire === "seconds" ? seconds : `PT${seconds}S`;
}

/** As many as it has to have, three if it may. */
function bytesOf({ least = 0, most = BYTES }: Scalar): Uint8Array {
  return Uint8Array.from({ length: Math.max(least, Math.min(most, BYTES)) }, (_, i) => i % 256);
}

function encoded(type: Scalar, bytes: Uint8Array): string {
  const wire = wireOf(type);
  if (wire === "hex") return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const base64 = btoa(String.fromCharCode(...bytes));
  return wire === "base64url" ? base64.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "") : base64;
}

function moment(type: Scalar, ms: number): Wire {
  const wire = wireOf(type);
  if (wire === "epoch-millis") return ms;
  return wire === "epoch-seconds" ? ms / 1000 : new Date(ms).toISOString();
}

function text(type: Scalar, path: string, n: number): string {
  const { least = 0, most, pattern } = type;
  const described = pattern === undefined ? undefined : textByPattern(pattern, n, type);
  if (described !== undefined) return described;
  const own = `${path.slice(path.lastIndexOf(".") + 1)}-${n + 1}`.padEnd(least, "x");
  return most === undefined || own.length <= most
    ? own
    : String(n + 1)
        .padStart(Math.min(least, most), "0")
        .slice(0, most);
}
