/** What keeps a client from being generated, although the spec is sound. */
import { defineDiagnostics, type Diagnostics, type SpecsOf } from "../diagnostics/define.ts";

const top =
  "waybill 1\ntopology shop\nbroker b { type: demo }\nmessage M { identity id: uuid }\nlog l on b {}\nlog k on b {}\n";
const sender = (settings: string): string => `${top}service s { producer p -> l { sends: M${settings} } }\n`;
const consumer = (settings: string): string =>
  `${sender("")}service t {\n  store seen { keep: 1d }\n  producer q -> k { sends: M }\n  consumer c <- l { group: "t", ${settings} }\n}\n`;

const described = (schema: string): readonly { readonly path: string; readonly text: string }[] => [
  {
    path: "shop.waybill",
    text: 'waybill 1\ntopology shop\nbroker b { type: demo }\nmessage D from "d.json"\nlog l on b {}\nservice s { producer p -> l { sends: D } }\n',
  },
  { path: "d.json", text: schema },
];

const messages = {
  unknownSetting: "`{setting}` of {entity} is unknown, so its client cannot be generated",
  noClient: "for `client: {client}` no client of {type} is generated",
  progressWithEffect: "{consumer} stores its progress together with its effect, which no client does",
  notTogether: "{consumer} does {acts} in one step, which its client cannot",
  settlesAmid: "{consumer} settles between other steps",
  notDone: "`{setting}` of {producer} is not done by generated clients yet",
  badSchema: "no validator can be made of the schema of `{message}`: {reason}",
} as const;

const specs: SpecsOf<typeof messages> = {
  unknownSetting: {
    code: "WB5001",
    severity: "error",
    message: messages.unknownSetting,
    why: "A client has to do one thing or the other, and whichever is guessed may be the wrong one.",
    fix: "Say it, or mark the service `external: true` if others write its program.",
    example: {
      fires: sender(", on-unknown: unknown"),
      quiet: sender(", on-unknown: give-up"),
    },
  },
  noClient: {
    code: "WB5002",
    severity: "error",
    message: messages.noClient,
    why: "The program is written against another library, which may do things in another order.",
    fix: "Leave `client:` out, or mark the service `external: true`.",
    example: {
      fires: `${top}service s { client: plain, producer p -> l { sends: M } }\n`,
      quiet: `${top}service s { client: plain, external: true, producer p -> l { sends: M } }\n`,
    },
  },
  progressWithEffect: {
    code: "WB5003",
    severity: "error",
    message: messages.progressWithEffect,
    why: "The progress would have to be read from your database when the client starts, and written there in the transaction of the effect.",
    fix: "Write `steps: [effect, settle]` with `effect: idempotent(…)`, which gives the same guarantee, or mark the service `external: true`.",
    example: {
      fires: consumer("steps: [[effect, settle]]"),
      quiet: consumer("effect: idempotent(id, in: seen), steps: [effect, settle]"),
    },
  },
  notTogether: {
    code: "WB5004",
    severity: "error",
    message: messages.notTogether,
    why: "Of acts that are only declared to happen together, a crash leaves some undone.",
    fix: "Give each act a step of its own; only sends and `settle` on one broker that has transactions can share one.",
    example: {
      fires: consumer("sends: q, steps: [[q, effect], settle]"),
      quiet: consumer("sends: q, steps: [q, effect, settle]"),
    },
  },
  settlesAmid: {
    code: "WB5005",
    severity: "error",
    message: messages.settlesAmid,
    why: "A client settles before its handler or after it; in the midst of a handler it cannot.",
    fix: "Put `settle` first or last.",
    example: {
      fires: consumer("sends: q, steps: [q, settle, effect]"),
      quiet: consumer("sends: q, steps: [q, effect, settle]"),
    },
  },
  notDone: {
    code: "WB5006",
    severity: "error",
    message: messages.notDone,
    why: "The client would send other messages than the spec says.",
    fix: "Leave the setting out, or mark the service `external: true` and write its program by hand.",
    example: {
      fires: `${top}router r on b {}\nbox x on b {}\nbind r -> x { key: "a" }\nservice s { producer p -> r { sends: M, routing-key: "a" } }\n`,
      quiet: sender(""),
    },
  },
  badSchema: {
    code: "WB5007",
    severity: "error",
    message: messages.badSchema,
    why: "Nothing would look at what arrives.",
    fix: "Correct the schema.",
    example: {
      fires: described('{ "type": "object", "properties": { "\\ud800": { "type": "string" } } }'),
      quiet: described('{ "type": "object", "properties": { "id": { "type": "string" } } }'),
    },
  },
};

/** Findings of `generate`, beside those of the brokers. */
export const generation: Diagnostics<SpecsOf<typeof messages>> = defineDiagnostics(specs);
