/** `verify --report FILE`: what was found as one page. Stories are replayed for it, so that the report itself stays small. */
import { BROKERS } from "../../brokers/all.ts";
import type { Checked, CheckedTopology } from "../../compiler/check-sources.ts";
import type { Analysis } from "../../compiler/infer/analyse.ts";
import { needsInWords } from "../../compiler/infer/flow-table.ts";
import { foldedWhereLarge } from "../../diagram/fold.ts";
import { graphOf } from "../../diagram/graph.ts";
import { pictureOf } from "../../diagram/picture.ts";
import { sheetOf } from "../../diagram/sheet.ts";
import { reportHtml } from "../../report/html.ts";
import type { ReportData, ReportedPromise, Violation } from "../../report/report-data.ts";
import type { Trace } from "../../report/trace.ts";
import { traceOf } from "../../report/trace-of.ts";
import type { FlowReport, Refutation } from "../../verify/report.ts";
import { readStoryToken } from "../../verify/story-token.ts";
import { graphvizLayout, type Layout } from "../diagram/graphviz.ts";
import { linksOf, marksOf } from "../diagram/marks.ts";
import { writeWhole } from "../files.ts";
import { pageAssets } from "./page-assets.ts";
import { passLines } from "./passes-text.ts";
import { change, decidedText, fixText, foundBy } from "./text.ts";
import type { Verified } from "./verified.ts";

/** Steps of all stories of a page together: more would make it slow to open. Beyond, the token has to do. */
const STEPS_MAX = 40_000;

/** Throws UsageError. */
export async function writeReport(path: string, verified: Verified, cwd: string): Promise<void> {
  const data = reportData(verified, await graphvizLayout());
  writeWhole(path, reportHtml(data, pageAssets()), cwd);
}

function reportData({ checked, reports, verdicts }: Verified, layout: Layout): ReportData {
  let left = STEPS_MAX;
  const traced = (analysis: Analysis, token: string): Trace | undefined => {
    const opened = readStoryToken(token);
    if (!opened.ok || left <= 0) return undefined;
    const trace = traceOf(analysis, BROKERS, opened.story);
    left -= trace?.steps.length ?? 0;
    return trace;
  };
  const topologies = reports.flatMap(({ topology, flows }) => {
    const found = checked.topologies.find(({ name, isUnsound }) => name === topology && !isUnsound);
    const analysis = found?.analysis;
    if (found === undefined || analysis === undefined) return [];
    const marks = marksOf(analysis, found.table);
    const graph = graphOf(analysis.topology, { marks, links: linksOf(analysis.topology) });
    const placed = layout(sheetOf(foldedWhereLarge(graph)));
    const picture = { width: placed.width, height: placed.height, shapes: pictureOf(placed) };
    const promises = flows.map((flow) => promised(flow, (token) => traced(analysis, token)));
    return [{ name: topology, picture, promises }];
  });
  const words = Object.entries(verdicts).filter(([, count]) => count > 0);
  return {
    version: 1,
    topologies,
    notVerified: notVerified(checked),
    // cast: the keys of the record of all verdict words
    verdicts: words.map(([word, count]) => ({ word: word as FlowReport["verdict"], count })),
  };
}

function notVerified({ topologies }: Checked): readonly string[] {
  const unsound = topologies.filter(({ analysis, isUnsound }) => isUnsound || analysis === undefined);
  return unsound.map(
    (each) => `${nameOf(each)} is not verified: it has errors that come before any promise (waybill check)`,
  );
}

function nameOf({ name, files }: CheckedTopology): string {
  return name === "" ? files.join(", ") : name;
}

function promised(flow: FlowReport, traced: (token: string) => Trace | undefined): ReportedPromise {
  const via = flow.via.length > 0 ? ` via ${flow.via.join(", ")}` : "";
  return {
    flow: flow.flow,
    promised: flow.promised + via,
    under: flow.under,
    verdict: flow.verdict,
    because: flow.because,
    bounds: passLines(flow, { coverage: false, bounds: true }),
    violations: flow.refutations.map((refutation) => violation(refutation, traced(refutation.token))),
  };
}

function violation(refutation: Refutation, trace: Trace | undefined): Violation {
  const { clause, faults, causes, fix, cites, token, found, decisive } = refutation;
  return {
    clause,
    needs: needsInWords(faults),
    by: foundBy(refutation) + (found === undefined ? "" : ` (${found.policy}, run ${found.run})`),
    causes: causes.map(change),
    ...(fix.length === 0 ? {} : { fix: fixText(refutation) }),
    ...(decisive === undefined ? {} : { decided: { step: decisive.step, text: decidedText(decisive) } }),
    cites,
    command: `npx . replay ${token}`,
    ...(trace === undefined ? {} : { trace }),
  };
}
