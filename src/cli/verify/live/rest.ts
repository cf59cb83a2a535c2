/** The end of a live run: which messages still have a copy that nobody has settled. */
import { endpointId, type Flow } from "../../../model/flow.ts";
import type { RestEvent } from "../../../history/event.ts";
import type { WatchedGuarantee } from "../../../history/judge/watched.ts";
import type { Scene } from "./scene.ts";

/** To be asked when all processes have ended, so that what they held lies in the queues again. `open` is absent where nobody can tell. */
export async function restOf(scene: Scene): Promise<Pick<RestEvent, "open" | "how">> {
  const { recorder, analysis, brokers } = scene;
  if (!recorder.isLacking) return { open: [] };
  const waiting = await brokers.waiting(analysis.topology).catch(() => undefined);
  if (waiting === undefined) return {};
  const hopsOf = ({ from, to }: WatchedGuarantee): Flow["hops"] =>
    analysis.flows.filter(({ flow }) => flow.id === `${from} -> ${to}`).flatMap(({ flow }) => flow.hops);
  const readersOf = (
    watched: WatchedGuarantee,
  ): readonly { readonly at: string; readonly channel: string }[] =>
    hopsOf(watched).map(({ consumer }) => ({ at: endpointId(consumer), channel: consumer.from.name }));
  const isWaiting = (watched: WatchedGuarantee): boolean =>
    hopsOf(watched).some(({ consumer }) => (waiting.get(consumer.from.name) ?? 0) > 0);
  // What no reader of a log has come to may lie there, or be cut off: nobody has looked.
  if (recorder.unsettled(readersOf, () => false).length > 0) return {};
  const open = recorder.unsettled(() => [], isWaiting);
  return open.length === 0 ? { open } : { open, how: "stuck" };
}
