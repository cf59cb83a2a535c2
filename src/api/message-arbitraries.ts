import type { Arbitrary } from "fast-check";
import { ANALYSIS_BROKERS } from "../brokers/analysis.ts";
import { compile } from "../compiler/compile.ts";
import { arbitraryOf, typeArbitraries } from "../harness/arbitraries/messages.ts";
import type { Form } from "../harness/arbitraries/scalars.ts";
import { type Sent, workloadArbitrary } from "../harness/arbitraries/workload.ts";
import type { Topology } from "../model/topology.ts";
import { isRecord, options, shown, wholeNumber } from "./argument.ts";
import type { SourceFile } from "./compile.ts";
import type { Arbitraries, MessagesOf } from "./generated-messages.ts";
import { entered, refuse } from "./waybill-error.ts";

/** What the generated `index.ts` exports. */
export interface GeneratedSpec<Services = object> {
  readonly spec: { readonly sources: readonly SourceFile[] };
  readonly services?: Services;
}

/** Arbitraries of your own, by the name of a message, record or enum: used wherever it stands. */
export type Own = Readonly<Record<string, Arbitrary<unknown>>>;

/** How many messages a workload has: 1 to 10 when absent. */
export interface WorkloadSize {
  readonly least?: number;
  readonly most?: number;
}

const LARGE = 10_000;

/**
 * An arbitrary for each message of the spec: values as handlers get them, within all bounds and patterns that the spec or a
 * schema declares. Throws a WaybillError where the spec does not compile.
 */
export function arbitraries<Services>(
  generated: GeneratedSpec<Services>,
  own: Own = {},
): Arbitraries<MessagesOf<Services>> {
  // cast: the generated types say of the messages what the spec says of them.
  return entered(() => messagesOf(generated, "value", own) as Arbitraries<MessagesOf<Services>>);
}

/** The same in the form that travels: JSON values, and the bytes of opaque messages. */
export function wireArbitraries(
  generated: GeneratedSpec<unknown>,
  own: Own = {},
): Readonly<Record<string, Arbitrary<unknown>>> {
  return entered(() => messagesOf(generated, "wire", own));
}

/**
 * Messages of `types`, all that the spec declares where it is empty, in the order in which they are sent. No two have one
 * identity; fields by which messages are routed or ordered hold one of three values.
 */
export function workloads(
  generated: GeneratedSpec<unknown>,
  types: readonly string[] = [],
  size: WorkloadSize = {},
  own: Own = {},
): Arbitrary<readonly Sent[]> {
  return entered(() => {
    const topology = topologyOf(generated);
    const messages = messageNames(topology);
    const unknown = types.find((name) => !messages.includes(name));
    if (unknown !== undefined)
      refuse(`${topology.name} has no message ${unknown}; it has ${messages.join(", ")}`);
    const { least, most } = options(size, "workloads", ["least", "most"]);
    const from = wholeNumber(least, "least", { least: 1, most: LARGE, otherwise: 1 });
    const to = wholeNumber(most, "most", { least: from, most: LARGE, otherwise: Math.max(from, 10) });
    const all = typeArbitraries(topology, "value", own);
    return workloadArbitrary(topology, all, types.length > 0 ? types : messages, { least: from, most: to });
  });
}

function messageNames({ types }: Topology): readonly string[] {
  return types.filter(({ kind, derived }) => kind === "message" && derived !== true).map(({ name }) => name);
}

function messagesOf(
  generated: GeneratedSpec<unknown>,
  form: Form,
  own: Own,
): Readonly<Record<string, Arbitrary<unknown>>> {
  const topology = topologyOf(generated);
  const all = typeArbitraries(topology, form, own);
  return Object.fromEntries(messageNames(topology).map((name) => [name, arbitraryOf(all, name)]));
}

function topologyOf({ spec }: GeneratedSpec<unknown>): Topology {
  if (!isRecord(spec) || !Array.isArray(spec["sources"]))
    refuse(
      `arbitraries takes what a generated index exports, { spec: { sources }, services }, not ${shown(spec)}`,
    );
  const sources = spec.sources.map(({ path, text }: SourceFile) => ({ path, text }));
  const { topology, findings } = compile(sources, { brokers: ANALYSIS_BROKERS });
  if (topology === undefined) refuse(`the spec does not compile: ${findings[0]?.code ?? "no topology"}`);
  return topology;
}
