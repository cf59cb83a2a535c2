/** What a spec wants of a broker of one type: its channels, its size, its release. */
import { ANALYSIS_BROKERS } from "../../brokers/analysis.ts";
import { checkSources } from "../../compiler/check-sources.ts";
import type { Broker, Topology } from "../../model/topology.ts";
import { findingsText } from "../check/text.ts";
import { loadSpecs, todayOf } from "../load.ts";
import { UsageError } from "../output.ts";
import { painter } from "../text.ts";

export interface Wanted {
  readonly topology: Topology;
  /** The declared broker whose channels are meant. */
  readonly broker: Broker;
}

/** The spec has errors; the message shows them. Ends the command with exit code 1. */
export class UnsoundSpec extends Error {
  override readonly name: string = "UnsoundSpec";
}

/** The sound topologies of the specs at `paths`. Throws UsageError, {@link UnsoundSpec}. */
export function soundTopologies(paths: readonly string[], cwd: string): readonly Topology[] {
  const checked = checkSources(loadSpecs(paths, cwd), ANALYSIS_BROKERS, todayOf(new Date()));
  if (checked.topologies.some(({ isUnsound, analysis }) => isUnsound || analysis === undefined))
    throw new UnsoundSpec(findingsText(checked, painter(false)));
  return checked.topologies.flatMap(({ analysis }) => (analysis === undefined ? [] : [analysis.topology]));
}

/** Throws UsageError where it is not clear which broker is meant, {@link UnsoundSpec} where the spec has errors. */
export function wantedOf(path: string, type: string, name: string | undefined, cwd: string): Wanted {
  const all = soundTopologies([path], cwd).flatMap((topology) =>
    topology.brokers.map((broker) => ({ topology, broker })),
  );
  const fitting = all.filter(
    ({ broker }) => broker.type === type && (name === undefined || broker.name === name),
  );
  const [first, second] = fitting;
  if (first === undefined) {
    const what = name === undefined ? `no broker of type ${type}` : `no broker ${name} of type ${type}`;
    throw new UsageError(`${path} declares ${what}`);
  }
  if (second === undefined) return first;
  const names = fitting.map(({ topology, broker }) => `${broker.name} of ${topology.name}`).join(", ");
  throw new UsageError(
    `${path} declares several brokers of type ${type} (${names}): name one with --broker, or one file`,
  );
}
