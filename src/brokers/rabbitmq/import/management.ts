/**
 * What the management API of a running RabbitMQ says (3.10 to 4.3; `/api/connections`, `/api/channels`,
 * `/api/consumers`): who is connected, what they consume and how, and whether what they publish is confirmed.
 */
import { isList, isMap, type MapValue } from "../../../compiler/resolve/arguments.ts";
import type { Finding } from "../../../diagnostics/define.ts";
import { userParts } from "../../../diagnostics/mask.ts";
import type { ChannelKey, Draft, DraftEndpoint, DraftService, DraftSetting } from "../../../drafts/draft.ts";
import { emptyDraft } from "../../../drafts/draft.ts";
import { importing } from "../../../drafts/import.diagnostics.ts";
import { plain, quoted } from "../../../drafts/quote.ts";
import type { Value } from "../../../model/value.ts";
import { brokerKey } from "./section.ts";
import { observations, unconfirmed } from "./source/observations.ts";
import { UNKNOWN } from "./stand-ins.ts";

/** Answers of the API, each a list; what was not asked is empty. */
export interface ManagementAnswers {
  readonly connections: readonly Value[];
  /** With `publishes` where they were asked one by one and the broker counts in detail. */
  readonly channels: readonly Value[];
  readonly consumers: readonly Value[];
}

/** Services of one broker. `source` is what it is called in messages; `vhost` restricts them. */
export function draftOfManagement(answers: ManagementAnswers, source: string, vhost?: string): Draft {
  return new Reading(answers, source, vhost).draft();
}

/** Instances of one service differ in what stands at the end. */
const INSTANCE = /[-_.:#@ ]?(?:\d+|[0-9a-f]{8,})$/i;

class Reading {
  readonly #source: string;
  readonly #connections: ReadonlyMap<string, MapValue>;
  readonly #answers: ManagementAnswers;
  readonly #vhost: string | undefined;
  readonly #services = new Map<string, DraftService>();
  readonly #omitted: { readonly what: string; readonly where: string; readonly reason: string }[] = [];
  readonly #silent: Finding[] = [];

  constructor(answers: ManagementAnswers, source: string, vhost: string | undefined) {
    this.#answers = answers;
    this.#source = source;
    this.#vhost = vhost;
    this.#connections = new Map(
      answers.connections.filter(isMap).map((each) => [textIn(each, "name"), each]),
    );
  }

  draft(): Draft {
    const at = { file: this.#source, start: 0, end: 0 };
    const endpoints = [...this.#consumers(), ...this.#producers()];
    return {
      ...emptyDraft(this.#source),
      head: [
        `Services are the connections that ${this.#source} had when it was asked; one that was not connected is missing.`,
      ],
      services: [...this.#services.values()],
      endpoints,
      leftOut: this.#omitted.map(({ what, where, reason }) => `left out: ${what} (${where}): ${reason}`),
      findings: [
        ...this.#omitted.map((each) => importing.report.omitted(at, each)),
        ...observations(at, [], [], endpoints),
        ...this.#silent,
      ],
    };
  }

  /** One for each queue of a service with the same settings; how many there are is how many instances run. */
  #consumers(): readonly DraftEndpoint[] {
    const counted = new Map<string, { readonly endpoint: DraftEndpoint; count: number }>();
    for (const consumer of this.#answers.consumers.filter(isMap)) {
      const queue = isMap(consumer["queue"]) ? consumer["queue"] : {};
      const details = isMap(consumer["channel_details"]) ? consumer["channel_details"] : {};
      const key = this.#keyOf(queue, "queue");
      const service = this.#serviceOf(textIn(details, "connection_name"), details);
      if (key === undefined || service === undefined) continue;
      const endpoint = this.#consumer(service, key, consumer);
      const same = JSON.stringify([service, key, endpoint.settings]);
      const known = counted.get(same);
      if (known === undefined) counted.set(same, { endpoint, count: 1 });
      else known.count += 1;
    }
    return [...counted.values()].map(({ endpoint, count }) =>
      count === 1
        ? endpoint
        : { ...endpoint, settings: [...endpoint.settings, { name: "instances", text: `${count}` }] },
    );
  }

  #consumer(service: string, channel: ChannelKey, consumer: MapValue): DraftEndpoint {
    const prefetch = consumer["prefetch_count"];
    const settled: readonly DraftSetting[] =
      consumer["ack_required"] === false
        ? [
            { name: "settle", text: "on-delivery" },
            { name: "steps", text: "[effect]" },
          ]
        : [{ name: "steps", text: UNKNOWN }];
    return {
      service,
      role: "consumer",
      wish: channel.name,
      channel,
      settings: [
        { name: "prefetch", text: typeof prefetch === "number" ? `${prefetch}` : UNKNOWN },
        { name: "effect", text: UNKNOWN },
        ...settled,
        { name: "on-failure", text: UNKNOWN },
      ],
      origins: ["/api/consumers"],
      outline: { of: this.#source, isNamed: true },
    };
  }

  #producers(): readonly DraftEndpoint[] {
    const found = new Map<string, DraftEndpoint>();
    for (const channel of this.#answers.channels.filter(isMap)) {
      const stats = isMap(channel["message_stats"]) ? channel["message_stats"] : {};
      const published = stats["publish"];
      if (typeof published !== "number" || published === 0) continue;
      const details = isMap(channel["connection_details"]) ? channel["connection_details"] : {};
      const service = this.#serviceOf(textIn(details, "name"), channel);
      if (service === undefined || !this.#isWanted(textIn(channel, "vhost"))) continue;
      const confirms = typeof channel["confirm"] === "boolean" ? `${channel["confirm"]}` : UNKNOWN;
      const targets = isList(channel["publishes"]) ? channel["publishes"].filter(isMap) : [];
      for (const target of targets) {
        const exchange = isMap(target["exchange"]) ? target["exchange"] : {};
        const key = this.#keyOf(exchange, "exchange");
        if (key === undefined) continue;
        const producer = {
          ...producerOf(service, key, confirms),
          outline: { of: this.#source, isNamed: true },
        };
        found.set(JSON.stringify([service, key, confirms]), producer);
      }
      if (targets.length === 0) this.#unplaced(service, confirms);
    }
    return [...found.values()];
  }

  /** It publishes, and the broker does not count to where (`management_agent.rates_mode` other than `detailed`). */
  #unplaced(service: string, confirms: string): void {
    const what = `a producer of ${plain(service)} with confirms: ${confirms}`;
    if (this.#omitted.some((each) => each.what === what)) return;
    const reason = "to which exchange it publishes is not counted (rates_mode is not `detailed`)";
    this.#omitted.push({ what, where: "/api/channels", reason });
    const at = { file: this.#source, start: 0, end: 0 };
    if (confirms === "false") this.#silent.push(unconfirmed(at, plain(service), "/api/channels"));
  }

  #isWanted(vhost: string): boolean {
    return this.#vhost === undefined || vhost === this.#vhost;
  }

  /** Undefined for what has no name, or one that must not be shown, or is of another virtual host. */
  #keyOf(named: MapValue, kind: "queue" | "exchange"): ChannelKey | undefined {
    const name = textIn(named, "name");
    const vhost = textIn(named, "vhost");
    if (name === "" || userParts(name).length > 0 || !this.#isWanted(vhost)) return undefined;
    return { broker: brokerKey(vhost), kind, name };
  }

  /** After what the client calls its connection, else its user. */
  #serviceOf(connection: string, details: MapValue): string | undefined {
    const known = this.#connections.get(connection);
    const properties = isMap(known?.["client_properties"]) ? known["client_properties"] : {};
    const given = textIn(properties, "connection_name").replace(INSTANCE, "");
    const name = given || textIn(known ?? details, "user");
    if (name === "" || userParts(name).length > 0) return undefined;
    if (!this.#services.has(name)) this.#services.set(name, serviceOf(name, properties));
    return name;
  }
}

function serviceOf(name: string, properties: MapValue): DraftService {
  const product = textIn(properties, "product");
  const version = textIn(properties, "version");
  const isKnown = product === "amqplib";
  const notes =
    isKnown || product === "" ? [] : [plain(`its client is ${product} ${version}`.trim()).slice(0, 100)];
  return {
    name,
    of: "rabbitmq",
    settings: [{ name: "external", text: "true" }, ...(isKnown ? [{ name: "client", text: product }] : [])],
    origins: ["/api/connections"],
    notes,
  };
}

function producerOf(service: string, channel: ChannelKey, confirms: string): DraftEndpoint {
  const unknown = ["mandatory", "persistent", "on-unknown"].map((name) => ({ name, text: UNKNOWN }));
  return {
    service,
    role: "producer",
    wish: `publish-${channel.name}`,
    channel,
    settings: [{ name: "routing-key", text: UNKNOWN }, { name: "confirms", text: confirms }, ...unknown],
    origins: ["/api/channels"],
  };
}

function textIn(map: MapValue, name: string): string {
  const value = map[name];
  return typeof value === "string" ? value : "";
}

/** Texts of answers that together are a definitions file: what the API exports, or lists of what there is. */
export function definitionsText(answers: ReadonlyMap<string, string>): string | undefined {
  const exported = answers.get("definitions");
  if (exported !== undefined) return exported;
  const parts = ["queues", "exchanges", "bindings", "policies", "vhosts"].flatMap((name) => {
    const text = answers.get(name);
    return text === undefined ? [] : [`${quoted(name)}: ${text}`];
  });
  return answers.has("queues") ? `{ ${parts.join(",\n")} }` : undefined;
}
