/** Messages that handlers of a live run send: as user code has them, made of their wire form. */
import { textAt } from "../../../../client/wire.ts";
import { mix } from "../../../../base/prng.ts";
import { type FieldType, identityOf, type MessageType } from "../../../../model/message-type.ts";
import { isFields, sampled } from "../messages.ts";
import type { ServiceStart } from "../protocol.ts";

/** One function of the generated `codecs`. */
export type Turn = (value: unknown) => unknown;

/** Numbers of identities are below this. */
const IDENTITIES = 2 ** 30;

export class Letters {
  readonly #start: Pick<ServiceStart, "topology" | "codecs">;
  readonly #turns: Readonly<Record<string, Turn>>;

  constructor(start: Pick<ServiceStart, "topology" | "codecs">, turns: Readonly<Record<string, Turn>>) {
    this.#start = start;
    this.#turns = turns;
  }

  fromWire(type: string, wire: unknown): unknown {
    if (this.#start.topology.types.find(({ name }) => name === type)?.opaque === true)
      return new TextEncoder().encode(String(wire));
    const turn = this.#turns[this.#start.codecs[type]?.fromWire ?? ""];
    return turn === undefined ? wire : turn(wire);
  }

  /** What an application is told of a message that it is to say, beside its type. */
  intentOf(
    type: string,
    message: unknown,
    producer: string,
  ): { readonly message: unknown; readonly id: string | undefined; readonly key: string | undefined } {
    const { topology } = this.#start;
    const wire = this.#wireOf({ type, message });
    const declared = topology.types.find(({ name }) => name === type);
    const to = topology.services
      .flatMap(({ producers }) => producers)
      .find(({ name }) => name === producer)?.to;
    const channel = topology.channels.find(({ kind, name }) => kind === to?.kind && name === to.name);
    const [identity] = declared === undefined ? [] : identityOf(declared);
    const key = channel?.settings["key"];
    return {
      message,
      id: identity === undefined ? undefined : textAt(wire, identity.split(".")),
      key: typeof key === "string" ? textAt(wire, key.split(".")) : undefined,
    };
  }

  /**
   * A message of type `name` that says the same whenever `identity` is the same. What it has in common with the message that
   * it comes of, by name and type, it takes from there.
   */
  because(
    name: string,
    identity: string,
    cause: { readonly type: string; readonly message: unknown },
  ): unknown {
    const { topology } = this.#start;
    const find = (wanted: string): MessageType | undefined =>
      topology.types.find((each) => each.name === wanted);
    const [type, from] = [find(name), find(cause.type)];
    if (type?.opaque === true) return new TextEncoder().encode(identity);
    const wire = sampled(topology, name, { identity: numberOf(identity) });
    const given = this.#wireOf(cause);
    if (type === undefined || from === undefined || !isFields(wire) || !isFields(given))
      return this.fromWire(name, wire);
    const own = identityOf(type);
    const shared = type.fields.filter(
      (field) =>
        !own.includes(field.name) &&
        field.name in given &&
        from.fields.some((other) => other.name === field.name && isSame(other.type, field.type)),
    );
    const taken = Object.fromEntries(shared.map((field) => [field.name, given[field.name] ?? null]));
    return this.fromWire(name, { ...wire, ...taken });
  }

  #wireOf({ type, message }: { readonly type: string; readonly message: unknown }): unknown {
    const turn = this.#turns[this.#start.codecs[type]?.toWire ?? ""];
    return turn === undefined ? message : turn(message);
  }
}

function isSame(a: FieldType, b: FieldType): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function numberOf(text: string): number {
  let hash = text.length;
  for (let i = 0; i < text.length; i++) hash = mix(hash, text.charCodeAt(i));
  return hash % IDENTITIES;
}
