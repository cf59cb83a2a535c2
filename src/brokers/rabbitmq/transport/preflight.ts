/**
 * Compares what the spec says of exchanges and queues with the live broker, and declares it where that is asked for. What
 * a redeclaration with the same arguments accepts is equal (R-QUE-01, R-EXCH-14). Bindings cannot be asked for over AMQP.
 */
import type { BindingPlan, BrokerPlan, ChannelPlan, Value } from "../../../client/plan.ts";
import { argumentsOf, type Argument, exchangeOf, queueOf } from "./declarations.ts";
import type { Arguments, Channel, ExchangeDeclaration, QueueDeclaration } from "./library.ts";
import { TopologyMismatch } from "./mismatch.ts";

export interface Comparing {
  readonly broker: string;
  readonly plan: BrokerPlan;
  readonly declare: boolean;
  /** A new channel; each refusal costs one. */
  readonly channel: () => Promise<Channel>;
}

/** Rejects with a {@link TopologyMismatch} that lists all differences. */
export async function compare(comparing: Comparing): Promise<void> {
  const { plan, broker, declare } = comparing;
  const channels = new Channels(comparing.channel);
  const mismatches: string[] = [];
  try {
    for (const each of plan.channels) {
      if (isBuiltIn(each)) continue;
      const create = declare || each.settings["exclusive"] === true;
      for (const what of await differencesOf(channels, plan, each, create))
        mismatches.push(`${each.kind} ${each.physical}: ${what}`);
    }
    if (mismatches.length > 0) throw new TopologyMismatch(broker, mismatches);
    if (declare) for (const binding of plan.bindings) await bound(await channels.get(), binding);
  } finally {
    await channels.close();
  }
}

/** One channel after the other, since the broker closes the one on which it refuses. */
class Channels {
  readonly #next: () => Promise<Channel>;
  #channel: Channel | undefined;

  constructor(next: () => Promise<Channel>) {
    this.#next = next;
  }

  async get(): Promise<Channel> {
    if (this.#channel?.open !== true) this.#channel = await this.#next();
    return this.#channel;
  }

  /** Does `work`; answers the broker's refusal. What is none is thrown. */
  async refusal(work: (channel: Channel) => Promise<void>): Promise<string | undefined> {
    try {
      await work(await this.get());
      return undefined;
    } catch (error) {
      const text = error instanceof Error ? textOf(error) : String(error);
      if (!/NOT_FOUND|PRECONDITION|RESOURCE_LOCKED|ACCESS_REFUSED|404|406|405|403/i.test(text)) throw error;
      return text;
    }
  }

  async close(): Promise<void> {
    await this.#channel?.close();
  }
}

/** The library's code of the error, and what the broker said. */
function textOf(error: Error): string {
  return "code" in error ? `${String(error.code)} ${error.message}` : error.message;
}

/** The default exchange and those that every broker has. */
function isBuiltIn({ kind, physical }: ChannelPlan): boolean {
  return kind === "exchange" && (physical === "" || physical.startsWith("amq."));
}

async function differencesOf(
  channels: Channels,
  plan: BrokerPlan,
  channel: ChannelPlan,
  create: boolean,
): Promise<readonly string[]> {
  const { kind, physical } = channel;
  if (!create) {
    const missing = await channels.refusal((live) =>
      kind === "exchange" ? live.exchangeExists(physical) : live.queueExists(physical),
    );
    if (missing !== undefined && /NOT_FOUND|404/i.test(missing)) return ["is not there"];
    if (missing !== undefined) return [missing];
  }
  return redeclared(channels, argumentsOf(plan, channel), channel);
}

/** What the broker says when an argument differs. */
const INEQUIVALENT = /inequivalent arg '([^']+)'.*?received (.*?) but current is (.*?)(?:;|, class-id|$)/s;

/** Arguments beside those of the spec that a queue may have. */
const ARGUMENTS_MOST = 20;

/** Declares until nothing differs any more: each difference is noted, and the live value taken for the next round. */
async function redeclared(
  channels: Channels,
  wanted: ReadonlyMap<string, Argument>,
  channel: ChannelPlan,
): Promise<readonly string[]> {
  const differences: string[] = [];
  const taken = new Map<string, Value | undefined>();
  for (let round = 0; round <= wanted.size + ARGUMENTS_MOST; round++) {
    const refusal = await channels.refusal((live) => declared(live, channel, wanted, taken));
    // Whoever may not configure may not compare either.
    if (refusal === undefined || /ACCESS_REFUSED|403/i.test(refusal)) return differences;
    const [, name, , current = ""] = INEQUIVALENT.exec(refusal) ?? [];
    if (name === undefined || taken.has(name)) return [...differences, refusal];
    const argument = wanted.get(name);
    const live = valueOf(current, typeof argument?.value === "number");
    taken.set(name, live);
    if (argument === undefined) differences.push(`${name} is ${told(live)}, the spec does not set it`);
    else if (live !== argument.value && !(live === undefined && argument.isDefault))
      differences.push(`${name} is ${told(live)}, the spec says ${told(argument.value)}`);
  }
  return differences;
}

function declared(
  live: Channel,
  channel: ChannelPlan,
  wanted: ReadonlyMap<string, Argument>,
  taken: ReadonlyMap<string, Value | undefined>,
): Promise<void> {
  if (channel.kind === "exchange") {
    const exchange: ExchangeDeclaration = exchangeOf(channel.physical, wanted, taken);
    return live.declareExchange(exchange);
  }
  const queue: QueueDeclaration = queueOf(channel.physical, wanted, taken);
  return live.declareQueue(queue);
}

/** `none`; `the value '5' of type 'signedint'`; `'true'`; and `'5'` where both sides have a value. */
function valueOf(text: string, isNumber: boolean): Value | undefined {
  const quoted = /'(.*?)'/s.exec(text)?.[1];
  if (quoted === undefined) return undefined;
  if (isNumber && /^-?\d+$/.test(quoted)) return Number(quoted);
  if (/of type '(?:signedint|long|short|byte|unsignedint|.*int.*)'/.test(text) && /^-?\d+$/.test(quoted))
    return Number(quoted);
  if (quoted === "true" || quoted === "false") return quoted === "true";
  return quoted;
}

function told(value: Value | undefined): string {
  return value === undefined ? "not set" : JSON.stringify(value);
}

async function bound(live: Channel, { from, to, settings }: BindingPlan): Promise<void> {
  const asked = matchOf(settings["match"]);
  for (const key of keysOf(settings["key"])) {
    if (to.kind === "queue") await live.bindQueue(to.name, from.name, key, asked);
    else await live.bindExchange(to.name, from.name, key, asked);
  }
}

/** `{ all: { region: "eu" } }`, as a headers exchange has it (R-HDR-01). */
function matchOf(value: Value | undefined): Arguments {
  if (typeof value !== "object" || value === null) return {};
  const [given] = Object.entries(value);
  if (given === undefined) return {};
  const [form, asked] = given;
  return { "x-match": form, ...(typeof asked === "object" ? asked : {}) };
}

function keysOf(value: Value | undefined): readonly string[] {
  if (typeof value === "string") return [value];
  return Array.isArray(value) ? value.map(String) : [""];
}
