/** Judges every guarantee of a topology over one recorded history, read event by event. */
import { unreachable } from "../../base/assert.ts";
import { type Clause, clauseName } from "../../model/guarantee.ts";
import { judgeLog } from "../channels/judge-log.ts";
import { judgeQueue } from "../channels/judge-queue.ts";
import { ChannelRecorder } from "../channels/recorder.ts";
import type { ChannelVerdict } from "../channels/verdict.ts";
import type { WatchedChannel } from "../channels/watched-channel.ts";
import type { Header, HistoryEvent } from "../event.ts";
import { agree } from "./agree.ts";
import { atLeastOnce, atMostOnce, boundedRedelivery, live, survives } from "./delivery.ts";
import { order } from "./order.ts";
import { Recording } from "./recording.ts";
import { atomic, isolated } from "./transactional.ts";
import { valid } from "./valid.ts";
import { type ClauseVerdict, counted, Tally, type Word } from "./verdict.ts";
import { View } from "./view.ts";
import type { WatchedGuarantee } from "./watched.ts";
import { within } from "./within.ts";

export interface GuaranteeVerdict {
  /** `service.endpoint -> service.endpoint` */
  readonly flow: string;
  readonly promised: string;
  readonly verdict: Word;
  readonly clauses: readonly ClauseVerdict[];
}

/** Examples of one clause at most. */
const EXAMPLES = 3;

/** Give it every event once, in the order of the lines; then ask. */
export class HistoryJudge {
  readonly #recording: Recording;
  readonly #watched: readonly WatchedGuarantee[];
  readonly #channels: ChannelRecorder;
  readonly #examples: number;

  constructor(
    header: Header,
    watched: readonly WatchedGuarantee[],
    channels: readonly WatchedChannel[] = [],
    examples: number = EXAMPLES,
  ) {
    this.#recording = new Recording(header, watched);
    this.#channels = new ChannelRecorder(this.#recording.names, channels);
    this.#watched = watched;
    this.#examples = examples;
  }

  step(event: HistoryEvent, line: number): void {
    this.#recording.step(event, line);
    this.#channels.step(event, line);
  }

  /** What is wrong in the channels if the history ends here, whatever is promised; in the order of the channels. */
  channelsAtEnd(): readonly ChannelVerdict[] {
    return this.#channels.recorded.map((recorded) =>
      recorded.watched.keeps === "log"
        ? judgeLog(this.#recording, recorded, this.#examples)
        : judgeQueue(this.#recording, recorded, this.#examples),
    );
  }

  /** What is to be said if the history ends here; in the order of the guarantees. */
  atEnd(): readonly GuaranteeVerdict[] {
    return this.#watched.map((watched) => {
      const view = new View(this.#recording, watched);
      const clauses = watched.clauses.map((clause) => this.#judge(view, clause));
      return {
        flow: `${watched.from} -> ${watched.to}`,
        promised: watched.promised,
        verdict: worst(clauses),
        clauses,
      };
    });
  }

  #judge(view: View, clause: Clause): ClauseVerdict {
    const tally = new Tally(clauseName(clause), countedBy(clause), this.#examples);
    const { from, to, because } = view.watched;
    if (this.#recording.header.flows?.includes(`${from} -> ${to}`) === false) {
      tally.cannot("the history does not record this flow");
      return tally.verdict();
    }
    evaluate(view, clause, tally);
    for (const reason of because) tally.cannot(reason);
    const n = this.#recording.calls.unidentified(from);
    if (n > 0)
      tally.cannot(
        `${counted(n, "send")} of ${from} ${n === 1 ? "names" : "name"} no intent and no identity`,
      );
    if (!view.watched.hasIdentity && this.#recording.names.usesIdentity)
      tally.cannot(`messages are named by \`id\`, and not every message of ${from} declares an identity`);
    return tally.verdict();
  }
}

/** Most serious first. */
const WORDS: readonly Word[] = ["violated", "vacuous", "not judged", "holds"];

function worst(clauses: readonly ClauseVerdict[]): Word {
  return WORDS.find((word) => clauses.some(({ verdict }) => verdict === word)) ?? "vacuous";
}

function countedBy(clause: Clause): string {
  switch (clause.kind) {
    case "valid":
      return "effect";
    case "at-most-once":
      return "message with an effect";
    case "bounded-redelivery":
      return "message delivered";
    case "order":
      return "pair";
    case "agree":
      return "message at both";
    case "atomic":
      return "transaction";
    case "isolated":
      return "execution";
    case "survives":
      return "message under way when disks were lost";
    case "live":
    case "at-least-once":
    case "within":
      return "message owed";
  }
}

function evaluate(view: View, clause: Clause, tally: Tally): void {
  switch (clause.kind) {
    case "valid":
      return valid(view, tally);
    case "live":
      return live(view, clause, tally);
    case "at-most-once":
      return atMostOnce(view, clause, tally);
    case "at-least-once":
      return atLeastOnce(view, clause, tally);
    case "order":
      return order(view, clause, tally);
    case "bounded-redelivery":
      return boundedRedelivery(view, clause, tally);
    case "agree":
      return agree(view, clause, tally);
    case "atomic":
      return atomic(view, clause, tally);
    case "isolated":
      return isolated(view, clause, tally);
    case "within":
      return within(view, clause, tally);
    case "survives":
      return survives(view, clause, tally);
    default:
      return unreachable(clause);
  }
}
