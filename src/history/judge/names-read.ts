/** How events name things: messages by intent or identity, processes by endpoint and number, moments by begin and end. */
import type { Id, When } from "../event.ts";
import { Names } from "./columns.ts";
import { identityName, type Intents } from "./intents.ts";

export const beginOf = (t: When | undefined): number => (typeof t === "object" ? t[0] : (t ?? Number.NaN));
export const endOf = (t: When | undefined): number => (typeof t === "object" ? t[1] : (t ?? Number.NaN));

export interface NamesMessage {
  readonly i?: Id;
  readonly id?: Id;
  readonly type?: string;
}

export class NamesRead {
  readonly intents: Intents;
  readonly processes: Names<string> = new Names<string>();
  /** Some message is named by its identity alone. */
  usesIdentity = false;

  constructor(intents: Intents) {
    this.intents = intents;
  }

  /** Number of the intent; -1 where the event names none. */
  message({ i, id, type }: NamesMessage): number {
    if (i !== undefined) return this.intents.of(i);
    if (id === undefined) return -1;
    this.usesIdentity = true;
    return this.intents.of(identityName(type, id));
  }

  process(at: string, by: Id | undefined): number {
    return this.processes.of(by === undefined ? at : typeof by === "number" ? `${at}#${by}` : by);
  }
}
