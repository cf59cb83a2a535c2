/** Rules of docs/inference.md on the smallest step that shows each; expectations are derived by hand from the text. */
import { describe } from "vitest";
import { consume, one, publish } from "./stages.ts";
import { CONSUMER_FAULTS, recognisesAll, PUBLISH_FAULTS, RELEASED_FIRST, table } from "./table.ts";

describe("rule 1, released first", () => {
  table([
    {
      name: "a publish that does not wait loses what is not carried out, and what was let go of",
      step: publish({
        groups: [["release"], ["append"]],
        fails: [[], one("lost-request")],
        unheard: [one("crash")],
      }),
      gives: { loss: ["crash", "lost-request"] },
    },
    {
      name: "a handler that settles first loses what fails or stops afterwards, nothing by what precedes the settle",
      step: consume({ ...RELEASED_FIRST }),
      gives: { loss: ["crash", "throw"] },
    },
    {
      name: "an inner send in doubt behind the settle loses what stands behind it",
      step: consume({ groups: [["settle"], ["send"], ["effect"]], denied: [[], one("doubt")] }),
      gives: { loss: ["doubt"] },
    },
    {
      name: "a handler that settles in the middle loses only the later act",
      step: consume({
        groups: [["send"], ["settle"], ["effect"]],
        fails: [one("throw-send"), one("lost-commit"), one("throw-effect")],
        unheard: [one("crash-0"), one("crash-1"), one("crash-2")],
      }),
      gives: { loss: ["crash-1", "throw-effect"] },
    },
  ]);
});

describe("rule 2, program", () => {
  table([
    {
      name: "what fails or stops between effect and settle repeats the effect",
      step: consume({ ...CONSUMER_FAULTS }),
      gives: { dup: ["crash", "lost-commit"] },
    },
    {
      name: "an early act is repeated by whatever fails later",
      step: consume({
        groups: [["send"], ["effect"], ["settle"]],
        fails: [one("throw-0"), one("throw-1"), one("lost-commit")],
        unheard: [one("crash-0"), one("crash-1"), []],
      }),
      act: "send",
      gives: { dup: ["crash-0", "crash-1", "lost-commit", "throw-1"] },
    },
    {
      name: "effect and settle in one group repeat nothing",
      step: consume({ groups: [["effect", "settle"]], fails: [one("throw")], unheard: [one("crash")] }),
      gives: {},
    },
    {
      name: "a gate over the handler loses what fails between gate and act (the inbox bug), and repeats nothing",
      step: consume({
        groups: [["effect"], ["send"], ["settle"]],
        fails: [one("throw-0"), one("throw-1"), one("lost-commit")],
        unheard: [one("crash-0"), one("crash-1"), []],
        gate: { at: 0, covers: "handler" },
        recognises: recognisesAll("re-execution", "redelivery"),
      }),
      act: "send",
      gives: { loss: ["crash-0", "throw-1"] },
    },
    {
      name: "a gate over the handler that the crash defeats repeats by it instead of losing",
      step: consume({
        groups: [["effect"], ["send"], ["settle"]],
        fails: [[], one("throw-1"), []],
        unheard: [one("crash"), one("crash"), []],
        gate: { at: 0, covers: "handler" },
        recognises: new Map([["re-execution", one("crash")]]),
      }),
      act: "send",
      gives: { loss: ["throw-1"], dup: ["crash"] },
    },
    {
      name: "a gate over the effect alone lets the send be repeated",
      step: consume({
        groups: [["effect"], ["send"], ["settle"]],
        unheard: [one("crash-0"), one("crash-1"), []],
        gate: { at: 0, covers: "effect" },
        recognises: recognisesAll("re-execution"),
      }),
      act: "send",
      gives: { dup: ["crash-1"] },
    },
  ]);
});

describe("a handler that is run again in place", () => {
  table([
    {
      name: "loses nothing by a throw behind its settle, only by a stop",
      step: consume({ ...RELEASED_FIRST, inPlace: true }),
      gives: { loss: ["crash"] },
    },
    {
      name: "repeats the act by a throw behind the settle, too",
      step: consume({
        groups: [["effect"], ["settle"], ["send"]],
        fails: [one("throw-0"), one("lost-commit"), one("throw-2")],
        inPlace: true,
      }),
      gives: { dup: ["lost-commit", "throw-2"] },
    },
    {
      name: "is not overtaken by what would be returned",
      step: consume({ fails: [one("throw")], inPlace: true, returns: "tail" }),
      gives: {},
    },
    {
      name: "is skipped behind a gate over the handler all the same",
      step: consume({
        groups: [["effect"], ["send"], ["settle"]],
        fails: [[], one("throw-1")],
        gate: { at: 0, covers: "handler" },
        recognises: recognisesAll("re-execution"),
        inPlace: true,
      }),
      act: "send",
      gives: { loss: ["throw-1"] },
    },
  ]);
});

describe("rule 2, group", () => {
  table([
    {
      name: "one at a time, what was not heard of is a duplicate and nothing else",
      step: publish({ ...PUBLISH_FAULTS, inFlight: "one" }),
      gives: { dup: ["lost-response"] },
    },
    {
      name: "in a pipeline it comes back stale, and what was not done is overtaken",
      step: publish({ ...PUBLISH_FAULTS }),
      gives: {
        dup: ["lost-response"],
        back: ["lost-response"],
        stale: ["lost-response"],
        swap: ["lost-request"],
      },
    },
    {
      name: "a receiver that checks sequences keeps the order, and repeats only what defeats it as well",
      step: publish({
        ...PUBLISH_FAULTS,
        unheard: [one("lost-response", "power-loss")],
        sequenced: true,
        recognises: new Map([["session-resend", one("power-loss")]]),
      }),
      gives: { dup: ["power-loss"], back: ["power-loss"] },
    },
  ]);
});

describe("a consumer that does not retry", () => {
  table([
    {
      name: "loses what fails up to the act, repeats what a crash leaves, and skips a settle that it was told has failed",
      step: consume({ ...CONSUMER_FAULTS, retries: "none" }),
      gives: { loss: ["throw"], dup: ["crash"] },
    },
    {
      name: "repeats what a settle leaves that was sent and lost",
      step: consume({ ...CONSUMER_FAULTS, retries: "none", posted: true }),
      gives: { loss: ["throw"], dup: ["crash", "lost-commit"] },
    },
    {
      name: "does not lose the act by what fails later",
      step: consume({
        groups: [["effect"], ["send"], ["settle"]],
        fails: [[], one("throw-send"), []],
        retries: "none",
      }),
      gives: {},
    },
    {
      name: "loses an act behind a settle that failed before it",
      step: consume({ ...RELEASED_FIRST, retries: "none" }),
      gives: { loss: ["crash", "lost-commit", "throw"] },
    },
    {
      name: "loses what stands behind an inner send in doubt",
      step: consume({ groups: [["send"], ["effect"], ["settle"]], denied: [one("doubt")], retries: "none" }),
      gives: { loss: ["doubt"] },
    },
    {
      name: "loses behind a handler gate what a crash leaves",
      step: consume({
        groups: [["effect"], ["send"], ["settle"]],
        unheard: [one("crash-0"), one("crash-1")],
        gate: { at: 0, covers: "handler" },
        recognises: recognisesAll("re-execution"),
        retries: "none",
      }),
      act: "send",
      gives: { loss: ["crash-0"] },
    },
    {
      name: "does not see that a posted settle is lost",
      step: consume({ ...RELEASED_FIRST, retries: "none", posted: true }),
      gives: { loss: ["crash", "throw"], dup: ["lost-commit"] },
    },
  ]);
});

describe("rule 3, refused", () => {
  const gone = { ...PUBLISH_FAULTS, gives: one("outage"), inFlight: "one" } as const;
  const unconfirmed = { ...PUBLISH_FAULTS, retries: "none", inFlight: "one" } as const;
  table([
    {
      name: "the application is told",
      step: publish(gone),
      gives: { refused: ["outage"], dup: ["lost-response"] },
    },
    {
      name: "without retries every failure is told",
      step: publish(unconfirmed),
      gives: { refused: ["lost-request", "lost-response"] },
    },
    {
      name: "sent again and awaited: a duplicate of what was done",
      step: publish({ ...unconfirmed, again: true, awaits: true }),
      gives: { refused: ["lost-request", "lost-response"], dup: ["lost-response"] },
    },
    {
      name: "sent again in a pipeline: late as well, and overtaken where it was not done",
      step: publish({ ...unconfirmed, again: true }),
      gives: {
        refused: ["lost-request", "lost-response"],
        dup: ["lost-response"],
        back: ["lost-response"],
        stale: ["lost-response"],
        swap: ["lost-request"],
      },
    },
    {
      name: "with retries the application sends again only what the client gave up",
      step: publish({ ...gone, again: true }),
      gives: {
        refused: ["outage"],
        dup: ["lost-response"],
        back: ["lost-response + outage"],
        stale: ["lost-response + outage"],
        swap: ["lost-request + outage"],
      },
    },
    {
      name: "released first, only giving up is told",
      step: publish({
        groups: [["release"], ["append"]],
        gives: one("outage"),
        again: true,
        inFlight: "one",
      }),
      gives: { refused: ["outage"], swap: ["outage"] },
    },
    {
      name: "an outbox relay that stops repeats rows; in a pipeline they come back, stale if an answer is lost too",
      step: publish({ unheard: [one("lost-response", "relay")], dies: one("relay"), again: true }),
      gives: {
        dup: ["lost-response", "relay"],
        back: ["lost-response", "relay"],
        stale: ["lost-response", "relay"],
      },
    },
    {
      name: "an outbox relay that stops is not stale by stopping alone where marks come in order",
      step: publish({ unheard: [one("relay")], dies: one("relay"), again: true, sequenced: true }),
      gives: { dup: ["relay"], back: ["relay"] },
    },
    {
      name: "an outbox relay whose marks come in any order is stale by stopping alone",
      step: publish({ dies: one("relay"), again: true, inFlight: "many", lane: { kind: "by", path: "key" } }),
      gives: { dup: ["relay"], back: ["relay"], stale: ["relay"], "split key": [""] },
    },
    {
      name: "an outbox relay that awaits each send repeats, and never goes back",
      step: publish({ dies: one("relay"), again: true, awaits: true, inFlight: "one" }),
      gives: { dup: ["relay"] },
    },
  ]);
});

describe("rule 7, joint answer", () => {
  const joint = one("full@other");
  table([
    {
      name: "what fails at another queue repeats this one, late in a pipeline",
      step: publish({ joint, retries: "none", again: true }),
      gives: { dup: ["full@other"], back: ["full@other"], stale: ["full@other"] },
    },
    {
      name: "what fails at another queue repeats this one and nothing else where each send is awaited",
      step: publish({ joint, retries: "none", again: true, awaits: true }),
      gives: { dup: ["full@other"] },
    },
    {
      name: "is told where nothing is sent again",
      step: publish({ joint, retries: "none" }),
      gives: { refused: ["full@other"] },
    },
    {
      name: "does not reach a publish that waits for no answer",
      step: publish({ joint, groups: [["release"], ["append"]] }),
      gives: {},
    },
  ]);
});

describe("rule 10, posted release", () => {
  table([
    {
      name: "an act behind it is repeated where it is lost",
      step: consume({ ...RELEASED_FIRST, posted: true }),
      gives: { loss: ["crash", "throw"], dup: ["lost-commit"] },
    },
    {
      name: "and comes back where the next message may have begun",
      step: consume({
        groups: [["settle"], ["effect"]],
        fails: [one("cut")],
        posted: true,
        unsettled: "many",
      }),
      gives: { dup: ["cut"], back: ["cut"] },
    },
    {
      name: "an awaited one is done or not, before the act",
      step: consume({ groups: [["settle"], ["effect"]], fails: [one("lost-commit")] }),
      gives: {},
    },
  ]);
});
