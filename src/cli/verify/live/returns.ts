/**
 * What the return of a handler says. Where handlers of a type change what outlives them, the change is the effect of a
 * message and the return says nothing; where they do not, nothing but the return can be seen.
 */
import type { Id } from "../../../history/event.ts";

interface About {
  readonly at?: string | undefined;
  readonly type?: string | undefined;
  readonly i?: Id | undefined;
}

/** Messages of one type at one consumer. */
interface Seen {
  readonly changed: Set<Id>;
  readonly returned: Set<Id>;
}

export class Returns {
  readonly #seen = new Map<string, Seen>();

  /** A change was made for the message. */
  changed({ at, type, i }: About): void {
    if (i !== undefined) this.#of({ at, type }).changed.add(i);
  }

  /** Its handler returned, and had made no change until then. */
  returned({ at, type, i }: About): void {
    if (i !== undefined) this.#of({ at, type }).returned.add(i);
  }

  /** Whether the return of a handler is the effect: most messages of the type come to no change. */
  isEffect({ at, type }: About): boolean {
    const { changed, returned } = this.#of({ at, type });
    return [...returned].filter((i) => !changed.has(i)).length >= changed.size;
  }

  #of({ at = "", type = "" }: About): Seen {
    const key = `${at} ${type}`;
    const seen = this.#seen.get(key) ?? { changed: new Set(), returned: new Set() };
    this.#seen.set(key, seen);
    return seen;
  }
}
