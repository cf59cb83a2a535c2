/** What a report page shows, as plain data in words: the page holds it as JSON and draws it. */
import type { Shape } from "../diagram/svg.ts";
import type { VerdictWord } from "../verify/report.ts";
import type { Trace } from "./trace.ts";

export interface ReportData {
  readonly version: 1;
  readonly topologies: readonly ReportedTopology[];
  /** Topologies that were not verified, and why. */
  readonly notVerified: readonly string[];
  /** Verdicts of all promises, by word; those that there are. */
  readonly verdicts: readonly { readonly word: VerdictWord; readonly count: number }[];
}

export interface ReportedTopology {
  readonly name: string;
  /** The topology with its verdicts, as `waybill diagram` draws it; absent where nobody lays it out. */
  readonly picture?: ReportedPicture;
  readonly promises: readonly ReportedPromise[];
}

export interface ReportedPicture {
  readonly width: number;
  readonly height: number;
  readonly shapes: readonly Shape[];
}

export interface ReportedPromise {
  readonly flow: string;
  readonly promised: string;
  /** Name of the fault model. */
  readonly under: string;
  readonly verdict: VerdictWord;
  readonly because: readonly string[];
  /** What was searched and run, a line each. */
  readonly bounds: readonly string[];
  readonly violations: readonly Violation[];
}

/** One clause broken by one run. */
export interface Violation {
  readonly clause: string;
  /** What it takes. */
  readonly needs: string;
  /** Found by what. */
  readonly by: string;
  /** Changes of settings, each of which takes it away. */
  readonly causes: readonly string[];
  /** What to change, and how the story ends then. */
  readonly fix?: string;
  /** The step after which the ending was as good as decided. */
  readonly decided?: { readonly step: number; readonly text: string };
  readonly cites: readonly string[];
  /** Plays the story again. */
  readonly command: string;
  /** Absent where the report would become too long. */
  readonly trace?: Trace;
}
