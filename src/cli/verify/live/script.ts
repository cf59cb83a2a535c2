/** Which faults a live run makes: those that its promises are given under, one at a time, as far as they can be made for real. */
import type { Analysis } from "../../../compiler/infer/analyse.ts";
import type { Hop } from "../../../model/flow.ts";
import { endpointId } from "../../../model/flow.ts";
import type { FaultKind } from "../../../model/guarantee.ts";
import type { Act, Consumer } from "../../../model/topology.ts";
import type { Moment } from "./protocol.ts";

/** What is done. */
export type Deed =
  /** An instance of the consumer dies or throws at a moment of its handler. */
  | {
      readonly on: "handler";
      readonly service: string;
      readonly consumer: string;
      readonly moment: Moment;
      readonly how: "crash" | "failure";
    }
  /** The process that sends dies. */
  | { readonly on: "sender"; readonly service: string }
  /** A process stands still for longer than its broker waits for it. */
  | { readonly on: "process"; readonly service: string }
  /** A node of the broker dies, if it can be before the others have what it has, and comes back. */
  | { readonly on: "node"; readonly broker: string; readonly channel: string }
  /** What stands between a service and a broker. */
  | {
      readonly on: "link";
      readonly broker: string;
      readonly service: string;
      readonly how: "cut" | "lost-request" | "lost-response";
    }
  /** No client reaches the broker for a while. */
  | { readonly on: "broker"; readonly broker: string }
  /** A further instance joins the group and leaves it again. */
  | { readonly on: "group"; readonly service: string };

export interface PlannedFault {
  readonly kind: FaultKind;
  /** As histories name it, `kind@place`. */
  readonly what: string;
  /** What happens, as the end of "… : it". */
  readonly says: string;
  readonly deed: Deed;
}

/** Kinds that a live run can make. */
export const MADE: readonly FaultKind[] = [
  "process-crash",
  "lost-response",
  "lost-request",
  "cut",
  "handler-failure",
  "rebalance",
  "outage",
  "pause",
];

/** Kinds of faults that a live run can make and some promise is given under. */
export function kindsPromised({ flows }: Analysis): readonly FaultKind[] {
  const models = flows.flatMap(({ promises }) => promises.map(({ guarantee: { under } }) => under));
  return MADE.filter((kind) => models.some(({ count, kinds }) => count > 0 && Object.hasOwn(kinds, kind)));
}

/** All faults of these kinds at places of promised flows, in the order in which they are tried: places in turn, kinds in turn. */
export function scriptOf(
  { flows }: Analysis,
  kinds: readonly FaultKind[],
  isLog: (hop: Hop) => boolean,
): readonly PlannedFault[] {
  const hops = flows.flatMap(({ flow, promises }) => (promises.length === 0 ? [] : flow.hops));
  const all = unique(hops.flatMap((hop) => faultsOf(hop, isLog(hop))));
  const lists = kinds.map((kind) => all.filter((fault) => fault.kind === kind));
  const crashes = lists.flatMap((list) => list.filter(({ kind }) => kind === "process-crash"));
  const others = inTurn(lists.map((list) => list.filter(({ kind }) => kind !== "process-crash")));
  return inTurn([inTurn(byPlace(crashes)), others]);
}

/** Those of a script that are named by kind, or as `kind@place`, and the names that name none. */
export function chosen(
  script: readonly PlannedFault[],
  names: readonly string[],
): { readonly faults: readonly PlannedFault[]; readonly unknown: readonly string[] } {
  const isNamed = (name: string, { kind, what }: PlannedFault): boolean => name === kind || name === what;
  return {
    faults: script.filter((fault) => names.some((name) => isNamed(name, fault))),
    unknown: names.filter((name) => name.includes("@") && !script.some((fault) => isNamed(name, fault))),
  };
}

function unique(faults: readonly PlannedFault[]): readonly PlannedFault[] {
  const seen = new Map<string, PlannedFault>();
  for (const fault of faults) {
    const key = JSON.stringify(fault.deed);
    if (!seen.has(key)) seen.set(key, fault);
  }
  return [...seen.values()];
}

/** The first of each list, the second of each, and so on. */
function inTurn<T>(lists: readonly (readonly T[])[]): readonly T[] {
  const longest = Math.max(0, ...lists.map(({ length }) => length));
  return Array.from({ length: longest }, (_, n) => lists.flatMap((list) => list.slice(n, n + 1))).flat();
}

function byPlace(faults: readonly PlannedFault[]): readonly (readonly PlannedFault[])[] {
  const places = new Map<string, PlannedFault[]>();
  for (const fault of faults) places.set(fault.what, [...(places.get(fault.what) ?? []), fault]);
  return [...places.values()];
}

function faultsOf(hop: Hop, isLog: boolean): readonly PlannedFault[] {
  return [...ofReader(hop, isLog), ...ofBroker(hop), ...ofSender(hop)];
}

function planned(kind: FaultKind, place: string, says: string, deed: Deed): PlannedFault {
  return { kind, what: `${kind}@${place}`, says, deed };
}

function ofReader({ broker, consumer }: Hop, isLog: boolean): readonly PlannedFault[] {
  const at = endpointId(consumer);
  const { service, name } = consumer;
  const handler = { on: "handler", service, consumer: name } as const;
  return [
    ...momentsOf(consumer).map(({ moment, says }) =>
      planned("process-crash", at, `dies ${says}`, { ...handler, moment, how: "crash" }),
    ),
    planned("handler-failure", at, "throws before its effect", {
      ...handler,
      moment: "before effect",
      how: "failure",
    }),
    link("cut", service, broker.name, "loses its connections to"),
    ...(isLog ? [planned("rebalance", at, "another instance comes and goes", { on: "group", service })] : []),
    planned("pause", at, "stands still for long", { on: "process", service }),
  ];
}

function ofBroker({ broker: { name }, channels: [first] }: Hop): readonly PlannedFault[] {
  const channel = first?.physicalName ?? first?.name ?? "";
  return [
    planned("process-crash", name, "a node dies and comes back", { on: "node", broker: name, channel }),
    planned("outage", name, "nobody reaches it for a while", { on: "broker", broker: name }),
  ];
}

function ofSender({ broker: { name }, producer, sender }: Hop): readonly PlannedFault[] {
  const { service } = producer;
  const dies = planned("process-crash", endpointId(producer), "dies with sends under way", {
    on: "sender",
    service,
  });
  return [
    ...(sender === undefined ? [dies] : []),
    link("lost-response", service, name, "what it sends arrives, the answers do not, from"),
    link("lost-request", service, name, "what it sends is lost on the way to"),
    link("cut", service, name, "loses its connections to"),
  ];
}

function link(
  how: "cut" | "lost-request" | "lost-response",
  service: string,
  broker: string,
  says: string,
): PlannedFault {
  return planned(how, service, `${says} ${broker}`, { on: "link", broker, service, how });
}

interface At {
  readonly moment: Moment;
  readonly says: string;
}

/** Where a handler can be when its process dies: as it begins, and behind each of its acts. */
function momentsOf({ steps }: Consumer): readonly At[] {
  const acts: readonly Act[] = steps === "unknown" ? [{ kind: "effect" }] : steps.flatMap((group) => group);
  const moments: At[] = [{ moment: "delivered", says: "when it has a message" }];
  if (acts.some(({ kind }) => kind === "effect"))
    moments.push({ moment: "after effect", says: "right after its effect" });
  if (acts.some(({ kind }) => kind === "send"))
    moments.push({ moment: "after send", says: "right after it has sent" });
  return moments;
}
