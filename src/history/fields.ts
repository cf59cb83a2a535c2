/** Which events there are and what each may say: the reader is strict by this table, the published schema is made of it. */
import { DISPOSALS } from "../model/guarantee.ts";
import type { HistoryEventKind } from "./event.ts";

/** A kind of value, in the three ways that it is needed. */
export interface FieldKind {
  readonly fits: (value: unknown) => boolean;
  readonly says: string;
  readonly schema: object;
}

const TEXT_MAX = 4096;

const isText = (value: unknown): value is string =>
  typeof value === "string" && value.length > 0 && value.length <= TEXT_MAX;
const isWhole = (value: unknown): value is number => Number.isSafeInteger(value);
const isId = (value: unknown): boolean => isWhole(value) || isText(value);
const isTime = (value: unknown): value is number =>
  typeof value === "number" && value >= 0 && Number.isFinite(value);

const textSchema = { type: "string", minLength: 1, maxLength: TEXT_MAX };
const wholeSchema = {
  type: "integer",
  minimum: Number.MIN_SAFE_INTEGER,
  maximum: Number.MAX_SAFE_INTEGER,
};
const idSchema = { anyOf: [wholeSchema, textSchema] };
const countSchema = { type: "integer", minimum: 0, maximum: Number.MAX_SAFE_INTEGER };
const timeSchema = { type: "number", minimum: 0 };

const id: FieldKind = { fits: isId, says: "a whole number or a text", schema: { $ref: "#/$defs/id" } };
const text: FieldKind = { fits: isText, says: "a text", schema: textSchema };
const count: FieldKind = {
  fits: (value) => isWhole(value) && value >= 0,
  says: "a whole number from 0",
  schema: countSchema,
};
const when: FieldKind = {
  fits: (value) =>
    isTime(value) ||
    (Array.isArray(value) &&
      value.length === 2 &&
      isTime(value[0]) &&
      isTime(value[1]) &&
      value[0] <= value[1]),
  says: "a time, or [begin, end] with begin ≤ end",
  schema: { $ref: "#/$defs/when" },
};

function word(...words: readonly string[]): FieldKind {
  return {
    fits: (value) => typeof value === "string" && words.includes(value),
    says: `one of ${words.join(", ")}`,
    schema: { enum: words },
  };
}

function list(of: FieldKind): FieldKind {
  return {
    fits: (value) => Array.isArray(value) && value.every(of.fits),
    says: `a list, each ${of.says}`,
    schema: { type: "array", items: of.schema },
  };
}

function tuple(says: string, ...of: readonly FieldKind[]): FieldKind {
  return {
    fits: (value) =>
      Array.isArray(value) && value.length === of.length && of.every((kind, i) => kind.fits(value[i])),
    says,
    schema: { type: "array", prefixItems: of.map(({ schema }) => schema), items: false, minItems: of.length },
  };
}

const nullableId: FieldKind = {
  fits: (value) => value === null || isId(value),
  says: "an intent or null",
  schema: { anyOf: [{ type: "null" }, idSchema] },
};

const values: FieldKind = {
  fits: (value) =>
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    Object.entries(value).every(([path, each]) => path !== "" && isId(each)),
  says: "an object of paths and their values",
  schema: { type: "object", propertyNames: { minLength: 1 }, additionalProperties: { $ref: "#/$defs/id" } },
};

const outcome = word("ok", "failed", "unknown");
const message = { i: id, id, type: text, h: id };
const place = { ch: text, p: count, o: count };
const acted = { at: text, by: id };

/** What the events of one kind may say beside `e` and `t`, and what they have to. */
export interface Fields {
  readonly may: Readonly<Record<string, FieldKind>>;
  readonly must: readonly string[];
}

const send: Fields = {
  may: { ...acted, ...message, ...place, r: id, a: id, x: id, k: id, v: values, rk: text, tx: id },
  must: ["at"],
};
const handled: Fields = {
  may: { ...acted, ...message, ...place, r: id, x: id, d: id, c: id, a: id, tx: id, seq: count },
  must: ["at"],
};
const fault: Fields = { may: { what: text, i: id }, must: ["what"] };
const parts: Fields = {
  may: { ...acted, parts: list(tuple("[channel, partition]", text, count)) },
  must: ["at", "parts"],
};
const transaction: Fields = { may: { ...acted, tx: id, out: outcome }, must: ["at", "tx"] };
const broker: Fields = {
  may: { i: id, r: id, by: id, at: text, ...place, c: id, what: text },
  must: [],
};

export const EVENTS: Readonly<Record<HistoryEventKind, Fields>> = {
  send,
  sent: { may: { ...acted, ...message, ...place, out: outcome, a: id, tx: id }, must: ["at", "out"] },
  accept: { may: { ...acted, ...message, k: id, v: values }, must: ["at"] },
  deliver: { may: { ...acted, ...message, ...place, d: id, c: id, n: count }, must: ["at"] },
  execute: handled,
  failed: handled,
  effect: handled,
  suppressed: handled,
  settle: {
    may: {
      ...acted,
      ...message,
      ...place,
      how: word("ack", "nack", "reject", "commit"),
      out: outcome,
      d: id,
      tx: id,
    },
    must: ["at"],
  },
  dispose: {
    may: { ...message, ...place, why: word(...DISPOSALS), r: id, c: id, to: text, by: id },
    must: ["why"],
  },
  fault,
  heal: fault,
  recovered: { may: {}, must: [] },
  rest: { may: { open: list(id), how: word("rest", "stuck", "circles") }, must: [] },
  subscribed: { may: acted, must: ["at"] },
  assigned: parts,
  revoked: parts,
  poll: {
    may: {
      ...acted,
      recs: list(tuple("[channel, partition, offset, intent or null]", text, count, count, nullableId)),
      out: outcome,
      tx: id,
    },
    must: ["at", "recs"],
  },
  begin: { may: { ...acted, tx: id }, must: ["at", "tx"] },
  commit: transaction,
  abort: transaction,
  stored: broker,
  replicated: broker,
  routed: broker,
  elected: broker,
  rebalanced: broker,
  timer: broker,
  lost: broker,
  refused: broker,
  returned: broker,
  started: broker,
};

/** The time of an event; every kind may have one. */
export const TIME: FieldKind = when;

export const DEFINITIONS: Readonly<Record<string, object>> = {
  id: idSchema,
  when: {
    anyOf: [timeSchema, { type: "array", prefixItems: [timeSchema, timeSchema], items: false, minItems: 2 }],
  },
};
