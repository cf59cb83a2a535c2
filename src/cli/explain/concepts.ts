/** Words that people ask about, beside codes and settings. */

export interface Concept {
  /** The first is the title. Lower case. */
  readonly words: readonly string[];
  readonly text: string;
  /** Words of rules and messages whose codes belong to it. */
  readonly codesAbout: readonly string[];
}

export const CONCEPTS: readonly Concept[] = [
  {
    words: ["duplicates", "duplicate", "twice", "repetition", "redelivery"],
    text:
      "A message takes effect twice when its next keeper has it and the one before does not learn that: an answer is lost, a process stops " +
      "between its work and letting go, the message is handed to somebody else meanwhile. Nobody can rule that out but by doing both in one " +
      "step; everybody else has to recognise the repetition: `effect: idempotent(eventId, in: store)`.",
    codesAbout: ["again", "recognis"],
  },
  {
    words: ["loss", "lost", "lose", "losing"],
    text:
      "A message is lost when its keeper lets go before the next one holds it: a leader answers before a follower has the record, a consumer " +
      "settles before its work is done, a queue forgets at a restart. Let go afterwards, and have more than one copy before the answer.",
    codesAbout: ["los", "drop"],
  },
  {
    words: ["order", "ordering", "reordering", "out of order", "per-key", "per-producer", "total"],
    text:
      "Order is kept among messages of one key, one producer, or all. It breaks where messages travel side by side (partitions, several handlers " +
      "at once, several instances on one queue), and where one that failed comes again after its successors. `order: per-key` allows a rewind " +
      "that repeats from the failed message on; `strict: true` does not.",
    codesAbout: ["after", "order"],
  },
  {
    words: ["at-most-once"],
    text: "Each message takes effect once or not at all. `steps: [settle, effect]` gives it at the consumer: a crash in between loses the message.",
    codesAbout: [],
  },
  {
    words: ["at-least-once"],
    text:
      "Each message that was acknowledged to its sender takes effect at least once. `steps: [effect, settle]` gives it at the consumer: a crash " +
      "in between repeats the effect. `except: [dead-lettered]` lets a message that was given up rest in a dead-letter target instead.",
    codesAbout: [],
  },
  {
    words: ["exactly-once"],
    text:
      "At least once and at most once together: every acknowledged message has exactly one effect. No broker gives it alone; it takes a route " +
      "that loses nothing and an effect that recognises repetitions, or that is stored together with the progress.",
    codesAbout: [],
  },
  {
    words: ["steps", "settle", "effect"],
    text:
      "`steps` lists what handling one message does, in order; inner brackets are atomic. `[effect, settle]` repeats on a crash, " +
      "`[settle, effect]` loses on a crash, `[[effect, settle]]` does neither. A send of the handler stands there by its producer's name.",
    codesAbout: [],
  },
  {
    words: ["undecided", "unknown"],
    text:
      "A setting that the verdict needs is `unknown`, as after an import. The flow table names it: write its value there, and the verdict is " +
      "decided. With --strict an undecided promise fails. `at best at-most-once` is certain, whatever is unknown.",
    codesAbout: [],
  },
  {
    words: ["not judged", "native"],
    text:
      "A setting under `native:` may change what the flow does and is not modelled, so no verdict would be honest. Write it with a setting that " +
      "Waybill knows, if there is one.",
    codesAbout: [],
  },
  {
    words: ["undetermined", "vacuous"],
    text:
      "Undetermined: a search hit its bound before it knew. Vacuous: the faults that were promised to be survived hardly ever struck while a " +
      "message was under way, so that passing says nothing. Neither is a pass.",
    codesAbout: [],
  },
  {
    words: ["faults", "fault model", "under", "standard", "harsh", "none"],
    text:
      "A promise holds `under` a fault model: at most so many faults at a time, of these kinds. `standard` (the default) is one of: a process " +
      "crash, a broken connection, a lost request or answer, a rebalance, a late start, a failing handler, a rolling restart, an outage or " +
      "slowness of up to an hour. `harsh` is two at a time, with power loss, disk loss, pauses, poisonous messages and late requests too.",
    codesAbout: [],
  },
  {
    words: ["witness", "hazard"],
    text:
      "A hazard is a smallest set of faults that breaks a promise, inferred from the topology. Its witness is a run of the simulation that shows " +
      "it: `waybill verify` makes one for every hazard, prints it as a story, and gives a token that replays it.",
    codesAbout: [],
  },
  {
    words: ["replay", "token"],
    text: "`waybill replay wb1:… [paths]` runs a found story again, move by move, on the spec as it is now: after a repair it should end well.",
    codesAbout: [],
  },
  {
    words: ["valid", "live", "stuck"],
    text:
      "Part of every promise. `valid`: no effect of a message that was not sent, or whose sender was told that it was refused. `live`: nothing " +
      "that is owed stays stuck or goes in circles for ever.",
    codesAbout: ["for ever", "stuck"],
  },
];
