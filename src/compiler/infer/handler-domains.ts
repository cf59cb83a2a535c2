/** Settings of a consumer that every broker has: the order of its acts, how its effect is gated, what its store remembers. */
import { endpointId, type Hop } from "../../model/flow.ts";
import type { Act, Effect, Store, Topology } from "../../model/topology.ts";
import type { Value } from "../../model/value.ts";
import { withConsumer, withStore, withStores } from "./changed.ts";
import type { Domain } from "./lowering.ts";

/** Longest list of acts whose other orders are tried. */
const ACTS_MAX = 4;

/** Domains of the hop's consumer, most advisable first. Pure. */
export function handlerDomains(hop: Hop): readonly Domain[] {
  return [
    ...stepsDomain(hop),
    ...settleDomain(hop),
    ...concurrencyDomain(hop),
    ...effectDomain(hop),
    ...storeDomains(hop),
  ];
}

/** `[announce, effect, settle]`, as a spec writes it. */
function stepsText(steps: readonly (readonly Act[])[]): string {
  const one = (act: Act): string => (act.kind === "send" ? act.producer : act.kind);
  return `[${steps.map((group) => (group.length === 1 ? group.map(one).join() : `[${group.map(one).join(", ")}]`)).join(", ")}]`;
}

/**
 * Every other order of acts that stand alone and settle last, those that send first first. To settle before the work is
 * done can buy order with loss, and nobody should be told to do that.
 */
function stepsDomain(hop: Hop): Domain[] {
  const { steps } = hop.consumer;
  if (
    steps === "unknown" ||
    steps.length < 2 ||
    steps.length > ACTS_MAX ||
    steps.some((group) => group.length !== 1)
  )
    return [];
  const orders = new Map(
    permutations([...steps].sort((a, b) => rank(a) - rank(b)))
      .filter((order) => order.slice(0, -1).every((group) => group[0]?.kind !== "settle"))
      .map((order) => [stepsText(order), order]),
  );
  const current = stepsText(steps);
  return [
    {
      entity: endpointId(hop.consumer),
      setting: "steps",
      current,
      values: [...orders.keys()].filter((text) => text !== current),
      apply: (topology, value) => {
        const order = typeof value === "string" ? orders.get(value) : undefined;
        return order === undefined ? topology : withConsumer(topology, hop.consumer, { steps: order });
      },
    },
  ];
}

/** Progress told by itself could be told by the handler, when it is done. */
function settleDomain(hop: Hop): Domain[] {
  const { settle, steps } = hop.consumer;
  if (settle.kind === "act" || steps === "unknown") return [];
  const told: readonly (readonly Act[])[] = [...steps, [{ kind: "settle" }]];
  return [
    {
      entity: endpointId(hop.consumer),
      setting: "steps",
      current: `${stepsText(steps)}, settle: ${settle.kind}`,
      values: [stepsText(told)],
      apply: (topology) => withConsumer(topology, hop.consumer, { settle: { kind: "act" }, steps: told }),
    },
  ];
}

/** Several handlers at once could be one. */
function concurrencyDomain(hop: Hop): Domain[] {
  const { concurrency } = hop.consumer;
  if (concurrency === 1) return [];
  const current = typeof concurrency === "number" ? concurrency : `per(${concurrency.per})`;
  const apply = (topology: Topology): Topology => withConsumer(topology, hop.consumer, { concurrency: 1 });
  return [{ entity: endpointId(hop.consumer), setting: "concurrency", current, values: [1], apply }];
}

function rank(group: readonly Act[]): number {
  return ["send", "effect", "settle"].indexOf(group[0]?.kind ?? "effect");
}

function permutations<T>(list: readonly T[]): (readonly T[])[] {
  if (list.length < 2) return [list];
  return list.flatMap((first, i) =>
    permutations([...list.slice(0, i), ...list.slice(i + 1)]).map((rest) => [first, ...rest]),
  );
}

/** A plain effect could be gated by the identity of its message; a gated one could be plain. */
function effectDomain(hop: Hop): Domain[] {
  const { effect } = hop.consumer;
  if (effect.kind === "unknown" || effect.kind === "overwrite") return [];
  const entity = endpointId(hop.consumer);
  if (effect.kind === "idempotent") {
    const apply = (topology: Topology): Topology =>
      withConsumer(topology, hop.consumer, { effect: { kind: "plain" } });
    return [{ entity, setting: "effect", current: gateText(effect), values: ["plain"], apply }];
  }
  const gate = possibleGate(hop);
  if (gate === undefined) return [];
  const apply = (topology: Topology): Topology =>
    withStore(withConsumer(topology, hop.consumer, { effect: gate }), hop.consumer.service, gate.store);
  return [{ entity, setting: "effect", current: "plain", values: [gateText(gate)], apply }];
}

type GatedEffect = Extract<Effect, { readonly kind: "idempotent" }>;

function gateText({ path, store }: GatedEffect): string {
  return `idempotent(${path}, in: ${store})`;
}

function possibleGate(hop: Hop): GatedEffect | undefined {
  const carried = hop.producer.sends;
  const identities = new Set(
    hop.topology.types
      .filter(({ name }) => carried.includes(name))
      .map(({ fields }) => fields.find(({ identity }) => identity)?.name),
  );
  const [path] = identities;
  if (path === undefined || identities.size !== 1) return undefined;
  return { kind: "idempotent", path, store: hop.stores[0]?.name ?? "seen" };
}

function storeDomains(hop: Hop): Domain[] {
  const { effect } = hop.consumer;
  const store =
    effect.kind === "idempotent" ? hop.stores.find(({ name }) => name === effect.store) : undefined;
  if (store === undefined) return [];
  const domain = (
    setting: string,
    current: Value,
    value: Value,
    change: (store: Store) => Store,
  ): Domain => ({
    entity: store.name,
    setting,
    current,
    values: [value],
    apply: (topology) =>
      withStores(topology, store.service, (all) =>
        all.map((each) => (each.name === store.name ? change(each) : each)),
      ),
  });
  const other = store.scope === "shared" ? "instance" : "shared";
  const scope = domain("scope", store.scope, other, (each) => ({ ...each, scope: other }));
  if (store.keepMs === undefined) return [scope];
  const keep = domain("keep", store.keepMs, LONG_MS, (each) => ({ ...each, keepMs: LONG_MS }));
  return store.keepMs < LONG_MS ? [scope, { ...keep, unit: "ms" }] : [scope];
}

/** 30 days: longer than any fault of the standard model. */
const LONG_MS = 2_592_000_000;
