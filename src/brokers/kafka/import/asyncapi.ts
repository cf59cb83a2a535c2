/** What an AsyncAPI document says of Kafka (bindings 0.1 to 0.5). */
import { isList, isMap, type MapValue } from "../../../compiler/resolve/arguments.ts";
import { userParts } from "../../../diagnostics/mask.ts";
import type { AsyncChannel, AsyncDocument, AsyncOperation } from "../../../drafts/asyncapi/application.ts";
import type { AsyncBroker } from "../../../drafts/asyncapi/import.ts";
import { messageSetting } from "../../../drafts/asyncapi/messages.ts";
import type { ChannelKey, DraftChannel, DraftEndpoint } from "../../../drafts/draft.ts";
import { emptyDraft } from "../../../drafts/draft.ts";
import { importing } from "../../../drafts/import.diagnostics.ts";
import { plain, quoted } from "../../../drafts/quote.ts";
import type { Value } from "../../../model/value.ts";
import { type Config, configSettings, UNKNOWN } from "./topic-config.ts";
import { topicFindings } from "./topic-findings.ts";
import { BROKER, declaredTopic, guessedBroker, topicKey, usedTopic } from "./topics.ts";

export const KAFKA_ASYNCAPI: AsyncBroker = {
  protocols: ["kafka", "kafka-secure"],
  draft: (document, service) => {
    const draft = emptyDraft(document.path);
    if (document.channels.length === 0) return draft;
    const at = { file: document.path, start: 0, end: 0 };
    const named = document.channels.map((channel) => ({ channel, key: keyOf(channel) }));
    const omitted = named.flatMap(({ channel, key }) =>
      typeof key === "string" ? [{ what: "a topic", where: plain(channel.origin), reason: key }] : [],
    );
    const channels = named.flatMap(({ channel, key }) =>
      typeof key === "string" ? [] : [topic(channel, key)],
    );
    return {
      ...draft,
      brokers: [guessedBroker()],
      channels,
      endpoints: document.operations.flatMap((operation) => endpoint(service, operation)),
      services: serviceOf(document, service),
      leftOut: omitted.map(({ what, where, reason }) => `left out: ${what} (${where}): ${reason}`),
      findings: [
        ...omitted.map((each) => importing.report.omitted(at, each)),
        ...topicFindings(at, channels),
      ],
    };
  },
};

function serviceOf(
  { path, operations }: AsyncDocument,
  name: string,
): readonly { name: string; of: string; settings: { name: string; text: string }[]; origins: string[] }[] {
  const settings = [{ name: "external", text: "true" }];
  return operations.length === 0 ? [] : [{ name, of: "kafka", settings, origins: [path] }];
}

/** The topic that a channel is, or why there is none. */
function keyOf({ address, bindings }: AsyncChannel): ChannelKey | string {
  const own = bindingOf(bindings)["topic"];
  const name = typeof own === "string" && own !== "" ? own : address;
  if (name === undefined || name === "") return "its address is not known before run time";
  return userParts(name).length > 0 ? "its address looks like one with a password" : topicKey(BROKER, name);
}

function bindingOf(bindings: MapValue): MapValue {
  const own = [bindings["kafka"], bindings["kafka-secure"]].find((each) => isMap(each));
  return isMap(own) ? own : {};
}

function topic(channel: AsyncChannel, key: ChannelKey): DraftChannel {
  const { parameters, messages, origin } = channel;
  const binding = bindingOf(channel.bindings);
  const carries = messageSetting("carries", messages);
  const isPattern = parameters.length > 0 && key.name === channel.address;
  const notes = isPattern
    ? [`stands for one topic for each value of ${parameters.map((each) => `{${each}}`).join(", ")}`]
    : [];
  const nameless = isPattern ? { isNameless: true, wish: channel.id } : {};
  const isDeclared = ["partitions", "replicas", "topicConfiguration"].some((each) =>
    Object.hasOwn(binding, each),
  );
  if (!isDeclared) {
    const used = usedTopic(key, origin);
    return { ...used, settings: [...carries, ...used.settings], notes, ...nameless };
  }
  const said = configSettings(configOf(binding["topicConfiguration"]));
  const counts = [
    { name: "partitions", text: countOf(binding["partitions"]) },
    { name: "replication", text: countOf(binding["replicas"]) },
  ];
  const lost = said.leftOut.length === 0 ? [] : ["an entry of its configuration is left out"];
  const declared = declaredTopic(key, "asyncapi", [...counts, ...said.settings], {
    origins: [origin],
    notes: [...notes, ...lost],
  });
  return { ...declared, settings: [...carries, ...declared.settings], ...nameless };
}

function countOf(value: Value | undefined): string {
  return typeof value === "number" && Number.isInteger(value) && value > 0 ? `${value}` : UNKNOWN;
}

/** Native names; `cleanup.policy` is a list. */
function configOf(value: Value | undefined): Config {
  const config = new Map<string, string | number | boolean | undefined>();
  for (const [name, each] of isMap(value) ? Object.entries(value) : []) {
    const isPlain = typeof each === "string" || typeof each === "number" || typeof each === "boolean";
    config.set(name, isPlain ? each : isList(each) ? each.map(String).join(",") : undefined);
  }
  return config;
}

function endpoint(service: string, operation: AsyncOperation): readonly DraftEndpoint[] {
  const { action, name, channel, origin, bindings } = operation;
  const key = keyOf(channel);
  if (typeof key === "string") return [];
  const unknowns = (names: readonly string[]): { name: string; text: string }[] =>
    names.map((each) => ({ name: each, text: UNKNOWN }));
  const common = { service, wish: name, channel: key, origins: [origin] };
  const carried = operation.messages.filter((message) =>
    channel.messages.some(
      ({ place }) => place.file === message.place.file && place.pointer === message.place.pointer,
    ),
  );
  if (action === "send")
    return [
      {
        ...common,
        role: "producer",
        settings: [...messageSetting("sends", carried), ...unknowns(["acks", "idempotent", "on-unknown"])],
      },
    ];
  return [
    {
      ...common,
      role: "consumer",
      settings: [
        { name: "group", text: groupOf(bindingOf(bindings)["groupId"]) },
        ...unknowns(["start", "effect", "steps", "on-failure"]),
      ],
    },
  ];
}

/** A schema that allows one value, or the value itself. */
function groupOf(value: Value | undefined): string {
  const only = isMap(value) ? (value["const"] ?? onlyOf(value["enum"])) : value;
  return typeof only === "string" && only !== "" && userParts(only).length === 0 ? quoted(only) : UNKNOWN;
}

function onlyOf(value: Value | undefined): Value | undefined {
  return isList(value) && value.length === 1 ? value[0] : undefined;
}
