import { ANALYSIS_BROKERS } from "../brokers/analysis.ts";
import { type GuaranteeVerdict, HistoryJudge } from "../history/judge/judge.ts";
import { readEvent, readHeader } from "../history/reader.ts";
import { watchedGuarantees } from "../verify/watched-guarantees.ts";
import { oneOf, options, shown } from "./argument.ts";
import { analysisOf, modelOf, type Topology } from "./topology.ts";
import { entered, refuse } from "./waybill-error.ts";

export interface JudgeOptions {
  /** Only the promises of one flow: `service.endpoint -> service.endpoint`. */
  readonly flow?: string;
}

/** A line of a history that is none; lines count from 1. */
export interface HistoryTrouble {
  readonly line: number;
  readonly what: string;
}

export interface JudgeReport {
  /** Events read. */
  readonly events: number;
  /** Lines that are wrong, the first of them; where there are any, nothing is judged. */
  readonly troubles: readonly HistoryTrouble[];
  /** In the order of the promises. */
  readonly verdicts: readonly GuaranteeVerdict[];
}

/** Wrong lines that are told; then the reading ends. */
const TROUBLES_MAX = 20;

/**
 * Judges what really happened by what is promised. `history` is the text, or the lines, of a history as docs/histories.md
 * says; the first line is the header. Simulates nothing; deterministic.
 */
export function judge(
  history: string | Iterable<string>,
  topology: Topology,
  given: JudgeOptions = {},
): JudgeReport {
  return entered(() => {
    const { flow } = options(given, "judge", ["flow"]);
    const model = modelOf(topology, "judge");
    const all = watchedGuarantees(analysisOf(model), ANALYSIS_BROKERS);
    const flows = [...new Set(all.map(({ from, to }) => `${from} -> ${to}`))];
    if (flow !== undefined) oneOf(flow, flows, "flow that something is promised of");
    const watched = all.filter(({ from, to }) => flow === undefined || flow === `${from} -> ${to}`);
    if (watched.length === 0) refuse("judge takes a topology that promises something");
    return new Reading(model.name, watched).read(linesOf(history));
  });
}

class Reading {
  readonly #topology: string;
  readonly #watched: ConstructorParameters<typeof HistoryJudge>[1];
  readonly #troubles: HistoryTrouble[] = [];

  constructor(topology: string, watched: ConstructorParameters<typeof HistoryJudge>[1]) {
    this.#topology = topology;
    this.#watched = watched;
  }

  read(lines: Iterable<string>): JudgeReport {
    let judge: HistoryJudge | undefined;
    let [line, events] = [0, 0];
    for (const text of lines) {
      line += 1;
      if (judge === undefined) judge = this.#begun(text);
      else {
        const read = readEvent(text);
        if (read.ok) judge.step(read.value, line);
        else this.#troubles.push({ line, what: read.what });
        events += 1;
      }
      if (judge === undefined || this.#troubles.length === TROUBLES_MAX) break;
    }
    if (line === 0) this.#troubles.push({ line: 1, what: "the first line has to be the header" });
    const troubles = this.#troubles;
    return { events, troubles, verdicts: judge === undefined || troubles.length > 0 ? [] : judge.atEnd() };
  }

  #begun(text: string): HistoryJudge | undefined {
    const read = readHeader(text);
    if (read.ok && read.value.topology === this.#topology) return new HistoryJudge(read.value, this.#watched);
    const what = read.ok
      ? `the history is one of topology ${read.value.topology}, not ${this.#topology}`
      : read.what;
    this.#troubles.push({ line: 1, what });
    return undefined;
  }
}

/** Lines without their ends; the last one may have an end too. */
function linesOf(history: unknown): Iterable<string> {
  if (typeof history === "string") return history === "" ? [] : history.replace(/\r?\n$/, "").split(/\r?\n/);
  if (typeof history !== "object" || history === null || !(Symbol.iterator in history))
    refuse(`judge takes the text or the lines of a history, not ${shown(history)}`);
  return textsIn(history);
}

function* textsIn(history: object): Generator<string> {
  // cast: it has an iterator; what that gives is looked at.
  for (const line of history as Iterable<unknown>)
    yield typeof line === "string" ? line : refuse(`a line of a history is a text, not ${shown(line)}`);
}
