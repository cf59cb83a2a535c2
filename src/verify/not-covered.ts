/** What a verdict says nothing about: faults outside its model, and faults of its model that no broker of the flow simulates. */
import type { Flow } from "../model/flow.ts";
import type { FaultKind, FaultModel } from "../model/guarantee.ts";
import { FlowModel } from "../runtime/flow-model.ts";
import type { FullBroker } from "./case.ts";
import { planFlow } from "./plan-flow.ts";

/** Fault kinds worth naming where the model leaves them out, or where nothing on the flow can suffer them. */
const NAMED: readonly FaultKind[] = ["power-loss", "disk-loss", "pause", "delayed-request", "poison"];

/** Kinds that strike a whole broker: each broker of a flow has to simulate them itself. */
const OF_BROKERS: readonly FaultKind[] = ["outage", "rolling-restart"];

/** In words, the model's own gaps last. The flow's handlers must be known. */
export function notCovered(flow: Flow, brokers: readonly FullBroker[], under: FaultModel): readonly string[] {
  const scale = { keys: [0], clauses: [], faults: 1, episodes: 1, model: under };
  const atoms = new FlowModel(planFlow(flow, brokers, scale)).atoms.map(({ name }) => name);
  const struck = (kind: FaultKind): boolean => atoms.some((atom) => atom.startsWith(`${kind}@`));
  const outside = NAMED.filter((kind) => under.kinds[kind] === undefined || !struck(kind));
  const names = [...new Set(flow.hops.map((hop) => hop.broker.name))];
  const missing = OF_BROKERS.filter((kind) => under.kinds[kind] !== undefined).flatMap((kind) =>
    names.filter((name) => !atoms.includes(`${kind}@${name}`)).map((name) => `${kind} of ${name}`),
  );
  return [...outside, ...missing];
}
