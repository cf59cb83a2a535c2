/** Words of Waybill itself. */
import type { Concept } from "./concept.ts";

export const VERDICTS: readonly Concept[] = [
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
