/** Consumers: what handling does, settings that changed, and consumers that came or went. */
import { endpointId } from "../model/flow.ts";
import { placeOf } from "../model/setting.ts";
import type { Consumer, Topology } from "../model/topology.ts";
import type { Draft, Judgement } from "./change.ts";
import { common, heldBy, matched, RENAME, withEndpoint, withService } from "./endpoints.ts";
import { client } from "./judge.ts";
import { handlingTexts } from "./handling-text.ts";
import { settingDrafts, UNKNOWN_BROKER } from "./setting-drafts.ts";
import { brokerIn, channelIn, consumersOf, isAt, readersOf, rulesOf, type Sides } from "./sides.ts";
import { withSetting } from "./values.ts";

export function consumerDrafts(sides: Sides): readonly Draft[] {
  const { gone, come, both } = matched(consumersOf(sides.old), consumersOf(sides.now));
  return [
    ...gone.map((one) => removed(sides, one)),
    ...come.map((one) => added(sides, one)),
    ...both.flatMap(([was, now]) => [
      ...handlingDrafts(sides, was, now),
      ...movedDrafts(sides, was, now),
      ...brokerDrafts(sides, was, now),
    ]),
  ];
}

/** What it means that nobody of this name reads `one`'s channel any more. */
function leaving(sides: Sides, one: Consumer): Judgement {
  const channel = channelIn(sides.old, one.from);
  const rules = rulesOf(sides, brokerIn(sides.old, channel?.broker));
  const others = readersOf(sides.now, one.from);
  return (channel && rules?.changes.consumerRemoved(channel, others)) ?? UNKNOWN_BROKER;
}

function removed(sides: Sides, one: Consumer): Draft {
  const judgement = leaving(sides, one);
  return {
    change: {
      ...common(sides, one, "consumer", "old", one.from),
      ...judgement,
      reason: `${judgement.reason}; ${RENAME}`,
      kind: "removed",
    },
    apply: (topology) =>
      withService(topology, one.service, (service) => ({
        ...service,
        consumers: service.consumers.filter(({ name }) => name !== one.name),
      })),
  };
}

function added(sides: Sides, one: Consumer): Draft {
  const channel = channelIn(sides.now, one.from);
  const rules = rulesOf(sides, brokerIn(sides.now, channel?.broker));
  const before = new Set(readersOf(sides.old, one.from).map(endpointId));
  const others = readersOf(sides.now, one.from).filter((each) => before.has(endpointId(each)));
  const judgement = (channel && rules?.changes.consumerAdded(channel, one, others)) ?? UNKNOWN_BROKER;
  return {
    change: { ...common(sides, one, "consumer", "new", one.from), ...judgement, kind: "added" },
    apply: (topology) =>
      withEndpoint(sides, topology, one.service, (service) => ({
        ...service,
        consumers: [...service.consumers, one],
      })),
  };
}

/** With the stores that are new in its service. */
function replaced(
  sides: Sides,
  topology: Topology,
  { service, name }: Consumer,
  set: (each: Consumer) => Consumer,
): Topology {
  return withEndpoint(sides, topology, service, (each) => ({
    ...each,
    consumers: each.consumers.map((one) => (one.name === name ? set(one) : one)),
  }));
}

/** What of a consumer another text of `setting` changes. */
const PARTS: Readonly<Record<string, (now: Consumer) => Partial<Consumer>>> = {
  instances: ({ instances }) => ({ instances }),
  concurrency: ({ concurrency }) => ({ concurrency }),
  effect: ({ effect }) => ({ effect }),
  gates: ({ gates }) => ({ gates }),
  steps: ({ steps }) => ({ steps }),
  settle: ({ settle, steps, onFailure }) => ({ settle, steps, onFailure }),
  unfenced: ({ unfenced }) => ({ unfenced }),
  "on-failure": ({ onFailure }) => ({ onFailure }),
  sends: ({ sends }) => ({ sends }),
};

function handlingDrafts(sides: Sides, was: Consumer, now: Consumer): readonly Draft[] {
  const base = common(sides, now, "consumer", "new", now.from);
  const [before, after] = [handlingTexts(was), handlingTexts(now)];
  // Another way of settling changes what is not written of steps and failures: one change, not three.
  const follows = (name: string): boolean =>
    ["steps", "on-failure"].includes(name) &&
    before["settle"] !== after["settle"] &&
    now.origins?.[name] === undefined;
  const names = Object.keys(after).filter((name) => before[name] !== after[name] && !follows(name));
  return names.map((setting): Draft => {
    const [old, fresh] = [before[setting] ?? "", after[setting] ?? ""];
    const part = PARTS[setting];
    const change: Draft["change"] = {
      ...base,
      ...handling(setting, [old, fresh], now),
      setting,
      kind: "changed",
      before: old,
      after: fresh,
      place: { side: "new", origin: placeOf(now, setting) },
    };
    if (part === undefined) return { change };
    return {
      change,
      apply: (topology) => replaced(sides, topology, now, (each) => ({ ...each, ...part(now) })),
    };
  });
}

/** That a promise is weaker for it is found by inference; this is what is so without one. */
function handling(setting: string, [before, after]: readonly [string, string], now: Consumer): Judgement {
  if (setting === "settle" && after === "on-delivery")
    return client(
      "risky",
      "a message is done when it is handed out: what is being handled when the service stops is lost",
    );
  if (setting === "settle" && after.startsWith("auto"))
    return client("risky", "progress is told by a timer, not by the handler");
  if (setting === "effect" && before.startsWith("idempotent"))
    return client("risky", "a repetition is no longer recognised in the same way");
  if (setting === "on-failure" && (after === "skip" || after === "reject"))
    return client(
      "risky",
      after === "skip"
        ? "a message whose handler fails is passed over"
        : "a message whose handler fails is dead-lettered, or dropped where its channel says no target",
    );
  if (setting === "on-failure" && after.includes("park("))
    return client("risky", "a message whose handler fails is put aside; somebody has to look there");
  if (setting === "steps" && isSettledFirst(now))
    return client("risky", "a message is done before its effect: a crash in between loses it");
  return client("safe", setting === "reads" ? "which fields it uses" : "how the service handles a message");
}

function isSettledFirst({ steps }: Consumer): boolean {
  if (steps === "unknown") return false;
  const at = (kind: string): number => steps.findIndex((group) => group.some((act) => act.kind === kind));
  return at("settle") >= 0 && at("settle") < at("effect");
}

function movedDrafts(sides: Sides, was: Consumer, now: Consumer): readonly Draft[] {
  if (isAt(was.from, now.from)) return [];
  return [
    {
      change: {
        ...common(sides, now, "consumer", "new", now.from),
        ...leaving(sides, was),
        severity: "breaking",
        setting: "from",
        kind: "changed",
        before: `${was.from.kind} ${was.from.name}`,
        after: `${now.from.kind} ${now.from.name}`,
      },
      apply: (topology) => replaced(sides, topology, now, (each) => ({ ...each, from: now.from })),
    },
  ];
}

function brokerDrafts(sides: Sides, was: Consumer, now: Consumer): readonly Draft[] {
  const base = common(sides, now, "consumer", "new", now.from);
  const held = heldBy(sides, [was, now], "consumer", now.from, base);
  if (held === undefined) return [];
  return settingDrafts(sides, {
    ...held,
    apply: (topology, setting, value) =>
      replaced(sides, topology, now, (each) => ({
        ...each,
        settings: withSetting(each.settings, setting, value),
      })),
  });
}
