/** The store of an effect's keys: what it recognises, and what makes it forget. */
import { always, NONE, plus } from "../../../compiler/infer/cuts.ts";
import type { Cuts, DupClass } from "../../../compiler/infer/stage.ts";
import type { Store } from "../../../model/topology.ts";
import { groupForgotten, silence, stopsOne } from "./membership.ts";
import type { Scene } from "./scene.ts";

const CLASSES: readonly DupClass[] = ["session-resend", "app-resend", "re-execution", "redelivery", "branch"];

export function storeOf({ hop }: Scene): Store | undefined {
  const { effect } = hop.consumer;
  return effect.kind === "idempotent" ? hop.stores.find(({ name }) => name === effect.store) : undefined;
}

/** What makes the store of the effect's keys forget, or not be asked; `commits`: also a commit that is given up. */
export function forgets(scene: Scene, commits: boolean): Cuts {
  const { atoms, settings } = scene;
  const store = storeOf(scene);
  if (store === undefined) return NONE;
  if (store.scope === "instance") {
    const rebalance = atoms.of("rebalance", "consumer", { cites: ["K-CONS-16"] });
    const late = atoms.of("late-start", "consumer");
    const elsewhere = plus(silence(scene), groupForgotten(scene), rebalance, late, stopsOne(scene, commits));
    return plus(atoms.consumerDies(), settings.group.instances > 1 ? elsewhere : NONE);
  }
  const { keepMs } = store;
  if (keepMs === undefined) return NONE;
  return plus(
    atoms.longer("outage", "consumer", keepMs),
    atoms.longer("pause", "consumer", keepMs),
    atoms.longer("slow", "consumer", keepMs),
  );
}

/** A store of one instance does not know what another partition brought to another instance (K-PART-04). */
export function recognition(scene: Scene, defeat: Cuts): ReadonlyMap<DupClass, Cuts> {
  const { log, group } = scene.settings;
  const scattered =
    storeOf(scene)?.scope === "instance" && !log.keyed && log.partitions > 1 && group.instances > 1;
  return new Map(CLASSES.map((k) => [k, scattered && k === "app-resend" ? always() : defeat]));
}
