/** Producers and consumers of a service as the client's runtime takes them: plain data. */
import { parseTemplate } from "../../../grammar/template.ts";
import type { Act, Consumer, OnFailure, Producer, Service } from "../../model/topology.ts";
import type { Value } from "../../model/value.ts";
import type { Data } from "./data.ts";
import { gotBy, sentBy } from "./discriminator.ts";
import { physicalRef, type Scene } from "./scene.ts";
import { effectiveSettings } from "./settings.ts";

export function producerPlan(scene: Scene, service: Service, producer: Producer): Data {
  const channel = scene.channel(producer.to);
  const broker = scene.broker(channel.broker);
  const { rules, routingKey, copies, headers } = scene.rules(broker);
  const path = rules.orderingKey(scene.topology, producer);
  const template = routingKey === undefined ? undefined : producer.settings[routingKey];
  return {
    name: producer.name,
    broker: broker.name,
    channel: { ...physicalRef(channel) },
    types: scene.traffic.sentBy(producer),
    key: path?.split("."),
    routingKey: typeof template === "string" ? templatePlan(template) : undefined,
    copies: copies === undefined ? undefined : copiesPlan(producer.settings[copies]),
    headers: headers === undefined ? undefined : headersPlan(producer.settings[headers]),
    discriminator: sentBy(scene, producer),
    onUnknown: producer.onUnknown === "unknown" ? undefined : producer.onUnknown,
    settings: effectiveSettings(rules.producer, producer.settings, broker.version, service.client),
    where: scene.where(producer.origin),
  };
}

/** A list may be written as its only item. */
function copiesPlan(keys: Value | undefined): Data {
  const texts = [keys].flat().filter((key) => typeof key === "string");
  return texts.length === 0 ? undefined : texts.map(templatePlan);
}

function headersPlan(headers: Value | undefined): Data {
  if (typeof headers !== "object" || headers === null) return undefined;
  return Object.fromEntries(
    Object.entries(headers).map(([name, text]) => [name, typeof text === "string" ? templatePlan(text) : []]),
  );
}

/** Text and paths in turn. */
function templatePlan(text: string): Data {
  return parseTemplate(text).parts.map((part) => (part.kind === "text" ? part.text : part.path.split(".")));
}

export function consumerPlan(scene: Scene, service: Service, consumer: Consumer): Data {
  const channel = scene.channel(consumer.from);
  const broker = scene.broker(channel.broker);
  const { rules } = scene.rules(broker);
  const types = scene.traffic.at(consumer.from);
  const { concurrency, settle } = consumer;
  return {
    name: consumer.name,
    broker: broker.name,
    channel: { ...physicalRef(channel) },
    group: groupOf(scene, consumer),
    types,
    discriminator: gotBy(scene, channel),
    concurrency: typeof concurrency === "number" ? concurrency : { per: concurrency.per.split(".") },
    steps: consumer.steps === "unknown" ? [] : consumer.steps.map((group) => group.map(actName)),
    settle: { ...settle },
    gate: gatePlan(service, consumer),
    onFailure: onFailurePlan(scene, consumer.onFailure),
    sends: consumer.sends.map(({ producer, least, most }) => ({ producer, least, most })),
    settings: effectiveSettings(rules.consumer, consumer.settings, broker.version, service.client),
    where: scene.where(consumer.origin),
  };
}

/** Of what is read by groups: as declared, else `service.endpoint`; absent where each instance is a group of its own. */
function groupOf(scene: Scene, consumer: Consumer): string | undefined {
  const channel = scene.channel(consumer.from);
  const { kinds } = scene.rules(scene.broker(channel.broker)).rules;
  if (kinds.find(({ kind }) => kind === channel.kind)?.keeps !== "log") return undefined;
  const { group } = consumer.settings;
  if (group === "per-instance") return undefined;
  return typeof group === "string" ? group : `${consumer.service}.${consumer.name}`;
}

function actName(act: Act): string {
  return act.kind === "send" ? act.producer : act.kind;
}

function gatePlan(service: Service, { effect, gates }: Consumer): Data {
  if (effect.kind !== "idempotent") return undefined;
  const keepMs = service.stores.find(({ name }) => name === effect.store)?.keepMs;
  return { path: effect.path.split("."), store: effect.store, keepMs, gates };
}

function onFailurePlan(scene: Scene, onFailure: OnFailure): Data {
  switch (onFailure.kind) {
    case "retry": {
      const { kind, times, backOff, then } = onFailure;
      return {
        kind,
        times,
        backOff: backOff && { ...backOff },
        then: then && onFailurePlan(scene, then),
      };
    }
    case "park":
      return { kind: "park", target: { ...physicalRef(scene.channel(onFailure.target)) } };
    default:
      return { kind: onFailure.kind };
  }
}
