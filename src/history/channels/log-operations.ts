/**
 * The history of a log as operations of its clients. In a simulation, where the lines stand in the order in which
 * things happened, sends are invoked, too; elsewhere only the order within a process is known, and is all that counts.
 */
import type { LogOperation, Outcome, PolledRecord, Value } from "../anomalies/operation.ts";
import type { Recording } from "../judge/recording.ts";
import { Lanes } from "./lanes.ts";
import type { Messages } from "./messages.ts";
import type { Recorded } from "./recorder.ts";
import { ASSIGNED, OK, POLLED, SEND, SENT, type Tape, UNKNOWN } from "./tape.ts";

export class LogOperations {
  /** Line of each operation that was handed out. */
  readonly lines: number[] = [];
  readonly #recording: Recording;
  readonly #tape: Tape;
  readonly #messages: Messages;
  readonly #lanes = new Lanes();
  readonly #isOrdered: boolean;
  /** Polls say the same as deliveries, and what was fetched together. */
  readonly #hasPolls: boolean;
  /** Messages that were sent elsewhere, and are shown as sent here by somebody. */
  readonly #strangers = new Set<number>();

  constructor(recording: Recording, { tape }: Recorded, messages: Messages) {
    this.#recording = recording;
    this.#tape = tape;
    this.#messages = messages;
    this.#isOrdered = recording.header.source === "simulation";
    this.#hasPolls = tape.count(POLLED) > 0;
  }

  *operations(): Generator<LogOperation> {
    const tape = this.#tape;
    for (let at = 0; at < tape.length; at++) {
      const what = tape.what.get(at);
      if (what === ASSIGNED) yield this.#assigned(at);
      else if (what === POLLED) {
        const end = this.#endOfPoll(at);
        yield* this.#read(at, end);
        at = end - 1;
      } else if (this.#messages.isUnclear(tape.message.get(at))) continue;
      else if (what === SEND) yield* this.#called(at);
      else if (what === SENT) yield this.#ended(at);
      else if (!this.#hasPolls) yield* this.#read(at, at + 1);
    }
    if (!this.#isOrdered)
      for (const { lane, entry } of this.#lanes.rest()) yield this.#sent(lane, entry, "info", entry);
  }

  *#called(at: number): Generator<LogOperation> {
    const tape = this.#tape;
    const lane = this.#lanes.begin(tape.process.get(at), tape.message.get(at), at);
    if (this.#isOrdered) yield this.#sent(lane, at, "invoke", at);
  }

  #ended(at: number): LogOperation {
    const tape = this.#tape;
    const m = tape.message.get(at);
    const outcome = tape.outcome.get(at);
    const { lane, entry } = this.#lanes.end(tape.process.get(at), m, outcome !== UNKNOWN);
    return this.#sent(lane, entry < 0 ? at : entry, this.#outcomeOf(m, outcome), at);
  }

  #sent(process: string, call: number, type: LogOperation["type"], at: number): LogOperation {
    const tape = this.#tape;
    this.lines.push(tape.line.get(at));
    const m = tape.message.get(call);
    const offset = at === call || tape.what.get(at) !== SENT ? -1 : tape.offset(at);
    const micro = [
      { kind: "send" as const, key: this.#keyOf(m), value: this.#valueOf(m, offset, call), offset },
    ];
    return { process, type, time: at, f: "send", micro };
  }

  /** A transaction decides for its sends; what nobody owes to a reader counts as not known. */
  #outcomeOf(m: number, outcome: number): Outcome {
    if (outcome !== OK) return outcome === UNKNOWN ? "info" : "fail";
    const { intents, transactions } = this.#recording;
    const tx = intents.transaction(m);
    const decision = tx < 0 ? "committed" : transactions.decision(tx).decision;
    if (decision === "aborted") return "fail";
    return decision === "committed" && !this.#messages.isExcused(m) ? "ok" : "info";
  }

  #endOfPoll(from: number): number {
    const tape = this.#tape;
    let end = from + 1;
    while (end < tape.length && tape.what.get(end) === POLLED && tape.line.get(end) === tape.line.get(from))
      end += 1;
    return end;
  }

  *#read(from: number, end: number): Generator<LogOperation> {
    const tape = this.#tape;
    const records: PolledRecord[] = [];
    for (let at = from; at < end; at++) {
      const m = tape.message.get(at);
      if (this.#messages.isUnclear(m)) continue;
      if (this.#messages.sends(m) === 0 && this.#messages.isKnown(m) && !this.#strangers.has(m)) {
        this.#strangers.add(m);
        yield this.#sent(`elsewhere ${m}`, at, "info", at);
      }
      const offset = tape.offset(at);
      records.push({ key: this.#keyOf(m), value: this.#valueOf(m, offset, at), offset });
    }
    if (records.length === 0) return;
    this.lines.push(tape.line.get(from));
    const type = tape.outcome.get(from) === OK ? "ok" : tape.outcome.get(from) === UNKNOWN ? "info" : "fail";
    const process = `reader ${tape.process.get(from)}`;
    yield { process, type, time: from, f: "poll", micro: [{ kind: "poll", records }] };
  }

  #assigned(at: number): LogOperation {
    const tape = this.#tape;
    this.lines.push(tape.line.get(at));
    const keys = tape.assignments[tape.message.get(at)] ?? [];
    return { process: `reader ${tape.process.get(at)}`, type: "ok", time: at, f: "subscribe", keys };
  }

  #keyOf(m: number): number {
    return this.#messages.partition(m);
  }

  /** The message, or its copy where it was sent several times; a send that failed has one of its own. */
  #valueOf(m: number, offset: number, at: number): Value {
    if (!this.#messages.isByPlace(m)) return m;
    return offset < 0 ? `${m} failed ${at}` : `${m} at ${offset}`;
  }
}
