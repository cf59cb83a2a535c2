/** The store of an effect: what it recognises, and what makes it forget. */
import { always, anyOf, NONE } from "../../../compiler/infer/cuts.ts";
import type { ActKind, Atom, Cuts, DupClass, Gate, Step } from "../../../compiler/infer/stage.ts";
import { endpointId, type Hop } from "../../../model/flow.ts";
import type { FaultModel } from "../../../model/guarantee.ts";
import type { Act, Store } from "../../../model/topology.ts";
import type { HopSettings } from "../settings/hop.ts";
import { outage, pause, processCrash, SITES, slow } from "../settings/places.ts";
import { boundMs } from "./time.ts";

const CLASSES: readonly DupClass[] = ["session-resend", "app-resend", "re-execution", "redelivery", "branch"];

/** The groups of a handler as lowered, and the one followed. */
export interface Program {
  readonly groups: readonly (readonly ActKind[])[];
  readonly follow: number;
}

/** What of the effect's store recognises a repetition, and what makes it forget. */
export function gated(
  hop: Hop,
  steps: readonly (readonly Act[])[],
  { consume, queue }: HopSettings,
  faults: FaultModel,
): Partial<Step> {
  const at = steps.findIndex((group) => group.some((act) => act.kind === "effect"));
  const store = storeOf(hop);
  if (store === undefined || at < 0) return {};
  const defeat =
    store.scope === "instance" ? dies(hop) : forgets(consume.endpoint, store, queue.ttlMs, faults);
  const wipes = store.scope === "instance" ? defeat : NONE;
  const gate: Gate = { at: at + (consume.autoAck ? 1 : 0), covers: hop.consumer.gates, wipes };
  return { gate, recognises: new Map(CLASSES.map((k) => [k, defeat])) };
}

export function storeOf({ consumer, stores }: Hop): Store | undefined {
  const { effect } = consumer;
  return effect.kind === "idempotent" ? stores.find((one) => one.name === effect.store) : undefined;
}

/** A store in memory dies with its instance; another instance never knew, and consumers are served in turn. */
function dies({ consumer }: Hop): Cuts {
  const endpoint = endpointId(consumer);
  if (consumer.instances > 1) return always({ points: [SITES.begun], cites: ["R-CONS-01"] });
  return anyOf([processCrash(endpoint), outage(endpoint)], { points: [SITES.begun] });
}

/** A shared store forgets in time. A copy that waits in the queue for longer than its own time is gone by then; one that a paused handler or a slow consumer has is not. */
export function forgets(
  endpoint: string,
  { keepMs }: Store,
  ttlMs: number | undefined,
  faults: FaultModel,
): Cuts {
  if (keepMs === undefined || keepMs === 0) return NONE;
  const outlives = ttlMs === undefined || ttlMs >= keepMs;
  const long: Atom[] = [];
  if (outlives && boundMs(faults, "outage") > keepMs) long.push(outage(endpoint));
  if (boundMs(faults, "slow") > keepMs) long.push(slow(endpoint));
  if (boundMs(faults, "pause") > keepMs) long.push(pause(endpoint));
  return anyOf(long, { points: [SITES.begun] });
}

/**
 * Who settles first and is paused before it does so acts when it resumes, at once and again: no time to forget. Nor is
 * there a second time where what comes back is out of date before the store forgets.
 */
export function stillKnown(hop: Hop, { queue }: HopSettings, { groups, follow }: Program): boolean {
  const { keepMs, scope } = storeOf(hop) ?? {};
  if (scope !== "shared" || hop.consumer.instances > 1 || groups[follow]?.includes("effect") !== true)
    return false;
  const expires = queue.ttlMs !== undefined && keepMs !== undefined && queue.ttlMs < keepMs;
  return expires || groups.findIndex((acts) => acts.includes("settle")) < follow;
}

/** The instance that is asked again in place is the one that remembers, whoever gets other repetitions. */
export function remembers(hop: Hop, groups: readonly (readonly ActKind[])[], follow: number): boolean {
  return groups[follow]?.includes("effect") === true && storeOf(hop)?.scope === "instance";
}
