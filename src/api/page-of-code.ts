/** A story of code as a page, laid out as `verify --report` lays out its own. */
import type { Deed } from "../harness/flow/stage.ts";
import { writePage } from "../harness/kept/page-file.ts";
import type { PageOf } from "../harness/suite.ts";
import type { Topology } from "../model/topology.ts";
import { reportHtml } from "../report/html.ts";
import { bundledPage } from "../report/page-assets.ts";
import type { ReportData, ReportedPromise } from "../report/report-data.ts";
import { StateRecord } from "../report/state-record.ts";
import type { Trace, TraceEvent } from "../report/trace.ts";
import { told } from "../report/trace-of.ts";
import type { UserRun } from "../harness/flow/user-case.ts";
import { faultText, placeOfAtom, tell } from "../verify/story.ts";

const TEXT_MAX = 48;

/** Writes the page; answers its path, or undefined where the package was not built. */
export async function pageOfCode(
  topology: Topology,
  about: PageOf,
  folder: string,
): Promise<string | undefined> {
  const assets = bundledPage();
  if (assets === undefined) return undefined;
  const { promise, refuted, story } = about;
  const record = new StateRecord(refuted.flow.model);
  const run = await about.retold(record.seen);
  const trace = traceOfCode(topology.name, about, record, run);
  const html = reportHtml(reportOf(topology.name, about, trace), assets);
  return writePage(folder, `${topology.name} ${promise.flow.id} ${story.clause}`, html);
}

function reportOf(name: string, { promise, refuted, story }: PageOf, trace: Trace): ReportData {
  const reported: ReportedPromise = {
    flow: promise.flow.id,
    promised: promise.text,
    under: promise.under.name,
    verdict: "refuted",
    because: [],
    bounds: [`run ${refuted.runs} of your handlers, made small in ${refuted.shrunkIn}`],
    violations: [
      {
        clause: story.clause,
        needs: needs(refuted.atoms),
        by: refuted.by,
        causes: [],
        cites: [],
        command: `WAYBILL_REPLAY=${story.token}`,
        trace,
      },
    ],
  };
  const verdicts = [{ word: "refuted", count: 1 }] as const;
  return { version: 1, notVerified: [], verdicts, topologies: [{ name, promises: [reported] }] };
}

function needs(atoms: readonly string[]): string {
  if (atoms.length === 0) return "no fault at all";
  return atoms.map((atom) => `${placeOfAtom(atom)} ${faultText(atom)}`).join(" and ");
}

function traceOfCode(topology: string, about: PageOf, record: StateRecord, run: UserRun): Trace {
  const { refuted, story, promise } = about;
  const { flow, clause, scale, deviations } = refuted;
  const { model } = flow;
  const result = { ...run.result, ...flow.told(run.result).run };
  const report = {
    version: 1,
    flow: promise.flow.id,
    clause,
    promised: true,
    story: { ...tell(model, result), ending: story.ending },
    broken: result.broken.includes(clause),
    deviations: deviations.length,
    applied: deviations.length,
  } as const;
  const replayed = { report, model, run: result, keys: scale.workload.keys, history: () => "" };
  const trace = told(topology, replayed, record);
  const { breach } = trace;
  // A message that has an effect on one store of two lacks none for a trace, which knows of no stores.
  const why = breach !== undefined && breach.messages.length === 0 ? story.ending.join("; ") : breach?.why;
  const known = { ...trace, ...(breach && { breach: { ...breach, why: why ?? "" } }) };
  return withDeeds(known, run.deeds, (place) => model.places[place] ?? "");
}

/** The trace with what code did and suffered, and its lines, before what came of it. */
function withDeeds(trace: Trace, deeds: readonly Deed[], nameOf: (place: number) => string): Trace {
  const events: TraceEvent[] = [];
  const moved = new Map<number, number>();
  const steps = trace.steps.map((step, at) => {
    const first = events.length;
    const own = deeds.filter(({ move }) => move === at).map((deed) => eventOf(deed, trace, at, nameOf));
    // What code did comes before what came of it, and what a fault took from it behind the fault.
    if (!step.fault) events.push(...own);
    for (let e = step.first; e < step.first + step.count; e++) {
      moved.set(e, events.length);
      events.push(...trace.events.slice(e, e + 1));
      if (step.fault && e === step.first) events.push(...own);
    }
    return { ...step, first, count: events.length - first };
  });
  const now = (event: number): number => moved.get(event) ?? event;
  const arrows = trace.arrows.map((arrow) => ({ ...arrow, from: now(arrow.from), to: now(arrow.to) }));
  const breach = trace.breach && { ...trace.breach, events: trace.breach.events.map(now) };
  return { ...trace, events, arrows, steps, ...(breach && { breach }) };
}

/** Keys are long, and the line is to be seen. */
function short(text: string): string {
  return text.length > TEXT_MAX ? `${text.slice(0, TEXT_MAX - 1)}…` : text;
}

function eventOf(
  { text, place, root, call, site }: Deed,
  { steps, lanes }: Trace,
  step: number,
  nameOf: (place: number) => string,
): TraceEvent {
  const where = (call?.site ?? site)?.where;
  return {
    step,
    timeMs: steps[step]?.timeMs ?? 0,
    lane: lanes.findIndex(({ name }) => name === nameOf(place)),
    kind: "move",
    ...(root < 0 ? {} : { message: root }),
    text: where === undefined ? short(text) : `${short(text)} (${where})`,
    mark: "none",
  };
}
