/** What definitions over histories are written with: events of a kind, of an intent, in the orders that compare them. */
import type { Header, HistoryEvent, Id } from "../../../src/history/event.ts";
import type { Clause } from "../../../src/model/guarantee.ts";

export interface Written {
  readonly header: Header;
  /** The first stands in line 2. */
  readonly events: readonly HistoryEvent[];
}

interface At {
  readonly line: number;
  readonly begin: number;
  readonly end: number;
}

type Named = { readonly [E in HistoryEvent["e"]]: { readonly e: E } & Omit<KindOf<E>, "e"> & At };
type KindOf<E> = HistoryEvent extends infer Each
  ? Each extends { readonly e: infer Kind }
    ? E extends Kind
      ? Each
      : never
    : never
  : never;
export type Of<E extends HistoryEvent["e"]> = Named[E];

const KNOWN = new WeakMap<Written, Map<string, unknown>>();

/** `make` once for each history and name: definitions ask for the same thing again and again. */
function once<T>(h: Written, name: string, make: () => T): T {
  const known = KNOWN.get(h) ?? new Map<string, unknown>();
  KNOWN.set(h, known);
  if (!known.has(name)) known.set(name, make());
  // What was put in under this name.
  return known.get(name) as T;
}

/** Timed, with its line. */
export function all<E extends HistoryEvent["e"]>(h: Written, kind: E): Of<E>[] {
  return once(h, kind, () =>
    h.events.flatMap((event, i) => {
      if (event.e !== kind) return [];
      const { t } = event;
      const [begin, end] = typeof t === "object" ? t : [t ?? Number.NaN, t ?? Number.NaN];
      // Its kind was compared.
      return [{ ...event, line: i, begin, end } as unknown as Of<E>];
    }),
  );
}

export type Effect = Of<"effect">;
export const effectsOf = (h: Written, m: Id, at = "s.c"): Effect[] =>
  once(h, `effects ${m} ${at}`, () => all(h, "effect").filter((e) => e.i === m && e.at === at));
export const callsOf = (h: Written, m: Id): Of<"send">[] =>
  once(h, `calls ${m}`, () => all(h, "send").filter(({ i }) => i === m));
export const oksOf = (h: Written, m: Id): Of<"sent">[] =>
  once(h, `oks ${m}`, () => all(h, "sent").filter(({ i, out }) => i === m && out === "ok"));
export const intents = (h: Written): Id[] => [...new Set(all(h, "send").map(({ i }) => i ?? ""))];
export const shown = (h: Written, m: Id): boolean => effectsOf(h, m).length > 0;

export type Before = (a: Effect, b: Effect) => boolean;

/** The orders in which two effects may be compared. */
export function orders({ header: { source, skew } }: Written): readonly Before[] {
  if (source === "simulation") return [(a, b) => a.line < b.line];
  const timed = (e: Effect): boolean => e.t !== undefined;
  const process: Before = (a, b) => {
    if (a.by !== b.by || timed(a) !== timed(b)) return false;
    return timed(a) ? a.end < b.begin || (a.end === b.begin && a.line < b.line) : a.line < b.line;
  };
  const sequence: Before = (a, b) => a.seq !== undefined && b.seq !== undefined && a.seq < b.seq;
  const clock: Before = (a, b) => skew !== undefined && a.end + skew < b.begin;
  return [process, sequence, clock];
}

/** m1 was called before m2, as far as the scope asks. */
export function called(h: Written, m1: Id, m2: Id, scope: (Clause & { kind: "order" })["scope"]): boolean {
  const [a, b] = [callsOf(h, m1)[0], callsOf(h, m2)[0]];
  if (a === undefined || b === undefined || m1 === m2) return false;
  const inLine = a.by === b.by && a.line < b.line;
  if (scope.kind === "per") return inLine && a.k === b.k;
  if (inLine || scope.kind === "per-producer") return inLine;
  const { source, skew } = h.header;
  const first = oksOf(h, m1);
  if (source === "simulation") return first.some(({ line }) => line < b.line);
  return skew !== undefined && first.some(({ end }) => end + skew < b.begin);
}

/** The last event that matters is a rest. */
export function restOf(h: Written): Of<"rest"> | undefined {
  const over = ["send", "effect", "execute", "deliver", "fault", "failed", "suppressed"];
  const last = h.events.findLastIndex(({ e }) => e === "rest");
  if (last < 0 || h.events.slice(last).some(({ e }) => over.includes(e))) return undefined;
  return all(h, "rest").find(({ line }) => line === last);
}
