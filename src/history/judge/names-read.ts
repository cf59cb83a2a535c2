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
  /** Messages by the identity that alone names them; -1 where two types have the same one. */
  readonly #identities: Map<Id, number> = new Map<Id, number>();

  constructor(intents: Intents) {
    this.intents = intents;
  }

  /** Number of the intent; -1 where the event names none. */
  message({ i, id, type }: NamesMessage): number {
    if (i !== undefined) return this.intents.of(i);
    if (id === undefined) return -1;
    this.usesIdentity = true;
    const m = this.intents.of(identityName(type, id));
    const known = this.#identities.get(id);
    if (known !== m) this.#identities.set(id, known === undefined ? m : -1);
    return m;
  }

  /** What a message comes of that says so by `r`: an intent of that name, else the message of that identity; and what that one comes of. */
  root(r: Id): number {
    const byIdentity = this.intents.find(r) === undefined ? this.#identities.get(r) : undefined;
    const m = byIdentity === undefined || byIdentity < 0 ? this.intents.of(r) : byIdentity;
    return this.intents.rootOf(m);
  }

  process(at: string, by: Id | undefined): number {
    return this.processes.of(by === undefined ? at : typeof by === "number" ? `${at}#${by}` : by);
  }
}
