/** What a consumer group makes of the order of effect and commit, of a death, a pause, a late start. */
import type { Script, ScriptStep } from "../../../../model/script.ts";
import {
  EFFECT_THEN_SETTLE,
  messages,
  send,
  SEQUENCED,
  settled,
  SETTLE_THEN_EFFECT,
  SINGLE,
  topology,
  WORK,
} from "./pieces.ts";

const FIRST = `${WORK}#0`;
const SECOND = `${WORK}#1`;

function start(instance: string): ScriptStep {
  return { do: "start", instance };
}

function owner(instance: string): ScriptStep {
  return { do: "await", until: { kind: "owner", instance } };
}

function crash(instance: string): ScriptStep {
  return { do: "strike", fault: "process-crash", at: { role: "client", name: instance } };
}

function run(instance: string, delivery: number, through?: "effect" | "settle"): ScriptStep {
  return { do: "run", instance, delivery, ...(through && { through }) };
}

const REST: ScriptStep = { do: "rest" };
const SHORT_SESSION = { "session-timeout": 2_000, "heartbeat-interval": 300 };

/** The first instance dies in the middle of its first message; the second takes over. */
function dies(through: "effect" | "settle"): readonly ScriptStep[] {
  return [
    send("m1"),
    send("m2"),
    settled("m1"),
    settled("m2"),
    start(FIRST),
    run(FIRST, 1, through),
    crash(FIRST),
    start(SECOND),
    owner(SECOND),
    REST,
  ];
}

export const GROUP_SCRIPTS: readonly Script[] = [
  {
    name: "commit-first-loses",
    about: "An offset committed before the effect is not read again: what dies in between is lost.",
    topology: topology({
      topic: SINGLE,
      producer: SEQUENCED,
      consumer: { instances: 2, steps: SETTLE_THEN_EFFECT, settings: SHORT_SESSION },
    }),
    messages: messages("m1", "m2"),
    steps: dies("settle"),
    allowed: [{ effects: { [WORK]: ["#1 m2"] } }],
    liar: {
      name: "commits-late",
      lie: "A commit takes hold when the handler has ended.",
      shows: { effects: { [WORK]: ["#1 m1", "#1 m2"] } },
    },
    cites: ["K-CONS-02", "K-E2E-C05"],
  },
  {
    name: "effect-first-repeats",
    about: "An effect whose offset is not committed is done again by who takes over.",
    topology: topology({
      topic: SINGLE,
      producer: SEQUENCED,
      consumer: { instances: 2, steps: EFFECT_THEN_SETTLE, settings: SHORT_SESSION },
    }),
    messages: messages("m1", "m2"),
    steps: dies("effect"),
    allowed: [{ effects: { [WORK]: ["#0 m1", "#1 m1", "#1 m2"] } }],
    liar: {
      name: "commits-early",
      lie: "A record counts as consumed when it is handed out.",
      shows: { effects: { [WORK]: ["#0 m1", "#1 m2"] } },
    },
    cites: ["K-CONS-02", "K-E2E-C07"],
  },
  {
    name: "auto-commit-repeats",
    about:
      "Auto-commit covers what earlier polls returned, at a later poll: a death before it repeats the whole batch.",
    topology: topology({
      topic: SINGLE,
      producer: SEQUENCED,
      consumer: {
        instances: 2,
        steps: [[{ kind: "effect" }]],
        settle: { kind: "auto", ms: 100 },
        settings: SHORT_SESSION,
      },
    }),
    messages: messages("m1", "m2"),
    steps: [
      send("m1"),
      send("m2"),
      settled("m1"),
      settled("m2"),
      start(FIRST),
      run(FIRST, 1),
      run(FIRST, 2, "effect"),
      crash(FIRST),
      start(SECOND),
      owner(SECOND),
      REST,
    ],
    allowed: [
      { effects: { [WORK]: ["#0 m1", "#0 m2", "#1 m1", "#1 m2"] } },
      { effects: { [WORK]: ["#0 m1", "#0 m2", "#1 m2"] } },
    ],
    liar: {
      name: "auto-commits-on-delivery",
      lie: "Auto-commit covers what the same poll returns.",
      shows: { effects: { [WORK]: ["#0 m1", "#0 m2"] } },
    },
    cites: ["K-CONS-03", "K-CONS-04", "K-E2E-C01"],
  },
  {
    name: "latest-skips-what-was-there",
    about: "A group without a committed offset that starts at latest does not read what was written before.",
    topology: topology({ topic: SINGLE, producer: SEQUENCED, consumer: { settings: { start: "latest" } } }),
    messages: messages("m1", "m2"),
    steps: [send("m1"), settled("m1"), start(FIRST), owner(FIRST), REST, send("m2"), settled("m2"), REST],
    allowed: [{ effects: { [WORK]: ["#0 m2"] } }],
    liar: {
      name: "reads-everything",
      lie: "A new group begins at the beginning, whatever it says.",
      shows: { effects: { [WORK]: ["#0 m1", "#0 m2"] } },
    },
    cites: ["K-CONS-09", "K-CONS-10", "K-E2E-C12"],
  },
  {
    name: "earliest-reads-what-was-there",
    about: "A group without a committed offset that starts at earliest reads what was written before.",
    topology: topology({ topic: SINGLE, producer: SEQUENCED, consumer: { settings: { start: "earliest" } } }),
    messages: messages("m1", "m2"),
    steps: [send("m1"), settled("m1"), start(FIRST), owner(FIRST), REST, send("m2"), settled("m2"), REST],
    allowed: [{ effects: { [WORK]: ["#0 m1", "#0 m2"] } }],
    liar: {
      name: "joins-at-the-end",
      lie: "A new group begins at the end, whatever it says.",
      shows: { effects: { [WORK]: ["#0 m2"] } },
    },
    cites: ["K-CONS-09"],
  },
  {
    name: "latest-loses-until-the-first-commit",
    about:
      "At latest, every assignment before the first commit begins at the end again: what was delivered and not committed is lost.",
    topology: topology({
      topic: SINGLE,
      producer: SEQUENCED,
      consumer: { instances: 2, settings: { ...SHORT_SESSION, start: "latest" } },
    }),
    messages: messages("m1", "m2"),
    steps: [
      start(FIRST),
      owner(FIRST),
      REST,
      send("m1"),
      { do: "take", instance: FIRST, deliveries: 1 },
      crash(FIRST),
      start(SECOND),
      owner(SECOND),
      REST,
      send("m2"),
      settled("m2"),
      REST,
    ],
    allowed: [{ effects: { [WORK]: ["#1 m2"] } }],
    liar: {
      name: "start-is-remembered",
      lie: "The position at which a group first began is kept as if committed.",
      shows: { effects: { [WORK]: ["#1 m1", "#1 m2"] } },
    },
    cites: ["K-CONS-09", "K-E2E-C12"],
  },
  {
    name: "zombie-is-refused",
    about:
      "A member that was silent too long loses its partition; what it then does is done twice, and its commit is refused.",
    topology: topology({
      topic: SINGLE,
      producer: SEQUENCED,
      consumer: { instances: 2, settings: SHORT_SESSION },
    }),
    messages: messages("m1"),
    steps: [
      send("m1"),
      settled("m1"),
      start(FIRST),
      { do: "take", instance: FIRST, deliveries: 1 },
      { do: "strike", fault: "pause", at: { role: "client", name: FIRST } },
      start(SECOND),
      run(SECOND, 1),
      { do: "heal", fault: "pause", at: { role: "client", name: FIRST } },
      run(FIRST, 1),
      REST,
    ],
    allowed: [{ effects: { [WORK]: ["#1 m1", "#0 m1"] }, refused: { [WORK]: ["#0 m1"] } }],
    liar: {
      name: "no-fence",
      lie: "The coordinator takes a commit from whoever sends it.",
      shows: { effects: { [WORK]: ["#1 m1", "#0 m1"] }, refused: { [WORK]: [] } },
    },
    cites: ["K-CONS-07", "K-CONS-14", "K-E2E-C10"],
  },
  {
    name: "newcomer-waits-for-the-handler",
    about:
      "A live owner that is inside its handler keeps its partition: a newcomer gets it only after the commit.",
    topology: topology({ topic: SINGLE, producer: SEQUENCED, consumer: { instances: 2, settings: {} } }),
    messages: messages("m1", "m2"),
    steps: [
      send("m1"),
      send("m2"),
      settled("m1"),
      settled("m2"),
      start(FIRST),
      run(FIRST, 1, "effect"),
      start(SECOND),
      { do: "await", until: { kind: "rebalancing", consumer: WORK } },
      run(FIRST, 1),
      REST,
    ],
    allowed: [
      { effects: { [WORK]: ["#0 m1", "#0 m2"] }, refused: { [WORK]: [] } },
      { effects: { [WORK]: ["#0 m1", "#1 m2"] }, refused: { [WORK]: [] } },
    ],
    liar: {
      name: "takes-away-at-once",
      lie: "A rebalance takes a partition from a handler that is running.",
      shows: { effects: { [WORK]: ["#0 m1", "#1 m1", "#1 m2"] }, refused: { [WORK]: ["#0 m1"] } },
    },
    cites: ["K-CONS-07", "K-CONS-19"],
  },
];
