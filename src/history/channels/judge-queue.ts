/** The anomalies of a queue: what went in, and what came out. */
import { checkQueue, type QueueFound, type QueueOperation } from "../anomalies/check-queue.ts";
import type { Recording } from "../judge/recording.ts";
import type { Due } from "../judge/watched.ts";
import { describedBy } from "./judge-log.ts";
import { Lanes } from "./lanes.ts";
import { Messages } from "./messages.ts";
import type { Recorded } from "./recorder.ts";
import { DELIVERED, FAILED, OK, POLLED, SEND, SENT, type Tape } from "./tape.ts";
import { type ChannelAnomaly, type ChannelVerdict, WHY_ALLOWED, whyNotJudged } from "./verdict.ts";
import type { WatchedChannel } from "./watched-channel.ts";

export function judgeQueue(recording: Recording, recorded: Recorded, most: number): ChannelVerdict {
  const { watched, tape } = recorded;
  const reads = tape.count(DELIVERED) + tape.count(POLLED);
  const base = { ...describedBy(watched), sends: tape.count(SEND), reads };
  const lacks = whyNotJudged(recording.header.source, watched, base);
  if (lacks !== undefined) return { ...base, verdict: "not judged", anomalies: [], lacking: [lacks] };
  const isAtRest = recording.rest?.looked === true;
  const report = checkQueue(queueOperations(recording, recorded), { examples: most });
  const anomalies = report.anomalies
    .filter(({ anomaly }) => anomaly !== "lost" || isAtRest)
    .map((found) => told(found, recording, recorded));
  const isBad = anomalies.some(({ allowed }) => allowed === undefined);
  const lacking = isAtRest ? [] : ["lost messages: no `rest` says what is `open`"];
  return { ...base, verdict: isBad ? "violated" : "holds", anomalies, lacking };
}

function* queueOperations(recording: Recording, recorded: Recorded): Generator<QueueOperation> {
  const { watched, tape } = recorded;
  const messages = new Messages(recording, recorded);
  const routes = new Routes(recording, watched);
  const lanes = new Lanes();
  const strangers = new Set<number>();
  for (let at = 0; at < tape.length; at++) {
    const [m, process, what] = [tape.message.get(at), tape.process.get(at), tape.what.get(at)];
    const values = [m];
    if (what === SEND) {
      const lane = lanes.begin(process, m, at);
      if (routes.due(m) !== "no") yield { process: lane, type: "invoke", f: "enqueue", values };
    } else if (what === SENT) {
      const outcome = tape.outcome.get(at);
      const { lane } = lanes.end(process, m, true);
      const isIn = outcome === OK && routes.due(m) === "yes" && isOwed(messages, m);
      const type = isIn ? "ok" : outcome === FAILED ? "fail" : "info";
      if (routes.due(m) !== "no") yield { process: lane, type, f: "enqueue", values };
    } else if (what === DELIVERED || what === POLLED) {
      if (messages.sends(m) === 0 && messages.isKnown(m) && !strangers.has(m)) {
        strangers.add(m);
        yield { process: "elsewhere", type: "ok", f: "enqueue", values };
      }
      yield { process: "reader", type: "ok", f: "dequeue", values };
    }
  }
}

function isOwed(messages: Messages, m: number): boolean {
  return messages.reads(m) > 0 || !messages.isExcused(m);
}

/** Which messages the declared routing leads into the queue. */
class Routes {
  readonly #recording: Recording;
  readonly #watched: WatchedChannel;
  readonly #known = new Map<string, Due>();

  constructor(recording: Recording, watched: WatchedChannel) {
    this.#recording = recording;
    this.#watched = watched;
  }

  due(m: number): Due {
    const { intents } = this.#recording;
    const [kind, speaker] = [intents.kind(m), intents.speaker(m)];
    const key = `${kind} ${speaker}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const [type = "", routing = ""] = (intents.kinds.name(kind) ?? "").split("\u0000");
    const at = intents.speakers.name(speaker);
    const producer = this.#watched.producers.find((each) => each.at === at);
    const declared =
      producer?.due(type === "" ? undefined : type, routing === "" ? undefined : routing) ?? "unknown";
    const due = declared === "yes" && producer?.isMain !== true ? "unknown" : declared;
    this.#known.set(key, due);
    return due;
  }
}

function told(
  { anomaly, count, allowed, values }: QueueFound,
  { intents }: Recording,
  { watched, tape }: Recorded,
): ChannelAnomaly {
  const why = allowed
    ? WHY_ALLOWED.always
    : anomaly === "lost" && !watched.isPromised
      ? WHY_ALLOWED.promised
      : anomaly === "unexpected" && watched.isOpen
        ? WHY_ALLOWED.open
        : undefined;
  const examples = values.map((value) => ({
    what: `${intents.name(Number(value))} in ${watched.channel}`,
    lines: linesOf(tape, Number(value)),
  }));
  return why === undefined ? { anomaly, count, examples } : { anomaly, count, examples, allowed: why };
}

/** Lines of one example. */
const LINES = 6;

function linesOf(tape: Tape, m: number): readonly number[] {
  const lines: number[] = [];
  for (let at = 0; at < tape.length && lines.length < LINES; at++)
    if (tape.message.get(at) === m) lines.push(tape.line.get(at));
  return lines;
}
