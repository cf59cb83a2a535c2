/** What came of a live run, as plain data. */
import { flowTable } from "../../../compiler/infer/flow-table.ts";
import type { Analysis } from "../../../compiler/infer/analyse.ts";
import { clauseName, type FaultModel } from "../../../model/guarantee.ts";
import type { ClauseVerdict } from "../../../history/judge/verdict.ts";
import type { GuaranteeVerdict } from "../../../history/judge/judge.ts";
import type { Judged } from "../../judge/judged.ts";
import type { BrokerTried } from "./brokers.ts";
import type { Played } from "./play.ts";

export type LiveWord = "held" | "refuted" | "not judged" | "vacuous";

/** One guarantee. */
export interface LiveVerdict {
  /** `service.endpoint -> service.endpoint` */
  readonly flow: string;
  readonly promised: string;
  /** Name of the fault model under which it is promised. */
  readonly under: string;
  readonly verdict: LiveWord;
  readonly because: readonly string[];
  /** Faults that struck while messages of the flow were under way. */
  readonly struck: number;
  readonly clauses: readonly ClauseVerdict[];
  /** Clauses that broke, although the inference says that nothing within the fault model can break them. */
  readonly unforeseen: readonly string[];
}

export interface LiveReport {
  readonly topology: string;
  readonly brokers: readonly BrokerTried[];
  readonly seed: number;
  readonly played: Played;
  readonly notes: readonly string[];
  readonly guarantees: readonly LiveVerdict[];
  readonly judged: Judged;
  /** The history, as far as it can be read. */
  readonly events: readonly Readonly<Record<string, unknown>>[];
  /** Where the history lies; absent where it was not kept. */
  readonly history?: string;
}

/** In the order of declaration. */
export function liveVerdicts(analysis: Analysis, judged: Judged, played: Played): readonly LiveVerdict[] {
  return judged.verdicts.map((verdict) => liveVerdict(analysis, verdict, played));
}

function liveVerdict(analysis: Analysis, judged: GuaranteeVerdict, { faults, left }: Played): LiveVerdict {
  const { flow, promised, clauses } = judged;
  const guarantee = analysis.topology.guarantees.find(
    (each) => `${each.from} -> ${each.to}` === flow && each.text === promised,
  );
  const under = guarantee?.under;
  const struck = faults.filter(({ underWay }) => (underWay[flow] ?? 0) > 0);
  const beyond = struck.filter(({ kind }) => under !== undefined && !allows(under, kind));
  const broken = clauses.filter(({ verdict }) => verdict === "violated").map(({ clause }) => clause);
  const head = { flow, promised, under: under?.name ?? "", struck: struck.length, clauses };
  if (judged.verdict === "violated") {
    if (beyond.length > 0) {
      const kinds = [...new Set(beyond.map(({ kind }) => kind))].join(", ");
      const because = [`it is not promised under ${kinds}, which struck: --faults chooses`];
      return { ...head, verdict: "not judged", because, unforeseen: [] };
    }
    return {
      ...head,
      verdict: "refuted",
      because: [],
      unforeseen: unforeseen(analysis, flow, promised, broken),
    };
  }
  if (judged.verdict === "not judged") {
    const because = [...new Set(clauses.flatMap((each) => each.because))];
    return { ...head, verdict: "not judged", because, unforeseen: [] };
  }
  if (judged.verdict === "vacuous") {
    const empty = clauses
      .filter(({ verdict }) => verdict === "vacuous")
      .map(({ of }) => `there was no ${of}`);
    return { ...head, verdict: "vacuous", because: [...new Set(empty)], unforeseen: [] };
  }
  const isUntried = struck.length === 0 && faults.length + left.length > 0;
  const because = isUntried ? ["no fault struck while its messages were under way"] : [];
  return { ...head, verdict: isUntried ? "vacuous" : "held", because, unforeseen: [] };
}

function allows({ kinds, count }: FaultModel, kind: string): boolean {
  return count > 0 && Object.hasOwn(kinds, kind);
}

/** The law's third part: what the real broker did and the inference does not allow. */
function unforeseen(
  analysis: Analysis,
  flow: string,
  promised: string,
  broken: readonly string[],
): readonly string[] {
  const rows = flowTable(analysis).filter(
    (row) => `${row.from} -> ${row.to}` === flow && row.promised === promised,
  );
  if (rows.some(({ verdict }) => verdict !== "holds" && verdict !== "broken")) return [];
  const judged = analysis.flows
    .filter((each) => each.flow.id === flow)
    .flatMap(({ promises }) => promises.filter(({ guarantee }) => guarantee.text === promised));
  return broken.filter((name) => {
    const verdicts = judged.flatMap(({ clauses }) =>
      clauses.filter(({ clause }) => clauseName(clause) === name).map(({ verdict }) => verdict.kind),
    );
    return verdicts.length > 0 && verdicts.every((kind) => kind === "holds");
  });
}
