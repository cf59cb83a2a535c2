/** Services and their stores: settings that changed. Services that came or went are told by their endpoints. */
import { durationText } from "../base/duration.ts";
import { placeOf } from "../model/setting.ts";
import type { Service, Store, Topology } from "../model/topology.ts";
import type { Change, Draft, Judgement } from "./change.ts";
import { withService } from "./endpoints.ts";
import { client } from "./judge.ts";
import { ownerChange } from "./setting-drafts.ts";
import { ownersOf, type Sides } from "./sides.ts";

export function serviceDrafts(sides: Sides): readonly Draft[] {
  return sides.now.services.flatMap((service) => {
    const was = sides.old.services.find(({ name }) => name === service.name);
    if (was === undefined) return [];
    const stores = service.stores.flatMap((store) => storeChanged(was, service, store));
    return [...serviceChanged(was, service), ...stores];
  });
}

function serviceChanged(was: Service, now: Service): readonly Draft[] {
  const entity = `service ${now.name}`;
  const draft = (setting: "client" | "external", judgement: Judgement): Draft => ({
    change: {
      entity,
      setting,
      kind: "changed",
      before: String(was[setting]),
      after: String(now[setting]),
      ...judgement,
      owners: ownersOf(was.owner, now.owner),
      concerns: [],
      place: { side: "new", origin: placeOf(now) },
    },
    apply: (topology) => withService(topology, now.name, (each) => ({ ...each, [setting]: now[setting] })),
  });
  const another = client("risky", "another client library retries, assigns and commits in another way");
  const generated: Judgement = { ...client("safe", "whether Waybill generates it"), consequence: "none" };
  return [
    ...(was.owner === now.owner ? [] : [{ change: ownerChange(entity, was.owner, now.owner, placeOf(now)) }]),
    ...(was.client === now.client ? [] : [draft("client", another)]),
    ...(was.external === now.external ? [] : [draft("external", generated)]),
  ];
}

/** A setting of a store: how it is shown, judged, and taken over. */
interface StoreSetting {
  readonly text: (store: Store) => string;
  readonly judge: (was: Store, now: Store) => Judgement;
  readonly take: (each: Store, from: Store) => Store;
}

const STORE: Readonly<Record<string, StoreSetting>> = {
  keep: {
    text: ({ keepMs }) => (keepMs === undefined ? "for ever" : durationText(keepMs)),
    judge: (was, now) =>
      (now.keepMs ?? Number.POSITIVE_INFINITY) < (was.keepMs ?? Number.POSITIVE_INFINITY)
        ? client("risky", "a repetition that comes later is not recognised")
        : client("safe", "keys are remembered longer"),
    take: ({ keepMs: _, ...each }, { keepMs }) => (keepMs === undefined ? each : { ...each, keepMs }),
  },
  scope: {
    text: ({ scope }) => scope,
    judge: (_, { scope }) =>
      scope === "instance"
        ? client(
            "risky",
            "an instance does not recognise what another has handled, nor itself after a restart",
          )
        : client("safe", "all instances see the same keys"),
    take: (each, { scope }) => ({ ...each, scope }),
  },
};

function storeChanged(before: Service, now: Service, store: Store): readonly Draft[] {
  const was = before.stores.find(({ name }) => name === store.name);
  if (was === undefined) return [];
  return Object.entries(STORE).flatMap(([setting, { text, judge, take }]): readonly Draft[] => {
    if (text(was) === text(store)) return [];
    const change: Change = {
      ...judge(was, store),
      entity: `store ${now.name}.${store.name}`,
      setting,
      kind: "changed",
      before: text(was),
      after: text(store),
      owners: ownersOf(now.owner),
      concerns: [],
      place: { side: "new", origin: placeOf(store) },
    };
    const apply = (topology: Topology): Topology =>
      withService(topology, now.name, (service) => ({
        ...service,
        stores: service.stores.map((each) => (each.name === store.name ? take(each, store) : each)),
      }));
    return [{ change, apply }];
  });
}
