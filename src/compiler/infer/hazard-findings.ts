/** What breaks a promise, as findings: at the setting that causes it, with the promise, the way it goes and the fix. */
import { present } from "../../base/assert.ts";
import type { Edit, Finding, Fix, Missing, Span } from "../../diagnostics/define.ts";
import type { Clause, ClauseKind } from "../../model/guarantee.ts";
import { placeOf } from "../../model/setting.ts";
import type { Guarantee, Topology } from "../../model/topology.ts";
import {
  type AnalysedFlow,
  type Analysis,
  type AnalysisBroker,
  brokenBy,
  explainHazards,
} from "./analyse.ts";
import type { Change, Counterfactual } from "./counterfactual.ts";
import { sorted } from "./cuts.ts";
import { needsInWords } from "./flow-table.ts";
import { hazardCode, storyOf } from "./hazard-words.ts";
import { RULE_WORDS } from "./rule-words.ts";
import { besideIt, changeInWords, entityNamed, fixInWords, writtenAt } from "./named-setting.ts";
import type { Hazard } from "./stage.ts";

/** Fault sets beside the smallest that a finding names; the others are counted. */
const OTHERS_MAX = 2;

/** What a broken clause means for a message. Most grave first. */
const CAN: Readonly<Record<ClauseKind, string>> = {
  "at-least-once": "can lose a message that was acknowledged",
  "at-most-once": "can take effect twice for one message",
  order: "can take effect in another order than messages were sent",
  live: "can get stuck",
  valid: "can take effect for a message that was refused",
  "bounded-redelivery": "can hand a message out more often than promised",
  agree: "can take effect in opposite orders at two consumers",
  atomic: "can show a part of a transaction",
  isolated: "can show what a transaction has not committed",
  within: "can take longer than promised",
  survives: "can lose a message with the disks that it lay on",
};
const GRAVE = Object.keys(CAN);

/** Every hazard within a promise's fault model: one finding a promise and code. Deterministic. */
export function hazardFindings(analysis: Analysis, brokers: readonly AnalysisBroker[]): readonly Finding[] {
  const slots = Object.fromEntries(brokers.flatMap((broker) => Object.entries(broker.slots)));
  return analysis.flows.flatMap((analysed) => flowFindings(analysis, analysed, brokers, slots));
}

interface Way {
  readonly guarantee: Guarantee;
  readonly clause: Clause;
  readonly hazard: Hazard;
  readonly code: string;
}

function flowFindings(
  analysis: Analysis,
  analysed: AnalysedFlow,
  brokers: readonly AnalysisBroker[],
  slots: AnalysisBroker["slots"],
): readonly Finding[] {
  const ways = waysOf(analysed, slots);
  if (ways.length === 0) return [];
  const { flow } = analysed;
  const broken = ways.map(({ guarantee, clause, hazard }) => brokenBy(flow, guarantee, clause, hazard));
  const explained = explainHazards(analysis.topology, flow, broken, brokers);
  const groups = new Map<string, { way: Way; why: Counterfactual }[]>();
  ways.forEach((way, i) => {
    const key = `${analysed.promises.findIndex(({ guarantee }) => guarantee === way.guarantee)} ${way.code}`;
    const group = groups.get(key) ?? [];
    group.push({ way, why: explained[i] ?? { causes: [], fixes: [] } });
    groups.set(key, group);
  });
  return [...groups.values()].map((group) => finding(analysis, flow.id, group));
}

function waysOf({ promises }: AnalysedFlow, slots: AnalysisBroker["slots"]): readonly Way[] {
  return promises.flatMap(({ guarantee, clauses }) =>
    clauses.flatMap(({ clause, verdict }) =>
      verdict.kind !== "broken"
        ? []
        : verdict.hazards.map((hazard) => ({
            guarantee,
            clause,
            hazard,
            code: present(hazardCode(hazard.cut.term, slots), "every term of a cut has a slot and a rule"),
          })),
    ),
  );
}

function finding(
  analysis: Analysis,
  flow: string,
  group: readonly { readonly way: Way; readonly why: Counterfactual }[],
): Finding {
  const first = present(
    [...group].sort((a, b) => gravity(a.way) - gravity(b.way))[0],
    "a group has a member",
  );
  const { guarantee, clause, hazard, code } = first.way;
  const { cut } = hazard;
  const fix = first.why.fixes[0] ?? [];
  const cause = causeSpan(analysis, first.why, guarantee);
  const sets = sorted(group.map(({ way }) => way.hazard.cut)).map(({ atoms }) => needsInWords(atoms));
  const others = [...new Set(sets)].filter((words) => words !== needsInWords(cut.atoms));
  return {
    code,
    severity: "error",
    message: `${flow} ${CAN[clause.kind]}`,
    ...marked(cause, { span: placeOf(guarantee), label: `promised here: ${guarantee.text}` }),
    notes: [
      `it takes ${needsInWords(cut.atoms)}${orElse(others)}`,
      storyOf(cut),
      fix.length > 0
        ? `fix: ${fix.map((change) => fixInWords(analysis.topology, change)).join(", ")}`
        : `what helps: ${remedyOf(hazard)}`,
      ...(cut.term.cites.length === 0 ? [] : [`see ${cut.term.cites.join(", ")}`]),
    ],
    ...fixOf(analysis, fix),
  };
}

function gravity(way: Way): number {
  return GRAVE.indexOf(way.clause.kind) * 10 + way.hazard.cut.atoms.length;
}

function orElse(others: readonly string[]): string {
  if (others.length === 0) return "";
  const shown = others.slice(0, OTHERS_MAX);
  const rest = others.length - shown.length;
  return ` (or ${shown.join("; or ")}${rest === 0 ? "" : `; or ${rest} more`})`;
}

function remedyOf({ cut }: Hazard): string {
  return RULE_WORDS[cut.term.rule]?.remedy ?? "another way of handling it";
}

interface Cause {
  readonly span: Span;
  readonly label?: string;
}

/** Where the setting stands that decides: what the fix changes, else any cause that is written down, else its entity. */
function causeSpan(analysis: Analysis, { causes, fixes }: Counterfactual, guarantee: Guarantee): Cause {
  const changes = [...(fixes[0] ?? []), ...causes];
  for (const change of changes) {
    const span = writtenAt(analysis.topology, change);
    if (span !== undefined) return { span, label: "this decides it" };
  }
  for (const change of changes) {
    const entity = entityNamed(analysis.topology, change);
    if (entity?.origin !== undefined)
      return { span: entity.origin, label: `nothing is said here about ${change.setting}` };
  }
  return { span: placeOf(guarantee) };
}

/** Edits where a setting of the fix is written down, and what is to be put in where it is not. */
function fixOf({ topology }: Analysis, changes: readonly Change[]): { readonly fix?: Fix } {
  const settings: Edit[] = [];
  const removed: Span[] = [];
  const missing: Missing[] = [];
  for (const change of changes) {
    const span = writtenAt(topology, change);
    const name = entityNamed(topology, change)?.origin;
    // Where a setting is to be left out, or its entity stands nowhere, it has to be done by hand.
    if (change.value === null || (span ?? name) === undefined) return {};
    const setting = changeInWords({ ...change, entity: "" });
    if (span !== undefined) settings.push({ span, text: setting });
    else if (name !== undefined) missing.push({ name, setting });
    removed.push(...besideIt(topology, change));
    const store = undeclaredStore(topology, change);
    if (store === "unplaced") return {};
    if (store !== undefined) missing.push(store);
  }
  if (changes.length === 0) return {};
  const title = changes.map((change) => fixInWords(topology, change)).join(", ");
  return { fix: { title, edits: [], settings, missing, removed } };
}

/** The store that an effect is to remember its keys in, where its service declares none. */
function undeclaredStore(
  { services }: Topology,
  { entity, setting, value }: Change,
): Missing | "unplaced" | undefined {
  const [, store] = (typeof value === "string" && / in: ([^)]+)\)$/.exec(value)) || [];
  const service = services.find(({ name }) => entity.startsWith(`${name}.`));
  if (setting !== "effect" || store === undefined || service === undefined) return undefined;
  if (service.stores.some(({ name }) => name === store)) return undefined;
  return service.origin === undefined ? "unplaced" : { name: service.origin, store };
}

/** The setting that decides, and the promise beside it; where none decides, the promise alone. */
function marked(
  { span, label }: Cause,
  promised: Required<Cause>,
): Pick<Finding, "span" | "label" | "related"> {
  return label === undefined ? { ...promised, related: [] } : { span, label, related: [promised] };
}
