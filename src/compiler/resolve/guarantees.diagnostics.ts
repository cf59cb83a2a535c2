/** Promises that cannot be judged as they are written. Whether a promise holds is said elsewhere. */
import { defineDiagnostics, type Diagnostics, type SpecsOf } from "../../diagnostics/define.ts";

const flow =
  "waybill 1\ntopology shop\nbroker b { type: demo }\nmessage M { identity id: uuid }\nlog l on b { carries: M, key: id }\nlog bare on b { carries: M }\nbox q on b {}\n" +
  "service s {\n  producer p -> l { sends: M }\n  producer p2 -> bare { sends: M }\n}\nservice t {\n  consumer c <- l\n  consumer c2 <- bare\n  consumer d <- q\n}\n";

/** What each finding says; the names in braces are the parameters of its report function. */
const messages = {
  notConnected: "nothing leads from `{from}` to `{to}`",
  noPromise: "the guarantee promises nothing",
  noKey: "`order: per-key` on a way without a key",
  strictWithoutOrder: "`strict` without an `order`",
  exceptWithoutDelivery: "`{name}` without a promise that something is delivered",
  promisedTwice: "there are two guarantees of `{from}` to `{to}` with the same faults",
  repeatedFault: "`{fault}` stands twice in the fault model",
  externalEnd:
    "`{end}` belongs to an external service that names no client; it is judged under the weakest profile that its broker knows, if there is one",
  agreesAlone: "`agree` names one consumer",
  noEffect: "the handler of `{to}` has no effect that a promise could count",
} as const;

const specs: SpecsOf<typeof messages> = {
  notConnected: {
    code: "WB4001",
    severity: "error",
    message: messages.notConnected,
    why: "No message of the one is ever due at the other, so the promise says nothing.",
    fix: "Name ends that are connected, or connect them: a binding, or a `sends` in between.",
    example: {
      fires: `${flow}guarantee s.p -> t.d { delivery: at-least-once }\n`,
      quiet: `${flow}guarantee s.p -> t.c { delivery: at-least-once }\n`,
    },
  },
  noPromise: {
    code: "WB4002",
    severity: "error",
    message: messages.noPromise,
    why: "Readers take it for a promise.",
    fix: "Say `delivery`, `order` or another clause.",
    example: {
      fires: `${flow}guarantee s.p -> t.c { under: standard }\n`,
      quiet: `${flow}guarantee s.p -> t.c { delivery: at-most-once }\n`,
    },
  },
  noKey: {
    code: "WB4003",
    severity: "error",
    message: messages.noKey,
    why: "There is nothing by which messages would be kept in order.",
    fix: "Give the channel a `key`, or say `order: per(path)`, `per-producer` or `total`.",
    example: {
      fires: `${flow}guarantee s.p2 -> t.c2 { order: per-key }\n`,
      quiet: `${flow}guarantee s.p -> t.c { order: per-key }\n`,
    },
  },
  strictWithoutOrder: {
    code: "WB4004",
    severity: "error",
    message: messages.strictWithoutOrder,
    why: "It sharpens a promise of order, and there is none.",
    fix: "Say which order, or remove `strict`.",
    example: {
      fires: `${flow}guarantee s.p -> t.c { delivery: at-least-once, strict: true }\n`,
      quiet: `${flow}guarantee s.p -> t.c { delivery: at-least-once, order: per-key, strict: true }\n`,
    },
  },
  exceptWithoutDelivery: {
    code: "WB4005",
    severity: "error",
    message: messages.exceptWithoutDelivery,
    why: "It says more about what is owed, and nothing is.",
    fix: "Say `delivery: at-least-once` or `exactly-once`, or remove it.",
    example: {
      fires: `${flow}guarantee s.p -> t.c { delivery: at-most-once, except: [expired] }\n`,
      quiet: `${flow}guarantee s.p -> t.c { delivery: at-least-once, except: [expired] }\n`,
    },
  },
  promisedTwice: {
    code: "WB4006",
    severity: "error",
    message: messages.promisedTwice,
    why: "A reader of one of them does not know the other.",
    fix: "Make them one.",
    example: {
      fires: `${flow}guarantee s.p -> t.c { delivery: at-least-once }\nguarantee s.p -> t.c { order: per-key }\n`,
      quiet: `${flow}guarantee s.p -> t.c { delivery: at-least-once, order: per-key }\n`,
    },
  },
  repeatedFault: {
    code: "WB4007",
    severity: "error",
    message: messages.repeatedFault,
    why: "A fault may strike as often as `any` says; naming it twice changes nothing.",
    fix: "Remove one, or raise the number.",
    example: {
      fires: `${flow}guarantee s.p -> t.c { delivery: at-least-once, under: any(2, of: [cut, cut]) }\n`,
      quiet: `${flow}guarantee s.p -> t.c { delivery: at-least-once, under: any(2, of: [cut]) }\n`,
    },
  },
  externalEnd: {
    code: "WB4008",
    severity: "info",
    message: messages.externalEnd,
    why: "The client library decides retries, in-flight sends and commits.",
    fix: "Say `client:` in the service.",
    example: {
      fires: `${flow}service x {\n  external: true\n  producer p -> l { sends: M }\n}\nguarantee x.p -> t.c { delivery: at-most-once }\n`,
      quiet: `${flow}guarantee s.p -> t.c { delivery: at-most-once }\n`,
    },
  },
  noEffect: {
    code: "WB4009",
    severity: "error",
    message: messages.noEffect,
    why: "Guarantees count effects; a handler whose `steps` name none only passes messages on.",
    fix: "Add `effect` to its `steps`, or promise something of the consumer behind it.",
    example: {
      fires: `${flow.replace("consumer c <- l", "consumer c <- l { steps: [settle] }")}guarantee s.p -> t.c { delivery: at-least-once }\n`,
      quiet: `${flow}guarantee s.p -> t.c { delivery: at-least-once }\n`,
    },
  },
  agreesAlone: {
    code: "WB4010",
    severity: "error",
    message: messages.agreesAlone,
    why: "It says that several consumers see messages in one order.",
    fix: "Name two consumers, as `agree: [t.c, u.d]`.",
    example: {
      fires: `${flow}guarantee s.p -> t.c { agree: [t.c] }\n`,
      quiet: `${flow}guarantee s.p -> t.c { agree: [t.c, t.c2] }\n`,
    },
  },
};

export const guarantees: Diagnostics<SpecsOf<typeof messages>> = defineDiagnostics(specs);
