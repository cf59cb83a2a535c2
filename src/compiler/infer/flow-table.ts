/** The flow table: each flow, what is promised for it, what it gives, and what it takes to break the promise. */
import { endpointId } from "../../model/flow.ts";
import type { AnalysedFlow, Analysis, JudgedPromise } from "./analyse.ts";
import { kindOf, placeOf, strikesOf } from "./atom.ts";
import type { Gives } from "./clauses.ts";
import { sorted } from "./cuts.ts";
import type { Inferred } from "./compose.ts";
import type { Atom, Hazard } from "./stage.ts";

/** `unpromised`: nothing is promised, so nothing can be broken. */
export type FlowVerdict = "holds" | "broken" | "undecided" | "not-judged" | "unpromised";

export interface FlowRow {
  /** `service.endpoint` */
  readonly from: string;
  readonly to: string;
  /** Channels passed; empty where the ends are joined by one way only. */
  readonly via: readonly string[];
  /** As declared; absent where nothing is. */
  readonly promised?: string;
  /** Name of the fault model under which it is judged. */
  readonly under: string;
  /** In the words of guarantees; of what is undecided, what it is `at best`; `?` where it cannot be said. */
  readonly gives: string;
  readonly verdict: FlowVerdict;
  /** The smallest fault set that breaks the promise. */
  readonly needs?: readonly Atom[];
  /** Settings that are unknown or not modelled, sorted. */
  readonly because: readonly string[];
}

/** One row a promise, or a flow without one; in the order of the flows. */
export function flowTable(analysis: Analysis): readonly FlowRow[] {
  const ways = new Map<string, number>();
  for (const { flow } of analysis.flows) ways.set(flow.id, (ways.get(flow.id) ?? 0) + 1);
  return analysis.flows.flatMap((analysed) => rowsOf(analysed, (ways.get(analysed.flow.id) ?? 0) > 1));
}

function rowsOf(analysed: AnalysedFlow, hasOtherWays: boolean): readonly FlowRow[] {
  const { hops } = analysed.flow;
  const [first, last] = [hops[0], hops.at(-1)];
  if (first === undefined || last === undefined) return [];
  const ends = {
    from: endpointId(first.producer),
    to: endpointId(last.consumer),
    via: hasOtherWays ? hops.flatMap((hop) => hop.channels.map((channel) => channel.name)) : [],
  };
  if (analysed.promises.length === 0) return [{ ...ends, ...unpromised(analysed) }];
  return analysed.promises.map((promise) => ({ ...ends, ...promisedRow(analysed, promise) }));
}

type Judged = Omit<FlowRow, "from" | "to" | "via">;

function unpromised(analysed: AnalysedFlow): Judged {
  const { inferred, under } = analysed;
  const because = open(inferred);
  const verdict =
    inferred.unknown.length > 0 ? "undecided" : because.length > 0 ? "not-judged" : "unpromised";
  return { under: under.name, gives: given(analysed, because), verdict, because };
}

function promisedRow(analysed: AnalysedFlow, promise: JudgedPromise): Judged {
  const { guarantee, inferred } = promise;
  const because = open(inferred);
  const verdicts = promise.clauses.map(({ verdict }) => verdict);
  const hazards = verdicts.flatMap((verdict) => (verdict.kind === "broken" ? verdict.hazards : []));
  const needs = smallest(hazards);
  const other =
    verdicts.find(({ kind }) => kind === "undecided") ?? verdicts.find(({ kind }) => kind === "not-judged");
  return {
    promised: guarantee.text,
    under: guarantee.under.name,
    gives: given(analysed, because),
    verdict: needs !== undefined ? "broken" : (other?.kind ?? "holds"),
    ...(needs === undefined ? {} : { needs }),
    because: other?.kind === "not-judged" && because.length === 0 ? other.notModelled : because,
  };
}

/** What keeps a flow from being judged: what is unknown, else what is not modelled. */
function open({ unknown, notModelled }: Inferred): readonly string[] {
  return [...new Set(unknown.length > 0 ? unknown : notModelled)].sort();
}

/** What is certain of what a flow gives, also where not all is known. */
function given({ gives, atBest }: AnalysedFlow, because: readonly string[]): string {
  if (because.length === 0) return givesInWords(gives);
  if (atBest === undefined) return "?";
  return atBest.length === 0 ? NEITHER : `at best ${atBest.join(" or ")}`;
}

const NEITHER = "may lose and repeat";

function smallest(hazards: readonly Hazard[]): readonly Atom[] | undefined {
  return sorted(hazards.map(({ cut }) => cut))[0]?.atoms;
}

/** What a flow gives: `exactly-once, per-key`. */
function givesInWords({ delivery, order, strict, valid, live }: Gives): string {
  const scope = order === undefined ? "no order" : order.kind === "per" ? "per-key" : order.kind;
  const words = [delivery ?? NEITHER, strict ? `strict ${scope}` : scope];
  if (!live) words.push("may get stuck");
  if (!valid) words.push("may show what was refused");
  return words.join(", ");
}

/** `{place}` is where it strikes. */
const ONE: Readonly<Record<string, string>> = {
  "process-crash": "one crash of {place}",
  "power-loss": "one power loss of {place}",
  "disk-loss": "one lost disk of {place}",
  pause: "one long pause of {place}",
  cut: "one broken connection of {place}",
  "lost-request": "one lost request of {place}",
  "lost-response": "one lost answer to {place}",
  "delayed-request": "one late request of {place}",
  slow: "a slow {place}",
  outage: "one outage of {place}",
  "handler-failure": "one failing handler of {place}",
  poison: "one message that {place} cannot handle",
  rebalance: "one rebalance of {place}",
  "late-start": "a late start of {place}",
  "rolling-restart": "one rolling restart of {place}",
  "add-partitions": "more lanes of {place}",
};

/** A fault set in few words; `no fault at all` for the empty one. */
export function needsInWords(atoms: readonly Atom[]): string {
  if (atoms.length === 0) return "no fault at all";
  return atoms.map(needInWords).join(" and ");
}

function needInWords(atom: Atom): string {
  const words = (ONE[kindOf(atom)] ?? `one ${kindOf(atom)} of {place}`).replace("{place}", () =>
    placeOf(atom),
  );
  const times = strikesOf(atom);
  return times === 1 ? words : `${times} times ${words}`;
}
