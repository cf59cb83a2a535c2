/** Small histories of logs from a number: mostly a real log with clients, with lies of every kind mixed in. */
import { Prng } from "../../../src/base/prng.ts";
import type { Key, LogOperation, MicroOperation, Outcome } from "../../../src/history/anomalies/operation.ts";
import { type Assigns, type Done, entry } from "./histories.ts";

const KEYS: readonly Key[] = ["x", "y"];
const NOTHING: MicroOperation = { kind: "poll", records: [] };

interface Stored {
  readonly key: Key;
  readonly value: number;
  readonly offset: number;
}

export function drawnHistory(seed: number): readonly LogOperation[] {
  const random = new Prng(seed);
  const clients = new Clients(random);
  const history: LogOperation[] = [];
  const running = new Map<number, Done | Assigns>();
  const entries = 6 + random.below(20);
  for (let time = 0; time < entries; time++) {
    const process = random.below(3);
    const operation = running.get(process);
    if (operation === undefined || random.chance(1, 40)) {
      const next = clients.operation(process);
      running.set(process, next);
      if (random.chance(30, 31)) history.push(entry(next, "invoke", time));
    } else {
      running.delete(process);
      history.push(entry(clients.completed(operation), operation.type, time));
    }
  }
  return history;
}

class Clients {
  readonly #random: Prng;
  readonly #stored: Stored[] = [];
  #value = 0;

  constructor(random: Prng) {
    this.#random = random;
  }

  operation(process: number): Done | Assigns {
    const random = this.#random;
    const type: Outcome = random.of(["ok", "ok", "ok", "ok", "fail", "info"] as const);
    if (random.chance(1, 8))
      return {
        process,
        type,
        f: random.of(["assign", "subscribe"] as const),
        keys: KEYS.slice(random.below(3)),
      };
    const did = Array.from({ length: 1 + random.below(3) }, () =>
      random.chance(1, 2) ? this.#send() : NOTHING,
    );
    return { process, type, did, ...(random.chance(1, 10) ? { rebalanced: [random.of(KEYS)] } : {}) };
  }

  /** Polls answer what lies in the log when they end. */
  completed(operation: Done | Assigns): Done | Assigns {
    if (!("did" in operation)) return operation;
    return { ...operation, did: operation.did.map((each) => (each.kind === "poll" ? this.#poll() : each)) };
  }

  #send(): MicroOperation {
    const random = this.#random;
    const key = random.of(KEYS);
    this.#value += random.chance(19, 20) ? 1 : 0;
    const value = this.#value;
    const end = this.#stored.filter((each) => each.key === key).length;
    const offset = random.chance(4, 5) ? end + random.below(2) : random.below(end + 2);
    this.#stored.push({ key, value, offset });
    const told = random.chance(3, 4) ? { offset: random.chance(9, 10) ? offset : random.below(4) } : {};
    return { kind: "send", key, value, ...told };
  }

  #poll(): MicroOperation {
    const random = this.#random;
    const key = random.of(KEYS);
    const log = this.#stored.filter((each) => each.key === key);
    const from = random.below(log.length + 1);
    const records = log.slice(from, from + random.below(4)).map((each) => {
      if (random.chance(1, 15)) return { ...each, offset: random.below(6) };
      return random.chance(1, 40) ? { ...each, value: 99 } : each;
    });
    return { kind: "poll", records: random.chance(1, 10) ? records.reverse() : records };
  }
}
