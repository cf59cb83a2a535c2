/** What a live run found, as text: a block a guarantee, the faults that were made, and where the history is. */
import { columns, type Painter, wrapped } from "../../text.ts";
import { clauseLines } from "../../judge/text.ts";
import { channelLines } from "../../judge/channels-text.ts";
import { grouped } from "../../judge/examples-text.ts";
import type { BrokerTried } from "./brokers.ts";
import type { LiveReport, LiveVerdict, LiveWord } from "./report.ts";
import { storyAround } from "./story.ts";

const SIGNS: Readonly<Record<LiveWord, string>> = {
  held: "✓",
  refuted: "✗",
  vacuous: "?",
  "not judged": "–",
};
const INDENT = "     ";
const WIDTH = 100;

export function liveText(report: LiveReport, paint: Painter): string {
  const { guarantees, judged } = report;
  const heads = columns(
    guarantees.map((each) => [`${SIGNS[each.verdict]} ${each.flow}`, promised(each), said(each, report)]),
  );
  const blocks = guarantees.flatMap((each, i) => [
    paintOf(each.verdict, paint)(heads[i] ?? ""),
    ...blockOf(each, report, paint),
  ]);
  const lines = [
    paint.bold(titleOf(report)),
    ...report.notes.map((note) => `${INDENT}${note}`),
    ...blocks,
    ...channelLines(judged, paint, false),
    ...faultLines(report),
    ...historyLine(report),
  ];
  return `${lines.join("\n")}\n`;
}

function paintOf(word: LiveWord, paint: Painter): (text: string) => string {
  return word === "refuted" ? paint.red : word === "held" ? paint.green : paint.yellow;
}

function titleOf({ topology, brokers, seed, played }: LiveReport): string {
  const sent = `${grouped(played.sent)} ${played.sent === 1 ? "message" : "messages"}`;
  return `${topology} on ${brokers.map(brokerText).join(" and ")}: ${sent} in ${(played.ms / 1000).toFixed(0)} s, seed ${seed}`;
}

function brokerText({ type, version, nodes }: BrokerTried): string {
  const size = nodes === undefined ? "that ran already" : nodes === 1 ? "of one node" : `of ${nodes} nodes`;
  return `${version === undefined ? type : `${type} ${version}`} ${size}`;
}

function promised({ promised: text, under }: LiveVerdict): string {
  return under === "standard" ? text : `${text} (under ${under})`;
}

function said({ verdict, struck, clauses }: LiveVerdict, { played }: LiveReport): string {
  if (verdict === "refuted") return "refuted";
  if (verdict !== "held") return verdict;
  const ofMessages = clauses.filter(({ of }) => of.startsWith("message"));
  const most = Math.max(0, ...ofMessages.map(({ over }) => over));
  const faults =
    played.faults.length === 0 ? "without faults" : `with ${struck} ${struck === 1 ? "fault" : "faults"}`;
  return `held over ${grouped(most)} messages, ${faults}`;
}

function blockOf(verdict: LiveVerdict, report: LiveReport, paint: Painter): readonly string[] {
  const because = verdict.because.map((reason) => `${INDENT}because ${reason}`);
  if (verdict.verdict !== "refuted") return because;
  const broken = verdict.clauses.filter((clause) => clause.verdict === "violated");
  const story = storyAround(broken[0]?.examples[0], report);
  return [
    ...clauseLines({ clauses: broken.map((clause) => ({ ...clause, examples: [] })) }, report.judged, paint),
    ...story.map((line) => `${INDENT}${line}`),
    ...verdict.unforeseen
      .flatMap((clause) => wrapped(unforeseenText(clause), WIDTH))
      .map(paint.bold)
      .map((line) => `${INDENT}${line}`),
  ];
}

function unforeseenText(clause: string): string {
  return `not foreseen: by the spec nothing that this is promised under breaks ${clause}, so the handlers, the client library, the broker or Waybill is otherwise than Waybill believes; please report it with the history`;
}

function faultLines({ played }: LiveReport): readonly string[] {
  const { faults, left } = played;
  if (faults.length + left.length === 0) return ["no faults were made"];
  const first = faults.find(({ at }) => at !== undefined)?.at ?? 0;
  const rows = faults.map(({ at, what, says, underWay }) => {
    const most = Math.max(0, ...Object.values(underWay));
    const when = at === undefined ? "" : `+${((at - first) / 1_000_000).toFixed(1)} s`;
    return [INDENT, when, what, says, at === undefined ? "did not strike" : `${most} under way`];
  });
  const more = left.length === 0 ? [] : [`${INDENT}${left.length} more had no time: --budget gives it`];
  return ["faults, one after the other, each until all was well again:", ...columns(rows), ...more];
}

function historyLine({ history, guarantees }: LiveReport): readonly string[] {
  if (history !== undefined) return [`history: ${history}, which waybill judge reads`];
  const isWanted = guarantees.some(({ verdict }) => verdict === "refuted");
  return isWanted ? ["--history DIR keeps the history, which waybill judge reads"] : [];
}
