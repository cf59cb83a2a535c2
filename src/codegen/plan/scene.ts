/** A topology with what is asked of it again and again. */
import { present } from "../../base/assert.ts";
import { Traffic } from "../../compiler/check/traffic.ts";
import { Sources } from "../../diagnostics/position.ts";
import type { Origin } from "../../model/origin.ts";
import type { Broker, Channel, ChannelRef, Topology } from "../../model/topology.ts";
import type { GenerateBroker } from "../broker.ts";

/** A file of the spec. */
export interface SpecSource {
  readonly path: string;
  readonly text: string;
}

export class Scene {
  readonly topology: Topology;
  readonly traffic: Traffic;
  readonly #sources: Sources;
  readonly #rules: ReadonlyMap<string, GenerateBroker>;
  readonly #brokers: ReadonlyMap<string, Broker>;
  readonly #channels: ReadonlyMap<string, Channel>;

  /** `topology` is expanded. */
  constructor(topology: Topology, sources: readonly SpecSource[], brokers: readonly GenerateBroker[]) {
    this.topology = topology;
    this.traffic = new Traffic(
      topology,
      brokers.map(({ rules }) => rules),
    );
    this.#sources = new Sources(sources);
    this.#rules = new Map(brokers.map((broker) => [broker.rules.type, broker]));
    this.#brokers = new Map(topology.brokers.map((broker) => [broker.name, broker]));
    this.#channels = new Map(topology.channels.map((channel) => [refKey(channel), channel]));
  }

  channel(ref: ChannelRef): Channel {
    return present(this.#channels.get(refKey(ref)), `the spec has no ${ref.kind} ${ref.name}`);
  }

  broker(name: string): Broker {
    return present(this.#brokers.get(name), `the spec has no broker ${name}`);
  }

  rules(broker: Broker): GenerateBroker {
    return present(this.#rules.get(broker.type), `nobody knows a broker of type ${broker.type}`);
  }

  /** `shop.waybill:55`; empty where nobody wrote it. */
  where(origin: Origin | undefined): string {
    if (origin === undefined || origin.file === "") return "";
    const { line } = this.#sources.lines(origin.file).at(origin.start);
    return `${baseName(origin.file)}:${line}`;
  }
}

export function refKey({ kind, name }: ChannelRef): string {
  return `${kind} ${name}`;
}

/** What the broker calls it. */
export function physicalRef(channel: Channel): ChannelRef {
  return { kind: channel.kind, name: channel.physicalName ?? channel.name };
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** The files under paths from the folder that holds them all: the same wherever the command runs. */
export function withShortPaths(sources: readonly SpecSource[]): readonly SpecSource[] {
  const folders = sources.map(({ path }) => path.split("/").slice(0, -1));
  const [first = [], ...others] = folders;
  let common = 0;
  while (common < first.length && others.every((folder) => folder[common] === first[common])) common++;
  return sources.map(({ path, text }) => ({ path: path.split("/").slice(common).join("/"), text }));
}
