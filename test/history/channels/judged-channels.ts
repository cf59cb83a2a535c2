/** Judges the channels of a history in tests. */
import type { ChannelVerdict } from "../../../src/history/channels/verdict.ts";
import type { WatchedChannel } from "../../../src/history/channels/watched-channel.ts";
import { HistoryJudge } from "../../../src/history/judge/judge.ts";
import { readEvent, readHeader } from "../../../src/history/reader.ts";

/** Anomalies of the channels of a history. Throws where a line is wrong. */
export function judgeChannels(text: string, channels: readonly WatchedChannel[]): readonly ChannelVerdict[] {
  const [head = "", ...lines] = text.trimEnd().split("\n");
  const header = readHeader(head);
  if (!header.ok) throw new Error(header.what);
  const judge = new HistoryJudge(header.value, [], channels);
  lines.forEach((line, i) => {
    const event = readEvent(line);
    if (!event.ok) throw new Error(`${i + 2}: ${event.what}`);
    judge.step(event.value, i + 2);
  });
  return judge.channelsAtEnd();
}

/** Names of what is wrong. */
export function wrongIn(verdicts: readonly ChannelVerdict[]): readonly string[] {
  return verdicts.flatMap(({ anomalies }) =>
    anomalies.filter(({ allowed }) => allowed === undefined).map(({ anomaly }) => anomaly),
  );
}
