/** Calls of amqplib and amqp-connection-manager as a draft. */
import type {
  ChannelKey,
  Draft,
  DraftBinding,
  DraftChannel,
  DraftEndpoint,
} from "../../../../drafts/draft.ts";
import { emptyDraft } from "../../../../drafts/draft.ts";
import { importing } from "../../../../drafts/import.diagnostics.ts";
import { plain } from "../../../../drafts/quote.ts";
import type { SourceCall, SourceFacts, SourceValue } from "../../../../source/source.ts";
import {
  binding,
  declaredExchange,
  declaredQueue,
  isModelledQueue,
  nameOf,
  namelessKey,
  placeText,
  usedExchange,
  usedQueue,
} from "./channels.ts";
import { exchangeKey, guessedBroker, queueKey } from "../stand-ins.ts";
import { consumerOf, producerOf } from "./endpoints.ts";
import { clientChannels } from "./objects.ts";
import { observations } from "./observations.ts";

/** What calls say. `serviceOf` names the service of a folder; `source` is what was read, for messages. */
export function rabbitDraftOfCalls(
  facts: SourceFacts,
  source: string,
  serviceOf: (folder: string) => string,
): Draft {
  const reading = new Reading(facts, serviceOf);
  // What is declared somewhere is known everywhere.
  const isDeclaration = ({ method }: SourceCall): boolean => method.startsWith("assert");
  for (const call of facts.calls) if (isDeclaration(call)) reading.take(call);
  for (const call of facts.calls) if (!isDeclaration(call)) reading.take(call);
  return reading.draft(source);
}

class Reading {
  readonly #serviceOf: (folder: string) => string;
  readonly #clientOf: ReturnType<typeof clientChannels>;
  readonly #channels: DraftChannel[] = [];
  readonly #bindings: DraftBinding[] = [];
  readonly #endpoints: DraftEndpoint[] = [];
  readonly #omitted: { readonly what: string; readonly where: string; readonly reason: string }[] = [];
  /** Queues that the broker names, by the id of the call that declares them. */
  readonly #nameless = new Map<string, ChannelKey>();
  readonly #services = new Map<string, Set<string>>();
  /** Queues of a type that is not modelled. */
  readonly #refused = new Set<string>();

  constructor(facts: SourceFacts, serviceOf: (folder: string) => string) {
    this.#serviceOf = serviceOf;
    this.#clientOf = clientChannels(facts);
  }

  take(call: SourceCall): void {
    switch (call.method) {
      case "assertQueue":
        return this.#assertQueue(call);
      case "assertExchange":
        return this.#assertExchange(call);
      case "bindQueue":
        return this.#bind(call, "queue");
      case "bindExchange":
        return this.#bind(call, "exchange");
      case "publish":
        return this.#publish(call);
      case "sendToQueue":
        return this.#send(call, call.args[0]);
      case "consume":
      case "get":
        return this.#consume(call);
      default:
        return undefined;
    }
  }

  draft(source: string): Draft {
    const at = { file: source, start: 0, end: 0 };
    const hasQuorum = this.#channels.some(({ settings }) =>
      settings.some(({ name, text }) => name === "type" && text === "quorum"),
    );
    const isUsed = this.#channels.length > 0;
    return {
      ...emptyDraft(source),
      brokers: isUsed ? [guessedBroker(hasQuorum ? [{ name: "nodes", text: "3" }] : [])] : [],
      channels: this.#channels,
      bindings: this.#bindings,
      endpoints: this.#endpoints,
      services: this.#drafted(),
      leftOut: this.#omitted.map(({ what, where, reason }) => `left out: ${what} (${where}): ${reason}`),
      findings: [
        ...this.#omitted.map((each) => importing.report.omitted(at, each)),
        ...observations(at, this.#channels, this.#bindings, this.#endpoints),
      ],
    };
  }

  #drafted(): Draft["services"] {
    return [...this.#services].map(([name, types]) => {
      const isManaged = types.has("ChannelWrapper");
      const settings = [
        { name: "external", text: "true" },
        { name: "client", text: "amqplib" },
      ];
      const notes = isManaged
        ? ["with amqp-connection-manager, which sends again what was not confirmed"]
        : [];
      return { name, of: "rabbitmq", settings, origins: [], notes };
    });
  }

  #assertQueue(call: SourceCall): void {
    const [given] = call.args;
    const isNameless =
      given === undefined || given.kind === "nothing" || (given.kind === "text" && given.value === "");
    const named = isNameless ? { name: "" } : nameOf(given);
    if ("trouble" in named) return this.#omit("a queue", call, named.trouble);
    const key = isNameless ? namelessKey(call.place) : queueKey(named.name);
    const channel = declaredQueue(call, key, isNameless);
    if (!isModelledQueue(channel)) this.#refused.add(named.name);
    if (!isModelledQueue(channel))
      return this.#omit(`queue ${named.name}`, call, "its type is not supported yet");
    if (isNameless) this.#nameless.set(call.id, key);
    this.#channels.push(noted(channel, named));
  }

  #assertExchange(call: SourceCall): void {
    const named = nameOf(call.args[0]);
    if ("trouble" in named) return this.#omit("an exchange", call, named.trouble);
    // The default exchange is there always, and declares nothing.
    if (named.name === "") return;
    const channel = declaredExchange(call, named.name);
    if (typeof channel === "string") this.#omit(`exchange ${named.name}`, call, channel);
    else this.#channels.push(noted(channel, named));
  }

  #bind(call: SourceCall, kind: "queue" | "exchange"): void {
    const to = kind === "queue" ? this.#queue(call, call.args[0]) : this.#exchange(call, call.args[0]);
    if (typeof to === "string") return this.#omit("a binding", call, to);
    const from = this.#exchange(call, call.args[1]);
    if (typeof from === "string") return this.#omit("a binding", call, from);
    // The default exchange binds every queue by itself (R-EXCH-05).
    if (from.name !== "") this.#bindings.push(binding(call, from, to));
  }

  #publish(call: SourceCall): void {
    const [exchange, key] = call.args;
    if (exchange?.kind === "text" && exchange.value === "") return this.#send(call, key);
    const to = this.#exchange(call, exchange);
    if (typeof to === "string") this.#omit("a publish", call, to);
    else this.#produce(call, to);
  }

  #send(call: SourceCall, queue: SourceValue | undefined): void {
    const to = this.#queue(call, queue);
    if (typeof to === "string") this.#omit("a publish", call, to);
    else this.#produce(call, to);
  }

  #produce(call: SourceCall, to: ChannelKey): void {
    this.#endpoints.push(producerOf(this.#service(call), call, to, this.#clientOf(call)));
  }

  #consume(call: SourceCall): void {
    const from = this.#queue(call, call.args[0]);
    if (typeof from === "string") return this.#omit("a consumer", call, from);
    const isNameless = [...this.#nameless.values()].includes(from);
    const wish = isNameless ? "server-named" : from.name;
    this.#endpoints.push(consumerOf(this.#service(call), call, from, this.#clientOf(call), wish));
  }

  #queue(call: SourceCall, value: SourceValue | undefined): ChannelKey | string {
    if (value?.kind === "result") {
      const known = this.#nameless.get(value.call);
      if (known !== undefined) return known;
    }
    const named = nameOf(value);
    if ("trouble" in named) return named.trouble.replace("its name", "the queue");
    // Names that the broker keeps to itself, such as that of direct reply-to.
    if (named.name.startsWith("amq.")) return `\`${named.name}\` is no queue that is declared`;
    if (this.#refused.has(named.name)) return "the type of its queue is not supported yet";
    this.#channels.push(usedQueue(named.name, call.place));
    return queueKey(named.name);
  }

  #exchange(call: SourceCall, value: SourceValue | undefined): ChannelKey | string {
    const named = nameOf(value);
    if ("trouble" in named) return named.trouble.replace("its name", "the exchange");
    if (named.name !== "") this.#channels.push(usedExchange(named.name, call.place));
    return exchangeKey(named.name);
  }

  #service({ folder, type }: SourceCall): string {
    const service = this.#serviceOf(folder);
    this.#services.set(service, (this.#services.get(service) ?? new Set()).add(type));
    return service;
  }

  #omit(what: string, call: SourceCall, reason: string): void {
    this.#omitted.push({ what: plain(what), where: plain(placeText(call.place)), reason: plain(reason) });
  }
}

function noted(channel: DraftChannel, { note }: { readonly note?: string }): DraftChannel {
  return note === undefined
    ? channel
    : { ...channel, notes: [...(channel.notes ?? []), `its name is ${note}`] };
}
