/** What of a sound topology no client can do, or nobody has said. */
import type { Finding } from "../diagnostics/define.ts";
import { endpointId } from "../model/flow.ts";
import type { MessageSource } from "../model/message-type.ts";
import { placeOf } from "../model/setting.ts";
import type { Act, Consumer, Producer, Service, Topology } from "../model/topology.ts";
import { UNKNOWN } from "../model/value.ts";
import type { GenerateBroker } from "./broker.ts";
import { generatedServices } from "./generate.ts";
import { generation } from "./generation.diagnostics.ts";

const { report } = generation;

/**
 * Findings about services that are to be generated; `topology` is expanded. `problemOf`: why no validator can be made of a
 * schema. Pure.
 */
export function refusals(
  topology: Topology,
  brokers: readonly GenerateBroker[],
  problemOf: (source: MessageSource) => string | undefined,
): readonly Finding[] {
  const schemas = topology.types.flatMap((type) => {
    const reason = type.source === undefined ? undefined : problemOf(type.source);
    return reason === undefined ? [] : [report.badSchema(placeOf(type), { message: type.name, reason })];
  });
  return [...schemas, ...new Refusals(topology, brokers).all()];
}

class Refusals {
  readonly #topology: Topology;
  /** By the name of the broker in the spec. */
  readonly #brokers: ReadonlyMap<string, GenerateBroker>;
  readonly #of: ReadonlyMap<string, string>;

  constructor(topology: Topology, brokers: readonly GenerateBroker[]) {
    this.#topology = topology;
    const known = new Map(brokers.map((broker) => [broker.rules.type, broker]));
    const entries = topology.brokers.flatMap(({ name, type }) => {
      const broker = known.get(type);
      return broker === undefined ? [] : [[name, broker] as const];
    });
    this.#brokers = new Map(entries);
    this.#of = new Map(topology.channels.map(({ kind, name, broker }) => [`${kind} ${name}`, broker]));
  }

  all(): readonly Finding[] {
    return generatedServices(this.#topology).flatMap((service) => [
      ...this.#clients(service),
      ...service.producers.flatMap((producer) => this.#producer(service, producer)),
      ...service.consumers.flatMap((consumer) => this.#consumer(service, consumer)),
    ]);
  }

  /** Each broker that a service touches has a client of its profile. */
  #clients(service: Service): readonly Finding[] {
    const refs = [...service.producers.map(({ to }) => to), ...service.consumers.map(({ from }) => from)];
    const rules = new Set(refs.flatMap((ref) => this.#rules(ref) ?? []));
    return [...rules]
      .filter(({ profiles }) => profiles[service.client] === undefined)
      .map((each) => report.noClient(placeOf(service), { client: service.client, type: each.rules.type }));
  }

  #rules(ref: Producer["to"]): GenerateBroker | undefined {
    return this.#brokers.get(this.#of.get(`${ref.kind} ${ref.name}`) ?? "");
  }

  #producer(service: Service, producer: Producer): readonly Finding[] {
    const more = this.#rules(producer.to)?.producerChecks?.(service, producer) ?? [];
    const unknown = producer.onUnknown === "unknown" ? ["on-unknown"] : [];
    const entity = endpointId(producer);
    const notDone = this.#notDone(producer).map((setting) =>
      report.notDone(placeOf(producer, setting), { setting, producer: entity }),
    );
    return [...unknownOf(producer, unknown), ...notDone, ...more];
  }

  #notDone({ to, settings }: Producer): readonly string[] {
    const rules = this.#rules(to);
    if (rules === undefined) return [];
    const headers = rules.headers === undefined ? undefined : settings[rules.headers];
    // On the wire a number and its digits are different headers, and clients send texts.
    const isOther =
      typeof headers === "object" &&
      headers !== null &&
      Object.values(headers).some((each) => typeof each !== "string");
    return [
      ...rules.notDone.filter((setting) => settings[setting] !== undefined),
      ...(isOther && rules.headers !== undefined ? [rules.headers] : []),
    ];
  }

  #consumer(service: Service, consumer: Consumer): readonly Finding[] {
    const { steps, effect, onFailure, settle } = consumer;
    const unknown = [
      ...(steps === "unknown" ? ["steps"] : []),
      ...(effect.kind === "unknown" ? ["effect"] : []),
      ...(onFailure.kind === "unknown" ? ["on-failure"] : []),
    ];
    const groups = steps === "unknown" || settle.kind !== "act" ? [] : steps;
    return [...unknownOf(consumer, unknown), ...this.#groups(service, consumer, groups)];
  }

  #groups(service: Service, consumer: Consumer, groups: readonly (readonly Act[])[]): readonly Finding[] {
    const place = placeOf(consumer, "steps");
    const name = endpointId(consumer);
    const at = groups.findIndex((group) => group.some(({ kind }) => kind === "settle"));
    return [
      ...groups.filter((group) => group.length > 1).flatMap((group) => this.#group(service, consumer, group)),
      ...(at > 0 && at < groups.length - 1 ? [report.settlesAmid(place, { consumer: name })] : []),
    ];
  }

  #group(service: Service, consumer: Consumer, group: readonly Act[]): readonly Finding[] {
    const place = placeOf(consumer, "steps");
    const name = endpointId(consumer);
    const kinds = new Set(group.map(({ kind }) => kind));
    if (kinds.has("effect") && kinds.has("settle"))
      return [report.progressWithEffect(place, { consumer: name })];
    const profile = this.#rules(consumer.from)?.profiles[service.client];
    const isTransaction =
      profile?.transactions === true &&
      kinds.has("settle") &&
      group.every((act) => act.kind !== "send" || this.#isBeside(service, consumer, act.producer));
    if (isTransaction && !kinds.has("effect")) return [];
    const acts = group.map((act) => (act.kind === "send" ? act.producer : act.kind)).join(" and ");
    return [report.notTogether(place, { consumer: name, acts })];
  }

  /** The producer sends to the broker that the consumer reads from. */
  #isBeside(service: Service, { from }: Consumer, name: string): boolean {
    const to = service.producers.find((producer) => producer.name === name)?.to;
    return (
      to !== undefined && this.#of.get(`${to.kind} ${to.name}`) === this.#of.get(`${from.kind} ${from.name}`)
    );
  }
}

/** Settings written as unknown, and `more`. */
function unknownOf(endpoint: Producer | Consumer, more: readonly string[]): readonly Finding[] {
  const written = Object.entries(endpoint.settings).flatMap(([name, value]) =>
    value === UNKNOWN ? [name] : [],
  );
  return [...written, ...more].map((setting) =>
    report.unknownSetting(placeOf(endpoint, setting), { setting, entity: endpointId(endpoint) }),
  );
}
