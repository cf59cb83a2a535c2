/** Words of Waybill itself. */
import type { Concept } from "./concept.ts";

export const VERDICTS: readonly Concept[] = [
  {
    words: ["waybill", "first steps"],
    asks: [
      "what is waybill",
      "how do I start",
      "getting started",
      "hello world",
      "tutorial",
      "example spec",
      "how to use this",
    ],
    text:
      "You write down what travels through your brokers, by which route, and what must hold. `check` says whether that follows from the settings, `verify` shows the " +
      "run in which it does not, `generate` writes typed clients, and a test tries your handlers on simulated brokers. The tour goes through all of it.",
    codes: [],
    page: "tour.md",
    run: "waybill init shop",
  },
  {
    words: ["spec", "topology", "language"],
    asks: [
      "how do I write a spec",
      "syntax of the language",
      "what is a topology",
      "yaml form",
      "json schema for the editor",
      "how to declare a queue",
    ],
    text:
      "A spec says what there is (brokers, channels, bindings, services), what travels (messages) and what must hold (guarantees), in the Waybill language or in YAML. " +
      "All files of a folder with the same `topology` line are one topology.",
    codes: ["WB1014", "WB1016"],
    page: "language.md",
    run: "waybill check",
  },
  {
    words: ["guarantee", "promise", "flow", "flow table"],
    asks: [
      "how do I write a guarantee",
      "what is a flow",
      "what does promised mean",
      "what does gives mean",
      "what does needs only mean",
      "how to read the flow table",
    ],
    text:
      "A flow is the way of a message from the producer that starts it to the consumer that ends it. `guarantee shop.placing -> mailer.mail { delivery: at-least-once }` promises " +
      "something of it. The table at the end of `check` has a line for each flow: what is promised, the strongest thing that it gives, and the least that breaks the promise.",
    codes: ["WB4001", "WB4002", "WB4005"],
    page: "guarantees.md#clauses",
    run: "waybill check",
  },
  {
    words: ["broker", "topic", "exchange", "queue", "consumer", "producer"],
    asks: [
      "what is a broker",
      "what is a message queue",
      "what is an exchange",
      "what is a topic",
      "what is a handler",
      "explain kafka to a beginner",
    ],
    text:
      "A broker is a server that keeps messages until they have been read. On Kafka a producer appends to a topic, a log in partitions, and groups of consumers each read it from a " +
      "position of their own. On RabbitMQ a producer publishes to an exchange, which copies the message to the queues that are bound to it; a queue hands each message to one consumer.",
    codes: [],
    page: "delivery.md#the-way-of-a-message",
    run: "waybill diagram",
  },
  {
    words: ["undecided", "unknown"],
    asks: ["verdict undecided", "what does undecided mean", "setting is unknown after import"],
    text:
      "A setting that the verdict needs is `unknown`, as after an import. The flow table names it: write its value there, and the verdict is " +
      "decided. With --strict an undecided promise fails. `at best at-most-once` is certain, whatever is unknown.",
    codes: [],
    page: "importing.md#from-undecided-to-a-verdict",
    run: "waybill check",
  },
  {
    words: ["not judged", "native"],
    asks: ["verdict not judged", "what does not judged mean", "why is my flow not judged"],
    text:
      "A setting under `native:` may change what the flow does and is not modelled, so no verdict would be honest. Write it with a setting that " +
      "Waybill knows, if there is one.",
    codes: ["WB3133", "WB3209"],
    page: "guarantees.md#what-a-verdict-says",
    run: "waybill check",
  },
  {
    words: ["undetermined", "vacuous"],
    asks: ["verdict undetermined", "verdict vacuous", "what does vacuous mean"],
    text:
      "Undetermined: a search hit its bound before it knew. Vacuous: the faults that were promised to be survived hardly ever struck while a " +
      "message was under way, so that passing says nothing. Neither is a pass.",
    codes: [],
    page: "verifying.md#verdicts",
    run: "waybill verify --runs 2000",
  },
  {
    words: ["faults", "fault model", "under", "standard", "harsh", "none"],
    asks: ["which faults are considered", "what is harsh", "what does under standard mean", "list of faults"],
    text:
      "A promise holds `under` a fault model: at most so many faults at a time, of these kinds. `standard` (the default) is one of: a process " +
      "crash, a broken connection, a lost request or answer, a rebalance, a late start, a failing handler, a rolling restart, an outage or " +
      "slowness of up to an hour. `harsh` is two at a time, with power loss, disk loss, pauses, poisonous messages and late requests too.",
    codes: [],
    page: "guarantees.md#faults",
    run: "waybill explain under",
  },
  {
    words: ["witness", "hazard"],
    asks: ["what is a hazard", "what is a witness", "refuted by its witness"],
    text:
      "A hazard is a smallest set of faults that breaks a promise, inferred from the topology. Its witness is a run of the simulation that shows " +
      "it: `waybill verify` makes one for every hazard, prints it as a story, and gives a token that replays it.",
    codes: [],
    page: "verifying.md#a-story",
    run: "waybill verify",
  },
  {
    words: ["replay", "token"],
    asks: ["how to replay a story", "what is wb1 token", "show the run again"],
    text: "`waybill replay wb1:… [paths]` runs a found story again, move by move, on the spec as it is now: after a repair it should end well.",
    codes: [],
    page: "verifying.md#tokens",
    run: "waybill replay wb1:… [paths]",
  },
  {
    words: ["allow", "suppress a finding"],
    asks: ["ignore a finding", "suppress warning", "accept a known problem", "false positive"],
    text:
      '`allow: WB3102("reason", until: 2031-12-31)` on the entity accepts a finding where it stands; the reason is required, the date is kept, and an allowance ' +
      "that allows nothing is reported. `check --baseline FILE --write` accepts all of today's.",
    codes: ["WB2022", "WB2023", "WB2024"],
    page: "language.md#allowing-a-finding",
    run: "waybill check --baseline .waybill/baseline.json --write",
  },
];
