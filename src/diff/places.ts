/** A topology compared as it is declared and in each environment: what is the same everywhere is said once. Pure. */
import type { Topology } from "../model/topology.ts";
import { type Change, SEVERITIES, type Severity } from "./change.ts";
import { type DiffBrokers, diffTopologies, type TopologyDiff } from "./diff.ts";
import type { GuaranteeChange } from "./guarantee-changes.ts";
import { ownersOf } from "./sides.ts";
import { canonical } from "./values.ts";

/** One side: as it is declared, and as it is in each environment; undefined where errors leave no topology. */
export interface Side {
  readonly topology: Topology;
  readonly environments: ReadonlyMap<string, Topology | undefined>;
}

/** What differences call the topology as it is declared. */
const BASE = "base";

interface Place {
  readonly name: string;
  readonly diff: TopologyDiff;
}

/** Either side may be missing. Both expanded. Deterministic. */
export function diffPlaces(old: Side | undefined, now: Side | undefined, brokers: DiffBrokers): TopologyDiff {
  const base = diffTopologies(old?.topology, now?.topology, brokers);
  if (old === undefined || now === undefined) return base;
  const between = (name: string, one: Topology | undefined, other: Topology | undefined): readonly Place[] =>
    one === undefined || other === undefined ? [] : [{ name, diff: diffTopologies(one, other, brokers) }];
  const names = [...now.environments.keys()];
  const kept = names.filter((name) => old.environments.has(name));
  const came = names.filter((name) => !old.environments.has(name));
  const went = [...old.environments.keys()].filter((name) => !now.environments.has(name));
  const places = [
    { name: BASE, diff: base },
    ...kept.flatMap((name) => between(name, old.environments.get(name), now.environments.get(name))),
  ];
  const fresh = came.flatMap((name) => between(name, now.topology, now.environments.get(name)));
  const joined = join(base, places, fresh.map(asNew));
  const own = [
    ...went.map((name) => cameOrWent(name, "removed")),
    ...came.map((name) => cameOrWent(name, "added")),
  ];
  return { ...joined, changes: [...joined.changes, ...own] };
}

/**
 * Of an environment that was not there: what is weaker than declared. Nobody says whether it runs already, with what is
 * declared, so that nothing is sure to break.
 */
function asNew({ name, diff }: Place): Place {
  const milder = (change: Change): Change => ({
    ...change,
    severity: change.severity === "safe" ? "safe" : "risky",
    reason: `where ${name} runs already with what is declared: ${change.reason}`,
  });
  const isPromised = ({ direction, promised, whys }: GuaranteeChange): boolean =>
    direction === "weakened" && promised.before !== undefined && whys.some(({ kind }) => kind !== "gives");
  const changes = diff.changes.map(milder);
  const guarantees = diff.guarantees.filter(isPromised);
  return { name, diff: { ...diff, changes, guarantees } };
}

function cameOrWent(name: string, kind: "added" | "removed"): Change {
  const reason =
    kind === "added"
      ? "one more place; what is weaker there than declared is listed by itself"
      : "what runs there is no longer described: it is judged as it is declared";
  return {
    entity: `environment ${name}`,
    kind,
    severity: kind === "added" ? "safe" : "risky",
    consequence: "none",
    reason,
    cites: [],
    owners: [],
    concerns: [],
    place: { side: kind === "added" ? "new" : "old", origin: { file: "", start: 0, end: 0 } },
  };
}

/** Each difference once, with the places where it is, unless it is in all of `places`. Of `fresh` ones only what is not safe. */
function join(base: TopologyDiff, places: readonly Place[], fresh: readonly Place[]): TopologyDiff {
  const all = [...places, ...fresh];
  const everywhere = places.map(({ name }) => name);
  const changes = new Once<Change>(everywhere);
  const numbers = all.map(({ name, diff }) =>
    diff.changes.map((change) => changes.add(change, canonical({ ...change, place: 0 }), name)),
  );
  const isSaid = ({ severity }: Change, at: number): boolean =>
    severity !== "safe" || changes.namesOf(at).some((name) => everywhere.includes(name));
  const said = changes.all();
  const order = SEVERITIES.flatMap((wanted: Severity) =>
    said.flatMap((change, at) => (change.severity === wanted && isSaid(change, at) ? [at] : [])),
  );
  const moved = new Map(order.map((from, to) => [from, to]));
  const guarantees = new Once<GuaranteeChange>(everywhere);
  all.forEach(({ name, diff }, i) => {
    for (const each of diff.guarantees) {
      const renumbered = withCauses(each, (cause) => moved.get(numbers[i]?.[cause] ?? -1));
      guarantees.add(renumbered, canonical({ ...renumbered, place: 0 }), name);
    }
  });
  return {
    ...base,
    guarantees: guarantees.all(),
    changes: order.flatMap((at) => said[at] ?? []),
    owners: ownersOf(...all.flatMap(({ diff }) => diff.owners)).toSorted(),
  };
}

function withCauses(each: GuaranteeChange, numberOf: (cause: number) => number | undefined): GuaranteeChange {
  const causes = (set: readonly number[]): readonly number[] =>
    set.flatMap((cause) => numberOf(cause) ?? []).sort((a, b) => a - b);
  return { ...each, whys: each.whys.map((why) => ({ ...why, causes: why.causes.map(causes) })) };
}

/** Equal things of several places, each once, in the order in which they came. */
class Once<T extends object> {
  readonly #everywhere: string;
  readonly #numbers = new Map<string, number>();
  readonly #found: { readonly value: T; readonly names: string[] }[] = [];

  /** The places of a thing that is everywhere. */
  constructor(everywhere: readonly string[]) {
    this.#everywhere = everywhere.join();
  }

  /** The number of the thing. One that is twice in one place is two. */
  add(value: T, key: string, name: string): number {
    const known = this.#numbers.get(key);
    const found = known === undefined ? undefined : this.#found[known];
    if (known === undefined || found === undefined) {
      this.#numbers.set(key, this.#found.length);
      return this.#found.push({ value, names: [name] }) - 1;
    }
    if (found.names.includes(name)) return this.add(value, `${key}'`, name);
    found.names.push(name);
    return known;
  }

  namesOf(number: number): readonly string[] {
    return this.#found[number]?.names ?? [];
  }

  all(): readonly (T & { readonly environments?: readonly string[] })[] {
    return this.#found.map(({ value, names }) =>
      names.join() === this.#everywhere ? value : { ...value, environments: names },
    );
  }
}
