/** Topologies as callers hold them. What is behind one stays inside, so that it can change without anybody noticing. */
import type { Compiled as Parts } from "../compiler/compile.ts";
import { type Analysis, analyse } from "../compiler/infer/analyse.ts";
import { flowsOf } from "../compiler/infer/flows.ts";
import type { Source } from "../compiler/syntax/read.ts";
import { ANALYSIS_BROKERS } from "../brokers/analysis.ts";
import { endpointId } from "../model/flow.ts";
import type { Topology as Model } from "../model/topology.ts";
import { shown } from "./argument.ts";
import { refuse } from "./waybill-error.ts";

/** A way from a producer to a consumer group. */
export interface TopologyFlow {
  /** `service.endpoint -> service.endpoint`: how other calls name it. */
  readonly id: string;
  readonly from: string;
  readonly to: string;
  /** Channels passed, in order. */
  readonly via: readonly string[];
}

/** A promise of the spec. */
export interface TopologyGuarantee {
  readonly from: string;
  readonly to: string;
  /** As declared: `exactly-once, per-key`. */
  readonly promised: string;
  /** Name of the fault model. */
  readonly under: string;
}

/** A compiled topology. Only {@link compile} makes one; other calls take it. It does not survive being copied or sent to a worker: compile there. */
export interface Topology {
  readonly name: string;
  readonly files: readonly string[];
  readonly brokers: readonly {
    readonly name: string;
    readonly type: string;
    readonly version: string;
    readonly nodes: number;
  }[];
  readonly channels: readonly { readonly kind: string; readonly name: string; readonly broker: string }[];
  /** Endpoints by their full names, `service.endpoint`. */
  readonly services: readonly {
    readonly name: string;
    readonly producers: readonly string[];
    readonly consumers: readonly string[];
  }[];
  readonly flows: readonly TopologyFlow[];
  readonly guarantees: readonly TopologyGuarantee[];
}

/** What is behind what {@link compile} gave out. */
export interface Inside {
  readonly parts: Parts;
  readonly files: readonly Source[];
}

const insides = new WeakMap<object, Inside>();

/** Remembers what is behind `outside`. */
export function keep<T extends object>(outside: T, inside: Inside): T {
  insides.set(outside, inside);
  return outside;
}

/** What is behind a value that a caller gave to `call`. */
export function insideOf(outside: unknown, call: string): Inside {
  const known = typeof outside === "object" && outside !== null ? insides.get(outside) : undefined;
  return (
    known ??
    refuse(
      `${call} takes a topology that compile() of this very package made (and no copy of it), not ${shown(outside)}`,
    )
  );
}

/** The model behind a topology that a caller gave to `call`. */
export function modelOf(topology: unknown, call: string): Model {
  const { topology: model } = insideOf(topology, call).parts;
  return (
    model ??
    refuse(`${call} takes a topology, and these files are none yet: the findings of compile() say why`)
  );
}

const analyses = new WeakMap<Model, Analysis>();

/** Inferred once for each topology. */
export function analysisOf(model: Model): Analysis {
  const known = analyses.get(model) ?? analyse(model, ANALYSIS_BROKERS);
  analyses.set(model, known);
  return known;
}

/** The topology as callers see it. */
export function outsideOf(model: Model, files: readonly Source[]): Topology {
  return {
    name: model.name,
    files: files.map(({ path }) => path),
    brokers: model.brokers.map(({ name, type, version, nodes }) => ({ name, type, version, nodes })),
    channels: model.channels.map(({ kind, name, broker }) => ({ kind, name, broker })),
    services: model.services.map(({ name, producers, consumers }) => ({
      name,
      producers: producers.map(endpointId),
      consumers: consumers.map(endpointId),
    })),
    flows: flowsOf(model, ANALYSIS_BROKERS).map(({ id, hops }) => ({
      id,
      from: id.slice(0, id.indexOf(" -> ")),
      to: id.slice(id.indexOf(" -> ") + 4),
      via: [...new Set(hops.flatMap(({ channels }) => channels.map(({ name }) => name)))],
    })),
    guarantees: model.guarantees.map(({ from, to, text, under }) => ({
      from,
      to,
      promised: text,
      under: under.name,
    })),
  };
}
