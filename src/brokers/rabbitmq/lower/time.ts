/** What faults that last do to a queue: it fills up, and what waits in it expires. */
import { counted } from "../../../compiler/infer/atom.ts";
import { anyOf, cut as oneCut, minimal, plus, NONE } from "../../../compiler/infer/cuts.ts";
import type { Atom, Cuts } from "../../../compiler/infer/stage.ts";
import type { FaultModel } from "../../../model/guarantee.ts";
import type { HopSettings } from "../settings/hop.ts";
import { lateStart, outage, pause, processCrash, SITES, slow } from "../settings/places.ts";

/** Upper bound of a timing fault in ms, 0 where the fault model has none. */
export const boundMs = (faults: FaultModel, kind: keyof FaultModel["kinds"]): number =>
  faults.kinds[kind]?.ms ?? 0;

/** Faults of the consumer that let a backlog grow beyond any prefetch, and last. With others beside it, one that is paused does not. */
export function backlog(settings: HopSettings, instances: number, cites: readonly string[]): Cuts {
  const { endpoint, prefetch } = settings.consume;
  const out: (readonly Atom[])[] = [[outage(endpoint)], ...allPaused(endpoint, instances)];
  if (prefetch > 0) out.push([slow(endpoint)]);
  return minimal(out.map((atoms) => oneCut(atoms, { points: [SITES.published], cites })));
}

/** What leaves nobody who consumes while one is paused. With more than two instances it takes more faults than any model allows. */
function allPaused(endpoint: string, instances: number): readonly (readonly Atom[])[] {
  if (instances === 1) return [[pause(endpoint)]];
  if (instances > 2) return [];
  return [
    [counted(pause(endpoint), 2)],
    [pause(endpoint), processCrash(endpoint)],
    [pause(endpoint), lateStart(endpoint)],
  ];
}

/** R-TTL-02, R-TTL-04: what waits too long expires, and what comes back after its time. */
export function expiry(settings: HopSettings, instances: number, faults: FaultModel): Cuts {
  const { queue, consume, broker } = settings;
  const { ttlMs, consumerTimeoutMs } = queue;
  if (ttlMs === undefined) return NONE;
  const longer = (kind: "outage" | "slow" | "pause"): boolean => boundMs(faults, kind) > ttlMs;
  const out: Atom[] = [];
  if (longer("outage")) out.push(outage(consume.endpoint));
  // Without acknowledgements nothing lies in the queue while its consumers are there.
  if (longer("outage") && !consume.autoAck) out.push(outage(broker));
  if (longer("slow") && consume.prefetch > 0) out.push(slow(consume.endpoint));
  if (!consume.autoAck) {
    if (
      consumerTimeoutMs !== undefined &&
      ttlMs <= consumerTimeoutMs &&
      boundMs(faults, "slow") > consumerTimeoutMs
    )
      out.push(slow(consume.endpoint));
    if (ttlMs <= consume.detectionMs && boundMs(faults, "pause") > consume.detectionMs)
      out.push(pause(consume.endpoint));
  }
  const term = { points: [SITES.published], cites: ["R-TTL-02", "R-TTL-04", "R-E2E-B11"] };
  const paused = longer("pause") ? allPaused(consume.endpoint, instances) : [];
  return plus(anyOf(out, term), minimal(paused.map((atoms) => oneCut(atoms, term))));
}
