/** Anomalies of channels, as text. */
import type { ChannelAnomaly, ChannelVerdict } from "../../history/channels/verdict.ts";
import { columns, type Painter } from "../text.ts";
import { grouped, linesOfExamples } from "./examples-text.ts";
import type { Judged } from "./judged.ts";

/** A line a channel of which anything is recorded, and what is wrong there; with examples, or only how often. */
export function channelLines(
  { channels, lines }: Judged,
  paint: Painter,
  withExamples = true,
): readonly string[] {
  const heads = columns(
    channels.map((each) => [`${signOf(each)} ${nameOf(each)}`, each.keeps, saidOf(each)]),
  );
  return channels.flatMap((each, i) => {
    const colour =
      each.verdict === "violated" ? paint.red : each.verdict === "holds" ? paint.green : paint.dim;
    return [
      colour(heads[i] ?? ""),
      ...each.anomalies.flatMap((anomaly) => anomalyLines(anomaly, lines, paint, withExamples)),
      ...(each.verdict === "not judged" ? [] : each.lacking.map((what) => `     · not looked at: ${what}`)),
    ];
  });
}

function signOf({ verdict }: ChannelVerdict): string {
  return { violated: "✗", holds: "✓", "not judged": "·" }[verdict];
}

function nameOf({ channel, keeps, consumers }: ChannelVerdict): string {
  return keeps === "log" ? `${channel}, read by ${consumers.join(", ")}` : channel;
}

function saidOf({ verdict, sends, reads, anomalies, lacking }: ChannelVerdict): string {
  if (verdict === "not judged") return `anomalies not looked for: ${lacking.join("; ")}`;
  const wrong = anomalies.filter(({ allowed }) => allowed === undefined).length;
  const over = `over ${count(sends, "send")} and ${count(reads, "delivery")}`;
  return wrong === 0 ? `no anomaly ${over}` : `${count(wrong, "anomaly")} ${over}`;
}

function count(n: number, one: string): string {
  return `${grouped(n)} ${n === 1 ? one : one.replace(/y$/, "ie").concat("s")}`;
}

function anomalyLines(
  { anomaly, count: many, allowed, examples }: ChannelAnomaly,
  lines: Judged["lines"],
  paint: Painter,
  withExamples: boolean,
): readonly string[] {
  if (allowed !== undefined) return [`     · ${anomaly}: ${grouped(many)}, allowed: ${allowed}`];
  const head = `     ${paint.red(`✗ ${anomaly}`)}: ${grouped(many)}`;
  if (!withExamples) return [head];
  const shown = linesOfExamples(examples, lines, paint);
  const more = many - examples.length;
  return [head, ...shown, ...(more > 0 ? [`          and ${grouped(more)} more`] : [])];
}
