/** The definitions of docs/anomalies.md for logs, each said as plainly as can be, whatever it costs. */
import type { LogOptions } from "../../../src/history/anomalies/check-log.ts";
import type { Key, LogOperation, Value } from "../../../src/history/anomalies/operation.ts";
import { components } from "./naive-components.ts";
import { type Operation, operationsOf } from "./naive-operations.ts";

interface Told {
  readonly key: Key;
  readonly value: Value;
  readonly offset: number;
}

const same = (a: { key: Key; value: Value }, b: { key: Key; value: Value }): boolean =>
  a.key === b.key && a.value === b.value;
const sends = (op: Operation) => op.micro.filter((each) => each.kind === "send");
const reads = (op: Operation) => op.micro.flatMap((each) => (each.kind === "poll" ? each.records : []));
const unique = <T>(list: readonly T[]): readonly T[] => [...new Set(list)];

export class Naive {
  readonly operations: readonly Operation[];
  readonly found: Record<string, number> = {};
  readonly #writeOrder: boolean;
  readonly #logs = new Map<Key, readonly (readonly Value[])[]>();

  constructor(history: readonly LogOperation[], { writeOrder = false }: LogOptions = {}) {
    this.operations = operationsOf(history);
    this.#writeOrder = writeOrder;
    this.#values();
    this.#sequences();
    this.#cycles();
  }

  #count(name: string, by = 1): void {
    if (by > 0) this.found[name] = (this.found[name] ?? 0) + by;
  }

  #keys(): readonly Key[] {
    return unique(this.#mentions().map((each) => each.key));
  }

  /** Everything sent or read, in order, by whatever completion. */
  #mentions(): readonly { readonly key: Key; readonly value: Value }[] {
    return this.operations.flatMap((op) =>
      op.micro.flatMap((each): readonly { readonly key: Key; readonly value: Value }[] =>
        each.kind === "send" ? [each] : each.records,
      ),
    );
  }

  #valuesOf(key: Key): readonly Value[] {
    return unique(this.#mentions().flatMap((each) => (each.key === key ? [each.value] : [])));
  }

  #readOk(key: Key, value: Value): boolean {
    return this.operations.some((op) => op.type === "ok" && reads(op).some((r) => same(r, { key, value })));
  }

  #committed(op: Operation): boolean {
    return (
      op.type === "ok" || (op.type === "info" && sends(op).some((each) => this.#readOk(each.key, each.value)))
    );
  }

  #writers(key: Key, value: Value): readonly Operation[] {
    return this.operations.filter((op) => sends(op).some((each) => same(each, { key, value })));
  }

  #writer(key: Key, value: Value): Operation | undefined {
    return this.#writers(key, value).at(-1);
  }

  #told(key: Key): readonly Told[] {
    return this.operations
      .flatMap((op) => [
        ...(this.#committed(op) ? sends(op) : []).flatMap((each) =>
          each.offset === undefined ? [] : [{ key: each.key, value: each.value, offset: each.offset }],
        ),
        ...reads(op),
      ])
      .filter((each) => each.key === key);
  }

  /** Sets of values at the offsets that hold some, in order. */
  log(key: Key): readonly (readonly Value[])[] {
    const known = this.#logs.get(key) ?? this.#sets(key);
    this.#logs.set(key, known);
    return known;
  }

  #sets(key: Key): readonly (readonly Value[])[] {
    const told = this.#told(key);
    const offsets = unique(told.map((each) => each.offset)).toSorted((a, b) => a - b);
    const rank = this.#valuesOf(key);
    return offsets.map((offset) =>
      unique(told.filter((each) => each.offset === offset).map((each) => each.value)).toSorted(
        (a, b) => rank.indexOf(a) - rank.indexOf(b),
      ),
    );
  }

  /** Of several values at one place, the one that the history speaks of first. */
  #order(key: Key): readonly Value[] {
    return this.log(key).map((values) => values[0] as Value);
  }

  #delta(key: Key, from: Value, to: Value): number {
    const order = this.#order(key);
    const [i, j] = [order.lastIndexOf(from), order.lastIndexOf(to)];
    return i < 0 || j < 0 ? 1 : j - i;
  }

  #values(): void {
    for (const key of this.#keys()) {
      const log = this.log(key);
      this.#count("inconsistent-offsets", log.filter((values) => values.length > 1).length);
      const at = (value: Value) => log.flatMap((values, i) => (values.includes(value) ? [i] : []));
      const bound = Math.max(
        -1,
        ...this.#valuesOf(key).flatMap((value) => (this.#readOk(key, value) ? at(value).slice(0, 1) : [])),
      );
      for (const value of this.#valuesOf(key)) {
        const places = at(value);
        const offsets = unique(
          this.#told(key)
            .filter((t) => t.value === value)
            .map((t) => t.offset),
        );
        const writers = this.#writers(key, value);
        const writer = writers.at(-1);
        if (places.length > 1) this.#count("duplicate");
        if (offsets.filter((offset) => offset !== 0).length > 1) this.#count("duplicate-nonzero");
        if (writers.length > 1) this.#count("reused-value");
        if (writer === undefined) this.#count("phantom-read");
        else {
          const read = this.#readOk(key, value);
          const last = places.at(-1);
          if (!read && last !== undefined && last <= bound && this.#committed(writer))
            this.#count("lost-write");
          if (!read && writer.type === "ok") this.#count("unseen");
          if (read && writer.type === "fail") this.#count("G1a");
        }
        this.#count(
          "precommitted-read",
          writers.filter((op) => reads(op).some((each) => same(each, { key, value }))).length,
        );
      }
    }
  }

  #sequences(): void {
    for (const key of this.#keys()) {
      const read = (op: Operation) => reads(op).flatMap((each) => (each.key === key ? [each.value] : []));
      const sent = (op: Operation) => sends(op).flatMap((each) => (each.key === key ? [each.value] : []));
      for (const op of this.operations) {
        const rebalanced = "rebalanced" in op.entry && op.entry.rebalanced?.includes(key) === true;
        if (!rebalanced) this.#inside(key, read(op), "poll");
        this.#inside(key, sent(op), "send");
      }
      for (const process of unique(this.operations.map((op) => op.entry.process))) {
        const own = this.operations.filter((op) => op.entry.process === process);
        this.#between(key, own, read, "poll");
        this.#between(
          key,
          own.filter((op) => op.type !== "fail"),
          sent,
          "send",
        );
      }
    }
  }

  #inside(key: Key, values: readonly Value[], what: "poll" | "send"): void {
    for (let i = 1; i < values.length; i++) {
      const by = this.#delta(key, values[i - 1] as Value, values[i] as Value);
      if (by > 1) this.#count(`int-${what}-skip`);
      if (by < 1) this.#count(`int-nonmonotonic-${what}`);
    }
  }

  #between(
    key: Key,
    own: readonly Operation[],
    values: (op: Operation) => readonly Value[],
    what: "poll" | "send",
  ): void {
    let cursor: Value | undefined;
    for (const op of own) {
      if ("keys" in op.entry && op.type !== "fail" && !op.entry.keys.includes(key)) cursor = undefined;
      const [first] = values(op);
      if (first === undefined) continue;
      const by = cursor === undefined ? 1 : this.#delta(key, cursor, first);
      if (by > 1 && what === "poll") this.#count("poll-skip");
      if (by < 1) this.#count(`nonmonotonic-${what}`);
      if (op.type === "ok" || what === "send") cursor = values(op).at(-1);
    }
  }

  /** Pairs of numbers of operations: which depends on which. */
  edges(kind: "wr" | "ww" | "realtime"): readonly (readonly [number, number])[] {
    const nodes = this.operations.map((op, i) => ({ op, i })).filter(({ op }) => "micro" in op.entry);
    return nodes.flatMap((a) =>
      nodes.flatMap((b): readonly (readonly [number, number])[] =>
        a.i !== b.i && this.#leads(a.op, b.op, kind) ? [[a.i, b.i]] : [],
      ),
    );
  }

  #leads(a: Operation, b: Operation, kind: "wr" | "ww" | "realtime"): boolean {
    if (kind === "realtime") return a.type === "ok" && a.ended < b.invoked;
    if (kind === "wr") return reads(b).some((each) => this.#writer(each.key, each.value) === a);
    return this.#keys().some((key) => {
      const order = this.#order(key);
      return order.some(
        (value, i) =>
          i > 0 && this.#writer(key, order[i - 1] as Value) === a && this.#writer(key, value) === b,
      );
    });
  }

  #cycles(): void {
    const [wr, rt] = [this.edges("wr"), this.edges("realtime")];
    const ww = this.#writeOrder ? this.edges("ww") : [];
    if (wr.length + rt.length + ww.length === 0) this.#count("empty-transaction-graph");
    this.#count("G0", components(ww, [ww]));
    this.#count("G1c", components([...ww, ...wr], [wr]));
    this.#count("G0-realtime", this.#writeOrder ? components([...ww, ...rt], [rt]) : 0);
    this.#count("G1c-realtime", components([...ww, ...wr, ...rt], [wr, rt]));
  }
}
