/** Streams a history through the judge, and fetches the lines that its verdicts name. */
import { type GuaranteeVerdict, HistoryJudge } from "../../history/judge/judge.ts";
import type { ChannelVerdict } from "../../history/channels/verdict.ts";
import type { WatchedChannel } from "../../history/channels/watched-channel.ts";
import type { Example } from "../../history/judge/verdict.ts";
import type { WatchedGuarantee } from "../../history/judge/watched.ts";
import type { Header } from "../../history/event.ts";
import { readEvent, readHeader } from "../../history/reader.ts";
import { isRereadable, readLines } from "./read-lines.ts";

/** What is wrong with one line. */
export interface LineTrouble {
  readonly line: number;
  readonly what: string;
}

export interface Judged {
  /** Absent where the first line is none. */
  readonly header?: Header;
  /** Events read. */
  readonly events: number;
  /** The first of them. Where there are any, nothing is judged. */
  readonly troubles: readonly LineTrouble[];
  readonly moreTroubles: number;
  readonly verdicts: readonly GuaranteeVerdict[];
  readonly channels: readonly ChannelVerdict[];
  /** Texts of the lines that examples name. */
  readonly lines: ReadonlyMap<number, string>;
}

/** Wrong lines that are told. */
const TROUBLES_MAX = 20;
/** After so many the file is something else. */
const TROUBLES_END = 1_000;

/** What is judged. */
export interface Watched {
  readonly guarantees: readonly WatchedGuarantee[];
  readonly channels: readonly WatchedChannel[];
}

/** `watch` is asked once, with the header; it may throw. Throws UsageError. */
export function judgeFile(path: string, cwd: string, watch: (header: Header) => Watched): Judged {
  const troubles: LineTrouble[] = [];
  let header: Header | undefined;
  let judge: HistoryJudge | undefined;
  let [events, wrong] = [0, 0];
  const trouble = (line: number, what: string): boolean => {
    wrong += 1;
    if (troubles.length < TROUBLES_MAX) troubles.push({ line, what });
    return wrong < TROUBLES_END;
  };
  readLines(path, cwd, (text, line) => {
    if (judge === undefined) {
      const read = readHeader(text);
      if (!read.ok) {
        trouble(line, read.what);
        return false;
      }
      header = read.value;
      const { guarantees, channels } = watch(header);
      judge = new HistoryJudge(header, guarantees, channels);
      return true;
    }
    const read = readEvent(text);
    if (!read.ok) return trouble(line, read.what);
    events += 1;
    if (wrong === 0) judge.step(read.value, line);
    return true;
  });
  if (header === undefined && wrong === 0)
    trouble(1, "the file is empty: the first line has to be the header");
  const ended = wrong > 0 ? undefined : judge;
  const verdicts = ended?.atEnd() ?? [];
  const channels = ended?.channelsAtEnd() ?? [];
  const examples = [
    ...verdicts.flatMap(({ clauses }) => clauses.flatMap((clause) => clause.examples)),
    ...channels.flatMap(({ anomalies }) => anomalies.flatMap((anomaly) => anomaly.examples)),
  ];
  const base = { events, troubles, moreTroubles: wrong - troubles.length, verdicts, channels };
  return { ...base, ...(header === undefined ? {} : { header }), lines: linesNamed(path, cwd, examples) };
}

function linesNamed(path: string, cwd: string, examples: readonly Example[]): ReadonlyMap<number, string> {
  const named = examples.flatMap(({ lines }) => lines);
  const wanted = new Set(named);
  const found = new Map<number, string>();
  if (wanted.size === 0 || !isRereadable(path, cwd)) return found;
  const last = named.reduce((a, b) => Math.max(a, b));
  readLines(path, cwd, (text, line) => {
    if (wanted.has(line)) found.set(line, text);
    return line < last;
  });
  return found;
}
