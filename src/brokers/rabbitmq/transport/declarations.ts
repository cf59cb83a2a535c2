/** From the words of a spec to the arguments of a declaration. */
import type { BrokerPlan, ChannelPlan, Value } from "../../../client/plan.ts";
import type { ExchangeDeclaration, QueueDeclaration } from "./library.ts";

/** An argument by the broker's name for it. */
export interface Argument {
  readonly value: Value;
  /** Nothing is sent for it: it is what the broker does where nothing is said. */
  readonly isDefault: boolean;
}

/** By the spec's word: the broker's name, and what it does where nothing is said; `undefined`: nothing of its own. */
type Words = Readonly<Record<string, readonly [name: string, usual: Value | undefined]>>;

const FLAGS: Words = {
  durable: ["durable", true],
  exclusive: ["exclusive", false],
  "auto-delete": ["auto_delete", false],
  internal: ["internal", false],
};

const QUEUE_ARGUMENTS: Words = {
  type: ["x-queue-type", "classic"],
  "message-ttl": ["x-message-ttl", undefined],
  expires: ["x-expires", undefined],
  "max-length": ["x-max-length", undefined],
  "max-length-bytes": ["x-max-length-bytes", undefined],
  overflow: ["x-overflow", "drop-head"],
  "dead-letter-exchange": ["x-dead-letter-exchange", undefined],
  "dead-letter-routing-key": ["x-dead-letter-routing-key", undefined],
  "dead-letter-strategy": ["x-dead-letter-strategy", "at-most-once"],
  "delivery-limit": ["x-delivery-limit", undefined],
  "single-active-consumer": ["x-single-active-consumer", false],
  "max-priority": ["x-max-priority", undefined],
};

const EXCHANGE_ARGUMENTS: Words = {
  type: ["type", undefined],
  "alternate-exchange": ["alternate-exchange", undefined],
};

/** What the spec says of a channel, by the broker's names; what it leaves open is the broker's default. */
export function argumentsOf(
  plan: BrokerPlan,
  { kind, settings }: ChannelPlan,
): ReadonlyMap<string, Argument> {
  const words = { ...FLAGS, ...(kind === "exchange" ? EXCHANGE_ARGUMENTS : QUEUE_ARGUMENTS) };
  const out = new Map<string, Argument>();
  for (const [word, [name, usual]] of Object.entries(words)) {
    const said =
      word === "type" && kind === "queue"
        ? (settings[word] ?? plan.settings["default-queue-type"])
        : settings[word];
    const value = said ?? usual;
    if (value !== undefined) out.set(name, { value, isDefault: value === usual });
  }
  return out;
}

type Taken = ReadonlyMap<string, Value | undefined>;

function flag(name: string, wanted: ReadonlyMap<string, Argument>, taken: Taken, usual: boolean): boolean {
  const value = taken.has(name) ? taken.get(name) : wanted.get(name)?.value;
  return typeof value === "boolean" ? value : usual;
}

const FLAG_NAMES: ReadonlySet<string> = new Set(Object.values(FLAGS).map(([name]) => name));

/** Arguments proper, with what was `taken` from the live broker in place of what is wanted. */
function tableOf(wanted: ReadonlyMap<string, Argument>, taken: Taken): Readonly<Record<string, Value>> {
  const out: Record<string, Value> = {};
  for (const [name, { value, isDefault }] of wanted) {
    if (FLAG_NAMES.has(name) || name === "type") continue;
    const live = taken.get(name);
    if (taken.has(name)) {
      if (live !== undefined) out[name] = live;
    } else if (!isDefault) out[name] = value;
  }
  for (const [name, live] of taken) if (!wanted.has(name) && live !== undefined) out[name] = live;
  return out;
}

export function exchangeOf(
  name: string,
  wanted: ReadonlyMap<string, Argument>,
  taken: Taken,
): ExchangeDeclaration {
  const type = taken.get("type") ?? wanted.get("type")?.value;
  return {
    name,
    type: typeof type === "string" ? type : "direct",
    durable: flag("durable", wanted, taken, true),
    internal: flag("internal", wanted, taken, false),
    autoDelete: flag("auto_delete", wanted, taken, false),
    arguments: tableOf(wanted, taken),
  };
}

export function queueOf(name: string, wanted: ReadonlyMap<string, Argument>, taken: Taken): QueueDeclaration {
  return {
    name,
    durable: flag("durable", wanted, taken, true),
    exclusive: flag("exclusive", wanted, taken, false),
    autoDelete: flag("auto_delete", wanted, taken, false),
    arguments: tableOf(wanted, taken),
  };
}
