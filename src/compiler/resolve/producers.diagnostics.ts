/** What producers say of stores, outboxes and answers. */
import { defineDiagnostics, type Diagnostics, type SpecsOf } from "../../diagnostics/define.ts";

const head =
  "waybill 1\ntopology shop\nbroker b { type: demo }\nmessage M { identity id: uuid }\nlog l on b { carries: M }\nlog l2 on b { carries: M }\n";
const producer = (settings: string, more = ""): string =>
  `${head}service s { store rows\n producer p -> l { sends: M, ${settings} }\n${more} }\n`;
const answers = "consumer c <- l2";

/** What each finding says; the names in braces are the parameters of its report function. */
const messages = {
  needsOther: "`{name}` says nothing without `{other}`",
  saysTwice: "`source` and `{name}` say two things about how a write and its send are joined",
  wrongOrder: "`steps` of a producer are `[write, send]` or `[send, write]`",
  notAtomic: "no broker makes a write of a store and a send one atomic step",
  writesInHandler:
    "`{setting}` of `{producer}` says how an application sends, but the handler of `{consumer}` uses it",
  answersUnread: "nobody in `{service}` reads {channel}, where its answers come in",
} as const;

const specs: SpecsOf<typeof messages> = {
  needsOther: {
    code: "WB2213",
    severity: "error",
    message: messages.needsOther,
    why: "It is a part of something that is not said.",
    fix: "Add the other setting, or remove this one.",
    example: { fires: producer("store: rows"), quiet: producer("store: rows, steps: [write, send]") },
  },
  saysTwice: {
    code: "WB2214",
    severity: "error",
    message: messages.saysTwice,
    why: "Only one of the two can be.",
    fix: "Keep `source: outbox(…)`, or `store` and `steps`.",
    example: {
      fires: producer("source: outbox(rows), store: rows"),
      quiet: producer("source: outbox(rows)"),
    },
  },
  wrongOrder: {
    code: "WB2215",
    severity: "error",
    message: messages.wrongOrder,
    why: "What a crash in between does is a question of the order, and each is done once.",
    fix: "Write one of the two.",
    example: {
      fires: producer("store: rows, steps: [send]"),
      quiet: producer("store: rows, steps: [send, write]"),
    },
  },
  notAtomic: {
    code: "WB2216",
    severity: "error",
    message: messages.notAtomic,
    why: "A crash between the two leaves one without the other.",
    fix: "Write the message into the store with the rest, and let a relay send it: `source: outbox(…)`.",
    example: {
      fires: producer("store: rows, steps: [[write, send]]"),
      quiet: producer("source: outbox(rows)"),
    },
  },
  writesInHandler: {
    code: "WB2217",
    severity: "error",
    message: messages.writesInHandler,
    why: "What a handler writes is its effect, and its order is that of the consumer's `steps`.",
    fix: "Say it in `steps` of the consumer, or give the application a producer of its own.",
    example: {
      fires: producer("source: outbox(rows)", "consumer c <- l2 { sends: p, steps: [p, effect, settle] }"),
      quiet: producer("source: outbox(rows)", "consumer c <- l2"),
    },
  },
  answersUnread: {
    code: "WB2218",
    severity: "error",
    message: messages.answersUnread,
    why: "Every question waits in vain.",
    fix: "Give the service a consumer on that channel, or name the one that it reads.",
    example: {
      fires: producer("reply: l2, correlate: id"),
      quiet: producer("reply: l2, correlate: id", answers),
    },
  },
};

export const producers: Diagnostics<SpecsOf<typeof messages>> = defineDiagnostics(specs);
