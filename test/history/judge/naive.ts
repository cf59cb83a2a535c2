/**
 * The clauses over recorded histories as docs/guarantees.md and docs/histories.md word them: quantifiers over all events, of
 * one producer `s.p` and the groups `s.c` and `s.d`. Written apart from the judge, to compare it with.
 */
import type { Id } from "../../../src/history/event.ts";
import type { Clause } from "../../../src/model/guarantee.ts";
import {
  type Before,
  type Of,
  type Written,
  all,
  called,
  callsOf,
  effectsOf,
  intents,
  oksOf,
  orders,
  restOf,
  shown,
} from "./naive-read.ts";

function order(h: Written, { scope, strict }: Clause & { kind: "order" }): boolean {
  const names = intents(h);
  const rest = restOf(h);
  for (const before of orders(h)) {
    for (const m1 of names)
      for (const m2 of names) {
        if (!called(h, m1, m2, scope)) continue;
        const [first, second] = [effectsOf(h, m1), effectsOf(h, m2)];
        if (first.length > 0 && second.some((e2) => first.every((e1) => before(e2, e1)))) return false;
        if (strict && second.some((e2) => first.some((e1) => before(e2, e1)))) return false;
      }
    if (rest === undefined || rest.how === "circles") continue;
    for (const group of groupsOf(h, scope)) {
      const effects = group.flatMap((m) => effectsOf(h, m));
      const last = effects.find((e) => effects.every((other) => other === e || before(other, e)));
      if (last !== undefined && group.some((m) => called(h, last.i ?? "", m, scope) && shown(h, m)))
        return false;
    }
  }
  return true;
}

function groupsOf(h: Written, scope: (Clause & { kind: "order" })["scope"]): Id[][] {
  if (scope.kind === "total") return [intents(h)];
  const groups = new Map<string, Id[]>();
  for (const m of intents(h)) {
    const [call] = callsOf(h, m);
    const name = `${call?.by ?? ""} ${scope.kind === "per" ? (call?.k ?? "") : ""}`;
    groups.set(name, [...(groups.get(name) ?? []), m]);
  }
  return [...groups.values()];
}

const unsettled = (h: Written, m: Id): boolean => restOf(h)?.open?.includes(m) ?? false;
const owed = (h: Written, m: Id, clauses: readonly Clause[]): boolean =>
  clauses.some((c) => c.kind === "at-least-once" && c.from === "accepted") || oksOf(h, m).length > 0;
const disposed = (h: Written, m: Id, ...reasons: string[]): boolean =>
  all(h, "dispose").some(({ i, why }) => i === m && reasons.includes(why));

function due(h: Written, m: Id, clauses: readonly Clause[]): boolean {
  if (!clauses.some((c) => c.kind === "at-least-once" && c.since === "subscribed")) return true;
  const [open] = all(h, "subscribed");
  const [call] = callsOf(h, m);
  if (open === undefined || call === undefined) return false;
  if (h.header.source === "simulation") return open.line < call.line;
  return h.header.skew !== undefined && open.end + h.header.skew < call.begin;
}

function excused(h: Written, m: Id, except: readonly string[]): boolean {
  const newer = intents(h).some(
    (n) => called(h, m, n, { kind: "per", path: "key" }) && oksOf(h, n).length > 0 && shown(h, n),
  );
  return except.some((reason) => {
    if (reason === "dead-lettered") return disposed(h, m, "dead-letter");
    if (reason === "expired") return disposed(h, m, "expire");
    if (reason === "overflow") return disposed(h, m, "overflow", "drop");
    return newer && disposed(h, m, "compact");
  });
}

function valid(h: Written): boolean {
  // Where no send at all is recorded, nobody knows what was sent.
  if (all(h, "send").length === 0) return true;
  const isSimulation = h.header.source === "simulation";
  return all(h, "effect")
    .filter(({ at }) => at === "s.c")
    .every(({ i = "", line }) => {
      const settled = all(h, "sent").filter((sent) => sent.i === i);
      const honest = (until: number): boolean =>
        settled.some(({ out, line: at }) => out !== "failed" && at <= until) ||
        callsOf(h, i).filter(({ line: at }) => at <= until).length >
          settled.filter(({ out, line: at }) => out === "failed" && at <= until).length;
      if (!isSimulation) return callsOf(h, i).length > 0 && honest(h.events.length);
      return h.events.every((_, at) => at < line || honest(at));
    });
}

function agree(h: Written): boolean {
  const names = intents(h);
  const first = (m: Id, n: Id, at: string, before: Before): boolean => {
    const [a, b] = [effectsOf(h, m, at), effectsOf(h, n, at)];
    return b.length > 0 && a.some((e) => b.every((other) => before(e, other)));
  };
  return !names.some((m) =>
    names.some(
      (n) =>
        m !== n &&
        orders(h).some(
          (one) => first(m, n, "s.c", one) && orders(h).some((other) => first(n, m, "s.d", other)),
        ),
    ),
  );
}

/** Decided by the first that surely did. */
function decision(h: Written, tx: Id): (Of<"commit"> | Of<"abort">) | undefined {
  const ends = [...all(h, "commit"), ...all(h, "abort")].filter(
    (end) => end.tx === tx && end.out !== "failed",
  );
  ends.sort((a, b) => a.line - b.line);
  return ends.find(({ out }) => out !== "unknown") ?? ends.at(-1);
}

function atomic(h: Written): boolean {
  const members = (tx: Id): Id[] =>
    intents(h).filter((m) => callsOf(h, m).findLast((c) => c.tx !== undefined)?.tx === tx);
  return [...new Set(all(h, "send").flatMap(({ tx }) => tx ?? []))].every((tx) => {
    const all_ = members(tx);
    const effects = all_.filter((m) => shown(h, m));
    const end = decision(h, tx);
    if (end?.e === "abort" && end.out !== "unknown") return effects.length === 0;
    return restOf(h) === undefined || effects.length === 0 || effects.length === all_.length;
  });
}

function isolated(h: Written): boolean {
  const { source, skew } = h.header;
  return all(h, "execute").every((x) => {
    const tx = callsOf(h, x.i ?? "").findLast((c) => c.tx !== undefined)?.tx;
    if (tx === undefined || x.at !== "s.c") return true;
    const end = decision(h, tx);
    if (end === undefined) return false;
    if (end.out === "unknown") return true;
    if (end.e === "abort") return false;
    if (source === "simulation") return end.line < x.line;
    return skew === undefined || Number.isNaN(x.begin) || !(x.begin + skew < end.begin);
  });
}

/** Whether a fault was active, or not yet recovered from, at some moment within `skew` of a time. */
function calmFor(h: Written, from: number, to: number, skew: number): number {
  const stretches: [number, number][] = [];
  for (const fault of all(h, "fault")) {
    const over = all(h, "recovered").find(({ line }) => line > fault.line);
    stretches.push([fault.begin - skew, (over?.end ?? Number.POSITIVE_INFINITY) + skew]);
  }
  const edges = [from, to, ...stretches.flat()].filter((t) => t >= from && t <= to);
  const isCalm = (a: number, b: number): boolean => stretches.every(([begin, end]) => end <= a || begin >= b);
  return Math.max(0, ...edges.flatMap((a) => edges.filter((b) => b > a && isCalm(a, b)).map((b) => b - a)));
}

function within(h: Written, ms: number, clauses: readonly Clause[]): boolean {
  const { skew } = h.header;
  if (skew === undefined) return true;
  const last = Math.max(
    ...h.events.flatMap(({ t }) => (t === undefined ? [] : typeof t === "object" ? t[1] : t)),
  );
  return intents(h).every((m) => {
    if (!owed(h, m, clauses) || !due(h, m, clauses) || excused(h, m, ["dead-lettered"])) return true;
    const from = Math.min(...oksOf(h, m).map(({ end }) => end));
    const [first] = effectsOf(h, m);
    const to = (first === undefined ? last : first.begin) - skew;
    return Number.isNaN(to) || !Number.isFinite(from) || to <= from || calmFor(h, from, to, skew) <= ms;
  });
}

function survives(h: Written, nodes: number, clauses: readonly Clause[]): boolean {
  const losses = all(h, "fault").filter(({ what }) => what.startsWith("disk-loss@"));
  const strength = (begin: number): number => losses.filter((each) => each.begin === begin).length;
  return intents(h).every((m) => {
    const from = oksOf(h, m)[0]?.line ?? Number.POSITIVE_INFINITY;
    const under = losses.filter(({ line }) => line > from);
    if (under.length === 0 || under.some(({ begin }) => strength(begin) > nodes)) return true;
    return !due(h, m, clauses) || restOf(h) === undefined || shown(h, m) || unsettled(h, m);
  });
}

/** Does the history show no breach of `clause`? `clauses`: those it stands beside. */
export function keeps(h: Written, clause: Clause, clauses: readonly Clause[]): boolean {
  const lacking = (m: Id): boolean => owed(h, m, clauses) && due(h, m, clauses) && !shown(h, m);
  const deliveries = (m: Id): number =>
    all(h, "deliver").filter(({ i, at }) => i === m && at === "s.c").length;
  switch (clause.kind) {
    case "valid":
      return valid(h);
    case "live":
      return !intents(h).some((m) => lacking(m) && unsettled(h, m));
    case "at-most-once":
      return !intents(h).some((m) => {
        const n = effectsOf(h, m).length;
        return n > 1 || (n === 1 && clause.orDeadLetter === true && disposed(h, m, "dead-letter"));
      });
    case "at-least-once":
      return (
        restOf(h) === undefined ||
        !intents(h).some((m) => lacking(m) && !unsettled(h, m) && !excused(h, m, clause.except))
      );
    case "order":
      return order(h, clause);
    case "bounded-redelivery":
      return !intents(h).some((m) => {
        const rests =
          shown(h, m) || unsettled(h, m) || disposed(h, m, "dead-letter") || restOf(h) === undefined;
        return deliveries(m) > clause.deliveries || (deliveries(m) === clause.deliveries && !rests);
      });
    case "agree":
      return agree(h);
    case "atomic":
      return atomic(h);
    case "isolated":
      return isolated(h);
    case "within":
      return within(h, clause.ms, clauses);
    case "survives":
      return survives(h, clause.nodes, clauses);
  }
}
