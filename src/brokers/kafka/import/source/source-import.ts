/** Calls of kafkajs as a draft. */
import { userParts } from "../../../../diagnostics/mask.ts";
import type { ChannelKey, Draft, DraftChannel, DraftEndpoint } from "../../../../drafts/draft.ts";
import { emptyDraft } from "../../../../drafts/draft.ts";
import { importing } from "../../../../drafts/import.diagnostics.ts";
import { plain } from "../../../../drafts/quote.ts";
import { PATTERN } from "../../../../source/literals.ts";
import { namedUnknown, type Options, optionsOf } from "../../../../source/options.ts";
import type { SourceCall, SourceFacts, SourceValue } from "../../../../source/source.ts";
import { type Config, configSettings, UNKNOWN } from "../topic-config.ts";
import { BROKER, declaredTopic, guessedBroker, topicKey, usedTopic } from "../topics.ts";
import { consumerOf, producerOf } from "./endpoints.ts";
import { kafkaObservations } from "./observations.ts";

/** What calls say. `serviceOf` names the service of a folder; `source` is what was read, for messages. */
export function kafkaDraftOfCalls(
  facts: SourceFacts,
  source: string,
  serviceOf: (folder: string) => string,
): Draft {
  const reading = new Reading(facts, serviceOf);
  for (const call of facts.calls) reading.take(call);
  return reading.draft(source);
}

class Reading {
  readonly #facts: SourceFacts;
  readonly #serviceOf: (folder: string) => string;
  readonly #channels: DraftChannel[] = [];
  readonly #endpoints: DraftEndpoint[] = [];
  readonly #services = new Set<string>();
  readonly #omitted: { readonly what: string; readonly where: string; readonly reason: string }[] = [];

  constructor(facts: SourceFacts, serviceOf: (folder: string) => string) {
    this.#facts = facts;
    this.#serviceOf = serviceOf;
  }

  take(call: SourceCall): void {
    const isSender = call.type === "Producer" || call.type === "Transaction";
    if (call.method === "createTopics") this.#createTopics(call);
    else if (isSender && call.method === "send") this.#send(call, optionsOf(call.args[0]));
    else if (isSender && call.method === "sendBatch") this.#sendBatch(call);
    else if (call.method === "subscribe") this.#subscribe(call);
  }

  draft(source: string): Draft {
    const at = { file: source, start: 0, end: 0 };
    if (this.#channels.length === 0 && this.#omitted.length === 0) return emptyDraft(source);
    return {
      ...emptyDraft(source),
      brokers: [guessedBroker()],
      channels: this.#channels,
      endpoints: this.#endpoints,
      services: [...this.#services].map((name) => ({
        name,
        of: "kafka",
        settings: [{ name: "external", text: "true" }],
        origins: [],
        notes: ["its client is kafkajs"],
      })),
      leftOut: this.#omitted.map(({ what, where, reason }) => `left out: ${what} (${where}): ${reason}`),
      findings: [
        ...this.#omitted.map((each) => importing.report.omitted(at, each)),
        ...kafkaObservations(at, this.#endpoints),
      ],
    };
  }

  #createTopics(call: SourceCall): void {
    const topics = optionsOf(call.args[0]).entries.get("topics");
    if (topics?.kind !== "list") return this.#omit("topics", call, "they are no literal list");
    for (const topic of topics.items) {
      const options = optionsOf(topic);
      const key = this.#topic(options.entries.get("topic"));
      if (typeof key === "string") this.#omit("a topic", call, key);
      else this.#channels.push(this.#declared(call, key, options));
    }
  }

  #declared(call: SourceCall, key: ChannelKey, options: Options): DraftChannel {
    const said = configSettings(configOf(options));
    const notes = said.leftOut.length === 0 ? {} : { notes: ["an entry of its configuration is left out"] };
    const open = ["partitions", "replication"].map((name) => ({
      name,
      text: countOf(options.entries.get(name === "partitions" ? "numPartitions" : "replicationFactor")),
    }));
    return declaredTopic(key, "code", [...open, ...said.settings], { origins: [placeOf(call)], ...notes });
  }

  #sendBatch(call: SourceCall): void {
    const batch = optionsOf(call.args[0]);
    const topics = batch.entries.get("topicMessages");
    if (topics?.kind !== "list") return this.#omit("a batch", call, "its topics are no literal list");
    for (const each of topics.items) {
      const topic = optionsOf(each).entries.get("topic");
      const entries = new Map(batch.entries);
      if (topic !== undefined) entries.set("topic", topic);
      this.#send(call, { entries, isWhole: batch.isWhole });
    }
  }

  #send(call: SourceCall, record: Options): void {
    const key = this.#topic(record.entries.get("topic"));
    if (typeof key === "string") return this.#omit("a send", call, key);
    this.#channels.push(usedTopic(key, placeOf(call)));
    const made = this.#made(call);
    this.#endpoints.push(producerOf(this.#service(call), placeOf(call), key, record, made));
  }

  #subscribe(call: SourceCall): void {
    const options = optionsOf(call.args[0]);
    const one = options.entries.get("topic");
    const several = options.entries.get("topics");
    const topics = several?.kind === "list" ? several.items : [one ?? several];
    const runs = this.#facts.calls.filter(({ object, method }) => object === call.object && method === "run");
    const run = onlyOf(runs, call);
    for (const topic of topics) {
      const key = this.#topic(topic);
      if (typeof key === "string") {
        this.#omit("a consumer", call, key);
        continue;
      }
      this.#channels.push(usedTopic(key, placeOf(call)));
      const said = { subscription: options, run: run?.args[0], made: this.#made(call) };
      this.#endpoints.push(consumerOf(this.#service(call), placeOf(call), key, said));
    }
  }

  /** What the producer or consumer of a call was made with; undefined where that is not known. */
  #made(call: SourceCall): Options | undefined {
    const ids = this.#facts.made.get(call.object) ?? [];
    const makers = this.#facts.calls.filter(({ id, type }) => type === "Kafka" && ids.includes(id));
    const maker = onlyOf(makers, call);
    return maker === undefined ? undefined : optionsOf(maker.args[0]);
  }

  #topic(value: SourceValue | undefined): ChannelKey | string {
    if (value?.kind === "unknown" && value.text === PATTERN)
      return "its topics are those that match a pattern";
    if (value?.kind !== "text") {
      return `the topic${namedUnknown(value)} is not a literal`;
    }
    if (userParts(value.value).length > 0) return "the topic looks like an address with a password";
    return topicKey(BROKER, value.value);
  }

  #service({ folder }: SourceCall): string {
    const service = this.#serviceOf(folder);
    this.#services.add(service);
    return service;
  }

  #omit(what: string, call: SourceCall, reason: string): void {
    this.#omitted.push({ what, where: plain(placeOf(call)), reason: plain(reason) });
  }
}

/** The only one; of several the one that the same way leads to, as where a wrapper makes an object and uses it. */
function onlyOf(calls: readonly SourceCall[], { place }: SourceCall): SourceCall | undefined {
  const near = calls.filter((each) => each.place.path === place.path && each.place.line === place.line);
  const [only, ...others] = near.length > 0 ? near : calls;
  return others.length === 0 ? only : undefined;
}

function placeOf({ place }: SourceCall): string {
  return `${place.path}:${place.line}`;
}

function countOf(value: SourceValue | undefined): string {
  return value?.kind === "number" && Number.isInteger(value.value) && value.value > 0
    ? `${value.value}`
    : UNKNOWN;
}

/** `configEntries: [{ name, value }]` */
function configOf({ entries }: Options): Config {
  const list = entries.get("configEntries");
  const config = new Map<string, string | number | boolean | undefined>();
  for (const item of list?.kind === "list" ? list.items : []) {
    const { entries: entry } = optionsOf(item);
    const [name, value] = [entry.get("name"), entry.get("value")];
    if (name?.kind !== "text") continue;
    const isSaid = value?.kind === "text" || value?.kind === "number" || value?.kind === "boolean";
    config.set(name.value, isSaid ? value.value : undefined);
  }
  return config;
}
