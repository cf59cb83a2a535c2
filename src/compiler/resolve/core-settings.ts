/** The settings that every broker's entities have. What a broker adds stands in its vocabulary. */
import { type FaultBound, HARSH } from "../../model/guarantee.ts";
import type { Param, SettingSpec, SettingTable, ValueType } from "../vocabulary.ts";

const boolean: ValueType = { kind: "boolean" };
const duration: ValueType = { kind: "duration" };
const string: ValueType = { kind: "string" };
const path: ValueType = { kind: "path" };
const word = (...words: readonly string[]): ValueType => ({ kind: "word", words });
const either = (...of: readonly ValueType[]): ValueType => ({ kind: "either", of });
const call = (name: string, ...params: readonly Param[]): ValueType => ({ kind: "call", name, params });
const integer = (least: number, most?: number): ValueType => ({
  kind: "integer",
  least,
  ...(most !== undefined && { most }),
});
const known = (type: ValueType, doc: string): SettingSpec => ({ type, doc, known: true });
/** Of settings that no environment changes. */
const fixed = (spec: SettingSpec): SettingSpec => ({ ...spec, fixed: true });
const later = (doc: string): SettingSpec => ({ type: { kind: "map" }, doc, unsupported: true });

const native: SettingSpec = known(
  { kind: "map" },
  "Settings of the broker that Waybill does not model, by their native names.",
);
const owner: SettingSpec = known(string, "Who approves a change.");
const was: SettingSpec = fixed(
  known({ kind: "name", of: "name" }, "What it was called before, so that a comparison sees a rename."),
);
const messages: ValueType = { kind: "list", of: { kind: "name", of: "message" }, orOne: true };

export const BROKER_SETTINGS: SettingTable = {
  was,
  type: fixed({ ...known({ kind: "name", of: "broker type" }, "What software it is."), required: true }),
  version: known(string, "Its version; the newest that is modelled where nothing is said."),
  nodes: known(integer(1, 1000), "How many nodes the cluster has; 1 where nothing is said."),
  names: known({ kind: "template" }, "Scheme of physical names, with `{name}` for the name in the spec."),
  native,
};

export const TOPOLOGY_SETTINGS: SettingTable = { owner };

export const CHANNEL_SETTINGS: SettingTable = {
  was,
  carries: fixed(known(messages, "The message types that travel on it.")),
  name: known(string, "What the broker calls it."),
  owner,
  native,
  "declared-by": fixed(
    known(either(word("operator"), { kind: "path" }), "Who declares it: `operator` before anything runs."),
  ),
  by: fixed(
    known(
      either(
        call("header", { name: "name", type: string }),
        call("field", { name: "path", type: path }),
        word("routing-key", "schema-id"),
      ),
      "How the message types on it are told apart; by the header `type` where nothing is said.",
    ),
  ),
};

/** Of a message that a file describes; others say it in their fields. */
export const DESCRIBED_SETTINGS: SettingTable = {
  identity: known({ kind: "list", of: path, orOne: true }, "The field that makes two messages the same."),
};

export const BINDING_SETTINGS: SettingTable = {
  native,
};

export const SERVICE_SETTINGS: SettingTable = {
  was,
  owner,
  client: fixed(known({ kind: "name", of: "client" }, "The client library, which is part of the mechanism.")),
  external: fixed(known(boolean, "It takes part in checks and simulation, and is not generated.")),
};

export const STORE_SETTINGS: SettingTable = {
  keep: known(duration, "How long a key is remembered; for ever where nothing is said."),
  scope: known(
    word("shared", "instance"),
    "Whether all instances see the same keys; `shared` where nothing is said.",
  ),
};

export const PRODUCER_SETTINGS: SettingTable = {
  was,
  sends: fixed(known(messages, "The message types it sends.")),
  "on-unknown": {
    type: word("give-up", "send-again"),
    doc: "What the application does about a send whose end it does not know.",
  },
  awaits: { type: boolean, doc: "Whether the application awaits each send before the next." },
  native,
  store: fixed(
    known({ kind: "name", of: "store" }, "A store of the service that the application writes when it sends."),
  ),
  steps: fixed(
    known(
      { kind: "list", of: either(word("write", "send"), { kind: "list", of: word("write", "send") }) },
      "The order of write and send: `[write, send]` or `[send, write]`.",
    ),
  ),
  source: fixed(
    known(
      call("outbox", { name: "store", type: { kind: "name", of: "store" } }),
      "An outbox: the message is a row, written in one transaction with the store; a relay sends it.",
    ),
  ),
  reply: fixed(
    known({ kind: "channel", kinds: [] }, "The channel on which answers come in; the service reads it."),
  ),
  correlate: fixed(known(path, "The field that an answer has in common with its question.")),
  within: known(duration, "How long the application waits for an answer."),
};

const park = call("park", { name: "to", type: { kind: "channel", kinds: [] } });
const backOff: ValueType = either(
  call("fixed", { name: "delay", type: duration }),
  call(
    "exponential",
    { name: "first", type: duration },
    { name: "max", type: duration, optional: true, named: true },
  ),
);
const lastly: ValueType = either(park, word("requeue", "reject", "skip", "stop"));
const retry = call(
  "retry",
  { name: "times", type: integer(1, 1_000_000), optional: true },
  { name: "back-off", type: backOff, optional: true, named: true },
  { name: "then", type: lastly, optional: true, named: true },
);
const step: ValueType = { kind: "name", of: "act" };

export const CONSUMER_SETTINGS: SettingTable = {
  was,
  effect: fixed({
    type: either(
      word("plain"),
      call(
        "idempotent",
        { name: "path", type: path },
        { name: "in", type: { kind: "name", of: "store" }, named: true },
      ),
      call(
        "overwrite",
        { name: "path", type: path },
        { name: "version", type: path, optional: true, named: true },
      ),
    ),
    doc: "What handling a message changes, and how a repetition is recognised.",
  }),
  gates: fixed({ type: word("effect", "handler"), doc: "What a recognised repetition skips." }),
  steps: fixed({
    type: { kind: "list", of: either(step, { kind: "list", of: step }) },
    doc: "What handling one message does, in order; inner brackets are atomic.",
  }),
  settle: {
    type: either(call("auto", { name: "interval", type: duration }), word("on-delivery")),
    doc: "How progress is told where `settle` is no act of `steps`.",
  },
  unfenced: known(boolean, "The progress stored with the effect is not conditional on the progress read."),
  "on-failure": {
    type: either(retry, park, word("requeue", "reject", "skip", "stop")),
    doc: "What a throw does.",
  },
  sends: fixed({
    type: { kind: "uses" },
    doc: "Producers of the service that the handler uses, with multiplicity.",
  }),
  instances: { type: integer(1, 10_000), doc: "How many instances run; 1 where nothing is said." },
  concurrency: {
    type: either(integer(1, 10_000), call("per", { name: "path", type: path })),
    doc: "How many handlers run at once in one instance; 1 where nothing is said.",
  },
  takes: { type: { kind: "range", of: "duration" }, doc: "What a handler takes." },
  reads: fixed({ type: { kind: "list", of: path }, doc: "The fields that the consumer uses." }),
  native,
};

const bounds = Object.entries(HARSH.kinds);
const isCounted = ([, bound]: [string, FaultBound]): boolean => bound.times !== undefined;
const isLasting = ([, bound]: [string, FaultBound]): boolean => bound.ms !== undefined;
const nameOf = ([name]: [string, FaultBound]): string => name;

/** Faults of the language that this Waybill does not have. */
export const FAULTS_LATER: readonly string[] = ["clock-skew", "scale", "add-partitions", "unbind"];

const fault: ValueType = either(
  ...bounds
    .filter(isCounted)
    .map((each) => call(nameOf(each), { name: "times", type: integer(1, 1000), optional: true })),
  ...bounds
    .filter(isLasting)
    .map((each) => call(nameOf(each), { name: "for", type: duration, optional: true })),
  word(...bounds.filter((each) => !isCounted(each) && !isLasting(each)).map(nameOf), ...FAULTS_LATER),
);

export const GUARANTEE_SETTINGS: SettingTable = {
  delivery: known(word("at-most-once", "at-least-once", "exactly-once"), "How many effects a message has."),
  order: known(
    either(word("per-key", "per-producer", "total"), call("per", { name: "path", type: path })),
    "What stays in the order in which it was sent.",
  ),
  strict: known(boolean, "No repetition after a successor either."),
  except: known(
    { kind: "list", of: word("dead-lettered", "superseded", "expired", "overflow"), orOne: true },
    "What is not owed an effect.",
  ),
  under: known(
    {
      kind: "list",
      orOne: true,
      of: either(
        word("standard", "harsh", "none"),
        call(
          "any",
          { name: "count", type: integer(1, 3) },
          { name: "of", type: { kind: "list", of: fault }, named: true },
        ),
      ),
    },
    "What may go wrong meanwhile.",
  ),
  "bounded-redelivery": known(integer(1, 1_000_000), "How often one message is delivered at most."),
  "owed-from": known(word("acknowledged", "accepted"), "From which moment a message is owed."),
  since: known(word("subscribed"), "From which moment the flow is open; its start where nothing is said."),
  agree: known({ kind: "list", of: path }, "Consumers that see one order."),
  atomic: known(boolean, "All messages of a transaction, or none."),
  isolated: known(boolean, "No handler begins on a message of an open or aborted transaction."),
  within: known(duration, "How long a message may be pending while nothing is wrong."),
  survives: known(integer(1, 100), "How many nodes may lose their disks at one instant."),
  via: later("The route that is meant."),
};
