import { describe, expect, test } from "vitest";
import { NEITHER, verdictOf } from "../../../src/brokers/kafka/mechanism/sequences.ts";
import { vectors } from "../../beside.ts";

/** Rows seen on live brokers: producer id, epoch, first sequence, records, result, offset. */
type Row = readonly [
  id: number,
  epoch: number,
  first: number,
  records: number,
  result: string,
  offset: number | null,
];

/** K-IDEM-02: batches of one producer that a leader remembers. */
const REMEMBERED = 5;

function rows(): readonly Row[] {
  const { idempotence } = vectors("kafka") as {
    idempotence: { columns: string[]; onePartitionInOrder: Row[] };
  };
  return idempotence.onePartitionInOrder;
}

interface Remembered {
  readonly first: number;
  readonly records: number;
  readonly offset: number;
}

/** What a leader keeps of one producer: its epoch and its last batches. */
class Leader {
  #end = 0;
  readonly #producers: Map<number, { epoch: number; batches: Remembered[] }> = new Map<
    number,
    { epoch: number; batches: Remembered[] }
  >();

  take(
    id: number,
    epoch: number,
    first: number,
    records: number,
  ): readonly [result: string, offset: number | null] {
    const state = this.#producers.get(id);
    if (state !== undefined && epoch < state.epoch) return ["invalid-producer-epoch", null];
    const batches = state?.epoch === epoch ? state.batches : [];
    const last = batches.at(-1);
    const held = batches.find((batch) => batch.first === first && batch.records === records);
    const expected = last === undefined ? 0 : last.first + last.records;
    const verdict = verdictOf(state !== undefined, expected, first, held?.offset ?? -1);
    if (verdict >= 0) return ["duplicate", verdict];
    if (verdict !== NEITHER) return ["out-of-order", null];
    const offset = this.#end;
    this.#end += records;
    this.#producers.set(id, { epoch, batches: [...batches, { first, records, offset }].slice(-REMEMBERED) });
    return ["ok", offset];
  }
}

describe("the sequence check", () => {
  test("has vectors to be compared with", () => {
    expect(rows().length).toBeGreaterThan(15);
  });

  test("decides as live brokers did, row by row", () => {
    const leader = new Leader();
    for (const [id, epoch, first, records, result, offset] of rows())
      expect([id, epoch, first, records, ...leader.take(id, epoch, first, records)]).toEqual([
        id,
        epoch,
        first,
        records,
        result,
        offset,
      ]);
  });

  test("takes any number of a producer it does not know", () => {
    expect(verdictOf(false, 0, 37, -1)).toBe(NEITHER);
  });
});
