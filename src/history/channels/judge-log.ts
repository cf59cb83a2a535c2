/** The anomalies of a log, as one group saw it. */
import { LogChecker, type LogReport } from "../anomalies/check-log.ts";
import type { AnomalyExample, Found } from "../anomalies/finding.ts";
import type { Recording } from "../judge/recording.ts";
import type { Example } from "../judge/verdict.ts";
import { LogOperations } from "./log-operations.ts";
import { Messages } from "./messages.ts";
import type { Recorded } from "./recorder.ts";
import { DELIVERED, POLLED, SEND } from "./tape.ts";
import { type ChannelVerdict, WHY_ALLOWED, whyNotJudged } from "./verdict.ts";
import type { WatchedChannel } from "./watched-channel.ts";

export function judgeLog(recording: Recording, recorded: Recorded, most: number): ChannelVerdict {
  const { watched, tape } = recorded;
  const messages = new Messages(recording, recorded);
  const reads = tape.count(POLLED) || tape.count(DELIVERED);
  const base = { ...describedBy(watched), sends: tape.count(SEND), reads };
  const lacks = whyNotJudged(recording.header.source, watched, base);
  if (lacks !== undefined) return { ...base, verdict: "not judged", anomalies: [], lacking: [lacks] };
  const source = new LogOperations(recording, recorded, messages);
  const checker = new LogChecker({ subscribe: true, examples: most });
  for (const operation of source.operations()) checker.add(operation);
  const report = checker.finish();
  const isMissing = report.anomalies.some(({ anomaly }) => anomaly === "lost-write" || anomaly === "unseen");
  const isReplaced = report.anomalies.some(({ anomaly }) => anomaly === "inconsistent-offsets");
  const wasOverwritten = isReplaced && recording.disturbances.any && !isMissing;
  const isAtRest = recording.rest?.looked === true;
  const lacking = lackingOf(recorded, messages, report, isAtRest);
  const anomalies = report.anomalies
    .filter(({ anomaly }) => anomaly !== "empty-transaction-graph" && (anomaly !== "unseen" || isAtRest))
    .map((found) => {
      const why = whyAllowed(found, watched, wasOverwritten);
      const examples = found.examples.map((each) => exampleOf(recording, watched, source.lines, each));
      const { anomaly, count } = found;
      return { anomaly, count, examples, ...(why === undefined ? {} : { allowed: why }) };
    });
  const isBad = anomalies.some(({ allowed }) => allowed === undefined);
  return { ...base, verdict: isBad ? "violated" : "holds", anomalies, lacking };
}

export function describedBy({
  channel,
  keeps,
  consumers,
}: WatchedChannel): Pick<ChannelVerdict, "channel" | "keeps" | "consumers"> {
  return { channel, keeps, consumers };
}

function lackingOf(
  { tape }: Recorded,
  messages: Messages,
  { anomalies }: LogReport,
  isAtRest: boolean,
): readonly string[] {
  const unclear = new Set<number>();
  for (let at = 0; at < tape.length; at++)
    if (tape.what.get(at) === SEND && messages.isUnclear(tape.message.get(at)))
      unclear.add(tape.message.get(at));
  const isEmpty = anomalies.some(({ anomaly }) => anomaly === "empty-transaction-graph");
  return [
    ...(tape.saysPlaces ? [] : ["places: no `poll` or `deliver` says an offset `o`"]),
    ...(isAtRest ? [] : ["messages that were never read: no `rest` says what is `open`"]),
    ...(isEmpty ? ["cycles: nothing was read that one of the sends said"] : []),
    ...(unclear.size === 0
      ? []
      : [`${unclear.size} of the messages: sent more than once, and no \`sent\` says where each copy lies`]),
  ];
}

const DELIVERY: ReadonlySet<string> = new Set(["lost-write", "unseen", "inconsistent-offsets"]);
const ONCE: ReadonlySet<string> = new Set([
  "duplicate",
  "duplicate-nonzero",
  "nonmonotonic-send",
  "int-nonmonotonic-send",
]);

/**
 * Why an anomaly is no error in this channel; undefined where it is one. `wasOverwritten`: the log lost its end, of
 * which everything had been read; what is stored again then has other places.
 */
function whyAllowed(
  { anomaly, allowed }: Found,
  watched: WatchedChannel,
  wasOverwritten: boolean,
): string | undefined {
  const isGroups = anomaly === "poll-skip" || anomaly === "nonmonotonic-poll";
  if (allowed) return isGroups ? WHY_ALLOWED.subscribe : WHY_ALLOWED.always;
  if (DELIVERY.has(anomaly) && !watched.isPromised) return WHY_ALLOWED.promised;
  if (ONCE.has(anomaly) && !watched.storesOnce) return WHY_ALLOWED.once;
  if (anomaly === "phantom-read" && watched.isOpen) return WHY_ALLOWED.open;
  const isOfPlaces = anomaly === "inconsistent-offsets" || ONCE.has(anomaly);
  return isOfPlaces && wasOverwritten ? WHY_ALLOWED.read : undefined;
}

function exampleOf(
  { intents }: Recording,
  { channel }: WatchedChannel,
  lines: readonly number[],
  { operations, key, values = [], offsets = [], skipped = [], note }: AnomalyExample,
): Example {
  const name = (value: string | number): string => {
    const [m = "", ...copy] = String(value).split(" ");
    return [intents.name(Number(m)), ...copy].join(" ");
  };
  const names = [...new Set(values.map(name))];
  const where = key === undefined || key === -1 ? channel : `${channel}/${key}`;
  const at = offsets.length === 0 ? "" : ` at ${[...new Set(offsets)].join(" and ")}`;
  const over = skipped.length === 0 ? "" : `, over ${skipped.map(name).join(", ")}`;
  const what = `${names.join(" and ")} in ${where}${at}${over}${note === undefined || offsets.length > 0 ? "" : ` (${note})`}`;
  const shown = operations.flatMap((each) => lines[each] ?? []);
  return { what, lines: [...new Set(shown)].sort((a, b) => a - b) };
}
