/** What an AsyncAPI document says of RabbitMQ: AMQP 0-9-1 bindings 0.1 to 0.3. */
import { isMap } from "../../../compiler/resolve/arguments.ts";
import type { AsyncChannel, AsyncDocument, AsyncOperation } from "../../../drafts/asyncapi/application.ts";
import type { AsyncBroker } from "../../../drafts/asyncapi/import.ts";
import { messageSetting } from "../../../drafts/asyncapi/messages.ts";
import type {
  ChannelKey,
  Draft,
  DraftBinding,
  DraftChannel,
  DraftEndpoint,
  DraftSetting,
} from "../../../drafts/draft.ts";
import { emptyDraft } from "../../../drafts/draft.ts";
import { importing } from "../../../drafts/import.diagnostics.ts";
import { plain, quoted } from "../../../drafts/quote.ts";
import { userParts } from "../../../diagnostics/mask.ts";
import type { Value } from "../../../model/value.ts";
import { EXCHANGE_TYPES } from "../vocabulary/types.ts";
import { type Address, bindingOf, consumer, flags, producer } from "./asyncapi-endpoints.ts";
import { exchangeKey, guessedBroker, queueKey, STAND_INS, UNKNOWN } from "./stand-ins.ts";

export const RABBITMQ_ASYNCAPI: AsyncBroker = {
  protocols: ["amqp", "amqps"],
  draft: (document, service) => new Reading(document, service).draft(),
};

class Reading {
  readonly #document: AsyncDocument;
  readonly #service: string;
  readonly #channels: DraftChannel[] = [];
  readonly #bindings: DraftBinding[] = [];
  readonly #endpoints: DraftEndpoint[] = [];
  readonly #omitted: { readonly what: string; readonly where: string; readonly reason: string }[] = [];

  constructor(document: AsyncDocument, service: string) {
    this.#document = document;
    this.#service = service;
  }

  draft(): Omit<Draft, "messages" | "head"> {
    const { path, channels, operations } = this.#document;
    const draft = emptyDraft(path);
    if (channels.length === 0) return draft;
    for (const channel of channels) this.#channel(channel);
    for (const operation of operations) this.#operation(operation);
    const at = { file: path, start: 0, end: 0 };
    const settings = [{ name: "external", text: "true" }];
    const isServing = this.#endpoints.length > 0;
    return {
      ...draft,
      brokers: [guessedBroker([])],
      channels: this.#channels,
      bindings: this.#bindings,
      endpoints: this.#endpoints,
      services: isServing ? [{ name: this.#service, of: "rabbitmq", settings, origins: [path] }] : [],
      leftOut: this.#omitted.map(({ what, where, reason }) => `left out: ${what} (${where}): ${reason}`),
      findings: this.#omitted.map((each) => importing.report.omitted(at, each)),
    };
  }

  #channel(channel: AsyncChannel): void {
    const address = addressOf(channel);
    if (typeof address === "string") return this.#omit("a channel", channel.origin, address);
    const binding = bindingOf(channel.bindings);
    const carries = messageSetting("carries", channel.messages);
    if (address.kind === "queue") this.#channels.push(queueOf(channel, address.key, carries));
    else {
      const exchange = exchangeOf(channel, address.key, carries);
      if (typeof exchange === "string") return this.#omit("an exchange", channel.origin, exchange);
      this.#channels.push(exchange);
      if (address.queue !== undefined && isMap(binding["queue"]))
        this.#bound(channel, address, address.queue);
    }
  }

  #bound(
    channel: AsyncChannel,
    { key, routingKey }: Address & { kind: "exchange" },
    queue: ChannelKey,
  ): void {
    this.#channels.push(queueOf(channel, queue, []));
    const text = channel.parameters.length > 0 ? UNKNOWN : quoted(routingKey);
    this.#bindings.push({
      from: key,
      to: queue,
      settings: [{ name: "key", text }],
      origins: [channel.origin],
    });
  }

  #operation(operation: AsyncOperation): void {
    const address = addressOf(operation.channel);
    if (typeof address === "string") return;
    if (operation.action === "send") this.#endpoints.push(producer(this.#service, operation, address));
    else {
      const queue = address.kind === "queue" ? address.key : address.queue;
      if (queue === undefined)
        this.#omit("a consumer", operation.origin, "from which queue it reads is not said");
      else this.#endpoints.push(consumer(this.#service, operation, queue));
    }
  }

  #omit(what: string, origin: string, reason: string): void {
    this.#omitted.push({ what, where: plain(origin), reason: plain(reason) });
  }
}

/** Where a channel leads, or why that is not known. */
function addressOf(channel: AsyncChannel): Address | string {
  const binding = bindingOf(channel.bindings);
  const exchange = isMap(binding["exchange"]) ? binding["exchange"] : undefined;
  const queue = isMap(binding["queue"]) ? binding["queue"] : undefined;
  const { address } = channel;
  const queueName = textOf(queue?.["name"]) ?? (binding["is"] === "queue" ? address : undefined);
  if ([queueName, textOf(exchange?.["name"]), address].some((each) => userParts(each ?? "").length > 0))
    return "its name looks like an address with a password";
  if (binding["is"] === "queue")
    return queueName === undefined ? "its queue has no name" : { kind: "queue", key: queueKey(queueName) };
  if (exchange === undefined && queue === undefined) return "no binding says which exchange or queue it is";
  const name = textOf(exchange?.["name"]) ?? "";
  const isDefault = name === "" || exchange?.["type"] === "default";
  if (isDefault) {
    const target = queueName ?? address;
    return target === undefined ? "its routing key is not known" : { kind: "queue", key: queueKey(target) };
  }
  return {
    kind: "exchange",
    key: exchangeKey(name),
    routingKey: address ?? "",
    ...(queueName === undefined ? {} : { queue: queueKey(queueName) }),
  };
}

function textOf(value: Value | undefined): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function queueOf(channel: AsyncChannel, key: ChannelKey, carries: readonly DraftSetting[]): DraftChannel {
  const binding = bindingOf(channel.bindings);
  const said = isMap(binding["queue"]) ? binding["queue"] : {};
  const isPattern = channel.parameters.length > 0 && key.name === channel.address;
  const open = ["type", "message-ttl", "max-length", "dead-letter-exchange"];
  return {
    key,
    ...(isMap(binding["queue"]) ? { declaredBy: "asyncapi" } : {}),
    settings: [
      ...carries,
      ...flags(said, [
        ["durable", "durable"],
        ["exclusive", "exclusive"],
        ["auto-delete", "autoDelete"],
      ]),
      ...open.map((name) => ({ name, text: UNKNOWN })),
    ],
    origins: [channel.origin],
    ...(isPattern
      ? { isNameless: true, wish: channel.id, notes: ["its name has parameters: it stands for all of them"] }
      : {}),
    ...STAND_INS.queue,
  };
}

function exchangeOf(
  channel: AsyncChannel,
  key: ChannelKey,
  carries: readonly DraftSetting[],
): DraftChannel | string {
  const binding = bindingOf(channel.bindings);
  const said = isMap(binding["exchange"]) ? binding["exchange"] : {};
  const type = textOf(said["type"]);
  const isKnown = EXCHANGE_TYPES.some((each) => each === type);
  if (type !== undefined && !isKnown) return `exchanges of type ${type.slice(0, 40)} are not supported yet`;
  const common = { key, origins: [channel.origin], ...STAND_INS.exchange };
  const settings = flags(said, [
    ["durable", "durable"],
    ["auto-delete", "autoDelete"],
  ]);
  return type === undefined
    ? { ...common, settings: [], lacks: "its type is not said" }
    : {
        ...common,
        declaredBy: "asyncapi",
        settings: [{ name: "type", text: type }, ...carries, ...settings],
      };
}
