/** What producers and consumers say about their work. */
import { defineDiagnostics, type Diagnostics, type SpecsOf } from "../../diagnostics/define.ts";

const head =
  "waybill 1\ntopology shop\nbroker b { type: demo }\nmessage M { identity id: uuid }\nlog l on b { carries: M }\nlog l2 on b { carries: M }\n";
const consumer = (settings: string): string =>
  `${head}service s { producer p -> l { sends: M } }\nservice t { store seen\n consumer c <- l { ${settings} }\n producer q -> l2 { sends: M } }\n`;

/** What each finding says; the names in braces are the parameters of its report function. */
const messages = {
  stepNotSent: "`{step}` in `steps` is {trouble}",
  sendWithoutStep: "`{producer}` is in `sends` but has no place in `steps`",
  stepTwice: "`{step}` stands twice in `steps`",
  neverSettles: "`steps` has no `settle`",
  settlesTwice: "`settle` is an act of `steps`, though the setting `settle` says that it happens by itself",
  notByBroker: "`{name}` cannot be `{value}` on a broker of type {type}; it can be {known}",
  gatesNothing: "`gates` has nothing to gate: the effect is not idempotent",
  unfencedAlone: "`unfenced` means nothing here: effect and settle are not one atomic step",
  sentTwice: "`{producer}` stands twice in `sends`",
  emptyGroup: "`steps` has {what}",
  requeueWithoutSettle:
    "`on-failure: {value}` needs a message that is not settled yet, but `settle` is {settle}",
  otherClient: "the client `{client}` has no endpoints on a broker of type {type}{hint}",
} as const;

const specs: SpecsOf<typeof messages> = {
  stepNotSent: {
    code: "WB2201",
    severity: "error",
    message: messages.stepNotSent,
    why: "What the handler does, and so what it guarantees, would not be what is written.",
    fix: "Name `effect`, `settle`, and producers that the consumer lists in `sends`.",
    example: {
      fires: consumer("steps: [q, effect, settle]"),
      quiet: consumer("sends: q, steps: [q, effect, settle]"),
    },
  },
  sendWithoutStep: {
    code: "WB2202",
    severity: "error",
    message: messages.sendWithoutStep,
    why: "Whether a crash loses or repeats what it sends is a question of the order.",
    fix: "Name it in `steps`: before `effect` and `settle` it is repeated by a crash, behind `settle` it is lost.",
    example: {
      fires: consumer("sends: q"),
      quiet: consumer("sends: q, steps: [effect, q, settle]"),
    },
  },
  stepTwice: {
    code: "WB2203",
    severity: "error",
    message: messages.stepTwice,
    why: "An act is done once for each message.",
    fix: "Remove one of them.",
    example: {
      fires: consumer("steps: [effect, settle, settle]"),
      quiet: consumer("steps: [effect, settle]"),
    },
  },
  neverSettles: {
    code: "WB2204",
    severity: "error",
    message: messages.neverSettles,
    why: "The broker never learns that the message is done and gives it out again, for ever.",
    fix: "Add `settle`, at the end for at least once; or say how progress is told with `settle: …`.",
    example: { fires: consumer("steps: [effect]"), quiet: consumer("steps: [effect, settle]") },
  },
  settlesTwice: {
    code: "WB2205",
    severity: "error",
    message: messages.settlesTwice,
    why: "Only one of the two can be.",
    fix: "Remove `settle` from `steps`, or the setting.",
    example: {
      fires: consumer("settle: auto(5s), steps: [effect, settle]"),
      quiet: consumer("settle: auto(5s), steps: [effect]"),
    },
  },
  notByBroker: {
    code: "WB2206",
    severity: "error",
    message: messages.notByBroker,
    why: "The broker or its clients have no such thing.",
    fix: "Choose what they have.",
    example: {
      fires: consumer("on-failure: reject"),
      quiet: consumer("on-failure: retry"),
    },
  },
  gatesNothing: {
    code: "WB2207",
    severity: "error",
    message: messages.gatesNothing,
    why: "A repetition is not recognised, so nothing is skipped.",
    fix: "Say `effect: idempotent(path, in: store)`, or remove `gates`.",
    example: {
      fires: consumer("gates: handler"),
      quiet: consumer("effect: idempotent(id, in: seen), gates: handler"),
    },
  },
  unfencedAlone: {
    code: "WB2208",
    severity: "error",
    message: messages.unfencedAlone,
    why: "There is no condition that could be dropped.",
    fix: "Write `steps: [[effect, settle]]`, or remove `unfenced`.",
    example: {
      fires: consumer("unfenced: true"),
      quiet: consumer("steps: [[effect, settle]], unfenced: true"),
    },
  },
  sentTwice: {
    code: "WB2209",
    severity: "error",
    message: messages.sentTwice,
    why: "How often it sends would be a guess.",
    fix: "Write how often behind the name: `announce[2]`.",
    example: {
      fires: consumer("sends: [q, q], steps: [q, effect, settle]"),
      quiet: consumer("sends: [q[2]], steps: [q, effect, settle]"),
    },
  },
  emptyGroup: {
    code: "WB2210",
    severity: "error",
    message: messages.emptyGroup,
    why: "Nothing would be done there.",
    fix: "Name the acts, or remove the brackets.",
    example: { fires: consumer("steps: [[], effect, settle]"), quiet: consumer("steps: [effect, settle]") },
  },
  requeueWithoutSettle: {
    code: "WB2211",
    severity: "error",
    message: messages.requeueWithoutSettle,
    why: "The broker has forgotten the message by then.",
    fix: "Settle as an act of `steps`, or choose `skip` or `stop`.",
    example: {
      fires: consumer("settle: on-delivery, on-failure: requeue"),
      quiet: consumer("settle: on-delivery, on-failure: skip"),
    },
  },
  otherClient: {
    code: "WB2212",
    severity: "error",
    message: messages.otherClient,
    why: "What a client does on its own (retries, in-flight sends, commits) is part of the mechanism.",
    fix: "Name a client of that broker; a service that uses two brokers may leave it out.",
    example: {
      fires: `${head}service s { client: other\n producer p -> l { sends: M } }\n`,
      quiet: `${head}service s { client: generated\n producer p -> l { sends: M } }\n`,
    },
  },
};

export const endpoints: Diagnostics<SpecsOf<typeof messages>> = defineDiagnostics(specs);
