/** `npm run bench`: prints a table of rates, each also as a ratio to the bare loop measured in the same run. */
import { BROKERS } from "../src/brokers/all.ts";
import { bareLoop } from "./heap-loop.ts";
import { inferenceSubjects } from "./inference.ts";
import { kernelSubjects } from "./kernel.ts";
import { historySubjects } from "./log-history.ts";
import { measure, type Subject, table } from "./measure.ts";
import { truthSubjects } from "./truth.ts";

const EVENTS = 1_000_000;
const ROUNDS = 5;

const bare: Subject = {
  name: "bare event loop with a heap, 1,000 pending",
  unit: "events",
  round: () => {
    bareLoop(EVENTS, 1_000);
    return EVENTS;
  },
};

process.stdout.write(
  `${table(measure([bare, ...kernelSubjects(BROKERS), ...inferenceSubjects(BROKERS), ...historySubjects(), ...truthSubjects()], ROUNDS))}\n`,
);
