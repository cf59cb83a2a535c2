/** The services of a topology: one module each. */
import { present } from "../../base/assert.ts";
import type { Consumer, OnFailure, Producer, Service } from "../../model/topology.ts";
import type { Data } from "./data.ts";
import { brokerPlans, brokersOf } from "./brokers.ts";
import { consumerPlan, producerPlan } from "./endpoints.ts";
import { fileNameOf, fileNames, identifierOf, variableNames } from "./names.ts";
import type { Scene } from "./scene.ts";
import { type MessagePlan, SERVICE_MODULE_NAMES, type Types } from "./types.ts";

export interface ProducerModule {
  readonly producer: Producer;
  readonly messages: readonly MessagePlan[];
}

export interface ConsumerModule {
  readonly consumer: Consumer;
  readonly messages: readonly MessagePlan[];
  /** What a message is gated by its key for. */
  readonly inbox: boolean;
  /** A handler may say that a message goes where the refused ones go. */
  readonly parks: boolean;
}

export interface ServiceModule {
  readonly service: Service;
  /** Path of the module without ending. */
  readonly path: string;
  /** The constant it exports. */
  readonly name: string;
  readonly brokers: readonly { readonly name: string; readonly kind: string }[];
  readonly producers: readonly ProducerModule[];
  readonly consumers: readonly ConsumerModule[];
  /** Sent or got, each once. */
  readonly messages: readonly MessagePlan[];
  /** All that the runtime is told, but for codecs. */
  readonly plan: { readonly [name: string]: Data };
}

/** Files and folders of the output that are no services. */
const ROOT: readonly string[] = [
  "checks",
  "codecs",
  "index",
  "messages",
  "runtime",
  "topology",
  "validators",
];

/** In the order of the spec. `services`: those that are generated. */
export function planServices(
  scene: Scene,
  types: Types,
  services: readonly Service[],
): readonly ServiceModule[] {
  const files = fileNames(ROOT);
  const constants = variableNames([...SERVICE_MODULE_NAMES, ...types.imported]);
  const messages = new Map(types.messages.map((plan) => [plan.type.name, plan]));
  const known = (names: readonly string[]): readonly MessagePlan[] =>
    names.map((name) => present(messages.get(name), `the spec has no message ${name}`));
  return services.map((service) => {
    const producers = service.producers.map((producer) => ({
      producer,
      messages: known(scene.traffic.sentBy(producer)),
    }));
    const consumers = service.consumers.map((consumer) => ({
      consumer,
      messages: known(scene.traffic.at(consumer.from)),
      inbox: consumer.effect.kind === "idempotent",
      parks: parks(scene, consumer),
    }));
    return {
      service,
      path: files.take(fileNameOf(service.name), "-service"),
      name: constants.take(identifierOf(service.name, false), "Service"),
      brokers: brokersOf(scene, service).map(({ name, type }) => ({ name, kind: type })),
      producers,
      consumers,
      messages: [...new Set([...producers, ...consumers].flatMap((endpoint) => endpoint.messages))],
      plan: servicePlan(scene, service),
    };
  });
}

function servicePlan(scene: Scene, service: Service): { readonly [name: string]: Data } {
  return {
    topology: scene.topology.name,
    name: service.name,
    brokers: brokerPlans(scene, service),
    producers: Object.fromEntries(
      service.producers.map((producer) => [producer.name, producerPlan(scene, service, producer)]),
    ),
    consumers: Object.fromEntries(
      service.consumers.map((consumer) => [consumer.name, consumerPlan(scene, service, consumer)]),
    ),
  };
}

function parks(scene: Scene, { from, onFailure }: Consumer): boolean {
  const channel = scene.channel(from);
  return isParking(onFailure) || scene.rules(scene.broker(channel.broker)).keepsRefused(channel);
}

function isParking(onFailure: OnFailure): boolean {
  if (onFailure.kind === "retry") return onFailure.then !== undefined && isParking(onFailure.then);
  return onFailure.kind === "park";
}
