/** What a member of a group tells of itself, in the words of histories. */
import type { Observed } from "../../../client/observed.ts";
import { type Fetched, ID_HEADER, type Part } from "./record.ts";

export interface Telling {
  /** `service.consumer` */
  readonly name: string;
  readonly observe: (event: Observed) => void;
  /** Name of a topic in the spec. */
  readonly channel: (topic: string) => string;
}

export class Told {
  readonly #telling: Telling;

  constructor(telling: Telling) {
    this.#telling = telling;
  }

  partitions(e: "assigned" | "revoked", parts: readonly Part[]): void {
    const { channel, name, observe } = this.#telling;
    observe({ e, at: name, parts: parts.map(({ topic, partition }) => [channel(topic), partition]) });
  }

  settled(record: Fetched): void {
    const { name, observe } = this.#telling;
    observe({ e: "settle", at: name, ...this.#about(record), how: "commit", out: "ok" });
  }

  /** `to`: a topic. */
  parked(record: Fetched, to: string): void {
    const { channel, observe } = this.#telling;
    observe({ e: "dispose", ...this.#about(record), why: "dead-letter", to: channel(to) });
  }

  #about({ topic, partition, offset, headers }: Fetched): Pick<Observed, "id" | "ch" | "p" | "o"> {
    const place = { ch: this.#telling.channel(topic), p: partition, o: offset };
    const id = headers[ID_HEADER];
    return id === undefined ? place : { id, ...place };
  }
}
