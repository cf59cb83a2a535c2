/**
 * `npm run bench [-- PART…]`: rates of the parts named (`kernel`, `inference`, `history`, `truth`; all when none is), each
 * also as a ratio to a bare event loop measured beside it. Each subject has a thread of its own, so that none is
 * compiled for what another did.
 */
import { once } from "node:events";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { BROKERS } from "../src/brokers/all.ts";
import { bareLoop } from "./heap-loop.ts";
import { inferenceSubjects } from "./inference.ts";
import { kernelSubjects } from "./kernel.ts";
import { historySubjects } from "./log-history.ts";
import { head, line, measure, type Measured, type Subject } from "./measure.ts";
import { truthSubjects } from "./truth.ts";

const EVENTS = 200_000;
const PENDING = 1_000;

const bare: Subject = {
  name: `bare event loop with a heap, ${PENDING} pending`,
  unit: "events",
  round: () => {
    bareLoop(EVENTS, PENDING);
    return EVENTS;
  },
};

/** Subjects of each part; made in the thread that measures one of them. */
const PARTS: Readonly<Record<string, () => readonly Subject[]>> = {
  kernel: () => kernelSubjects(BROKERS),
  inference: () => inferenceSubjects(BROKERS),
  history: historySubjects,
  truth: truthSubjects,
};

interface Wanted {
  readonly part: string;
  readonly at: number;
}

async function inOwnThread(wanted: Wanted): Promise<Measured> {
  const worker = new Worker(new URL(import.meta.url), { workerData: wanted });
  const [measured] = (await once(worker, "message")) as [Measured];
  await worker.terminate();
  return measured;
}

async function main(): Promise<void> {
  const named = process.argv.slice(2);
  const unknown = named.find((part) => PARTS[part] === undefined);
  if (unknown !== undefined) {
    process.stderr.write(`${unknown} is no part; there are ${Object.keys(PARTS).join(", ")}\n`);
    process.exitCode = 2;
    return;
  }
  process.stdout.write(`${head()}\n${line(measure(bare, bare))}\n`);
  for (const part of named.length > 0 ? named : Object.keys(PARTS))
    for (const at of (PARTS[part]?.() ?? []).keys())
      process.stdout.write(`${line(await inOwnThread({ part, at }))}\n`);
}

function serve({ part, at }: Wanted): void {
  const subject = PARTS[part]?.()[at];
  if (subject === undefined) throw new RangeError(`${part} has no subject ${at}`);
  parentPort?.postMessage(measure(subject, bare));
}

if (isMainThread) await main();
else serve(workerData as Wanted);
