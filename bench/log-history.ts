/** The checker of logs on a long history: clients in transactions send and poll on where they were. */
import { IntVector } from "../src/base/int-vector.ts";
import { Prng } from "../src/base/prng.ts";
import { LogChecker } from "../src/history/anomalies/check-log.ts";
import { checkQueue, type QueueOperation } from "../src/history/anomalies/check-queue.ts";
import type { LogOperation, MicroOperation, PolledRecord } from "../src/history/anomalies/operation.ts";
import type { Subject } from "./measure.ts";

const COMPLETIONS = 200_000;
const CLIENTS = 10;
const LOGS = 16;
/** Each client reads these many of them, so that a message is read two or three times. */
const LOGS_OF_CLIENT = 4;
/** What the issue asks for. */
const AIM = 200_000;
const POLLED_MAX = 8;

export function historySubjects(): readonly Subject[] {
  const queue: Subject = {
    name: "total-queue accounting, 200,000 completions",
    unit: "completions",
    aim: AIM,
    round: () => checkQueue(queueHistory(COMPLETIONS / 2)).measures.attempts * 2,
  };
  const logs = [false, true].map((writeOrder) => ({
    name: `anomalies of logs${writeOrder ? ", with the order of writes" : ""}, 200,000 completions`,
    unit: "completions",
    aim: AIM,
    round: () => {
      const checker = new LogChecker({ writeOrder });
      for (const operation of longHistory(COMPLETIONS)) checker.add(operation);
      return checker.finish().measures.completions;
    },
  }));
  return [...logs, queue];
}

function* queueHistory(messages: number): Generator<QueueOperation> {
  for (let value = 0; value < messages; value++) {
    yield { process: 0, type: "invoke", f: "enqueue", values: [value] };
    yield { process: 0, type: "ok", f: "enqueue", values: [value] };
    yield { process: 1, type: "invoke", f: "dequeue", values: [] };
    yield { process: 1, type: "ok", f: "dequeue", values: [value] };
  }
}

/** Invocation and completion of each, every client one at a time; offsets have gaps. Made on the way, never kept. */
function* longHistory(completions: number): Generator<LogOperation> {
  const random = new Prng(7);
  const client = new Logs(random);
  const open: (readonly MicroOperation[] | undefined)[] = new Array<undefined>(CLIENTS).fill(undefined);
  let value = 0;
  let time = 0;
  for (let done = 0; done < completions; ) {
    const process = random.below(CLIENTS);
    const micro = open[process];
    time += 1;
    if (micro === undefined) {
      const asked = Array.from({ length: 1 + random.below(3) }, (): MicroOperation => {
        if (random.chance(1, 2)) return { kind: "poll", records: [] };
        value += 1;
        return { kind: "send", key: random.below(LOGS), value };
      });
      open[process] = asked;
      yield { process, type: "invoke", f: "txn", time, micro: asked };
      continue;
    }
    open[process] = undefined;
    done += 1;
    yield {
      process,
      type: "ok",
      f: "txn",
      time,
      micro: micro.map((each) => client.carriedOut(process, each)),
    };
  }
}

/** The logs, and where each client is in each. */
class Logs {
  readonly #random: Prng;
  /** Values and offsets in turn. */
  readonly #logs = Array.from({ length: LOGS }, () => new IntVector());
  readonly #cursors = Array.from({ length: CLIENTS }, () => new Int32Array(LOGS));
  readonly #ends = new Int32Array(LOGS);

  constructor(random: Prng) {
    this.#random = random;
  }

  carriedOut(process: number, asked: MicroOperation): MicroOperation {
    if (asked.kind === "send") {
      const key = Number(asked.key);
      const offset = this.#ends[key] as number;
      this.#ends[key] = offset + 1 + this.#random.below(2);
      this.#logs[key]?.push(Number(asked.value));
      this.#logs[key]?.push(offset);
      return { ...asked, offset };
    }
    const key = (process + this.#random.below(LOGS_OF_CLIENT)) % LOGS;
    const log = this.#logs[key] as IntVector;
    const cursors = this.#cursors[process] as Int32Array;
    const from = cursors[key] as number;
    const to = Math.min(log.length, from + 2 * POLLED_MAX);
    const records: PolledRecord[] = [];
    for (let i = from; i < to; i += 2) records.push({ key, value: log.get(i), offset: log.get(i + 1) });
    cursors[key] = to;
    return { kind: "poll", records };
  }
}
