/** The checkers of what really happened, on long histories without anomalies. */
import type { LogTruthEvent } from "../src/history/anomalies/truth/log-event.ts";
import { checkLogTruth } from "../src/history/anomalies/truth/log-truth.ts";
import type { QueueTruthEvent } from "../src/history/anomalies/truth/queue-event.ts";
import { checkQueueTruth } from "../src/history/anomalies/truth/queue-truth.ts";
import type { Subject } from "./measure.ts";

const MESSAGES = 100_000;

export function truthSubjects(): readonly Subject[] {
  const logs = (): number => (checkLogTruth(logHistory()).valid ? 4 * MESSAGES : 0);
  const queues = (): number => (checkQueueTruth(queueHistory()).valid ? 4 * MESSAGES : 0);
  const deep = (): number => (checkQueueTruth(putBack()).valid ? 5 * MESSAGES : 0);
  return [
    { name: "ground truth of a log", unit: "events", round: logs },
    { name: "ground truth of a queue", unit: "events", round: queues },
    { name: "ground truth of a deep queue that is put back", unit: "events", round: deep },
  ];
}

function* logHistory(): Generator<LogTruthEvent> {
  for (let offset = 0; offset < MESSAGES; offset++) {
    yield { kind: "append", key: 0, offset, value: offset };
    yield { kind: "deliver", group: 0, key: 0, offset };
    yield { kind: "effect", group: 0, key: 0, offset };
    yield { kind: "commit", group: 0, key: 0, offset: offset + 1 };
  }
}

function* queueHistory(): Generator<QueueTruthEvent> {
  for (let message = 0; message < MESSAGES; message++) {
    yield { kind: "publish", message };
    yield { kind: "route", message, queues: [0] };
    yield { kind: "deliver", queue: 0, message, consumer: 0, tag: message, redelivered: false };
    yield { kind: "settle", consumer: 0, tag: message, as: "ack" };
  }
}

/** All are handed over, all are put back with their consumer, and handed over again in order. */
function* putBack(): Generator<QueueTruthEvent> {
  for (let message = 0; message < MESSAGES; message++) yield { kind: "route", message, queues: [0] };
  const deliver = { kind: "deliver", queue: 0 } as const;
  for (let message = 0; message < MESSAGES; message++)
    yield { ...deliver, message, consumer: 0, tag: message, redelivered: false };
  yield { kind: "closed", consumer: 0 };
  for (let message = 0; message < MESSAGES; message++) {
    yield { ...deliver, message, consumer: 1, tag: message, redelivered: true };
    yield { kind: "settle", consumer: 1, tag: message, as: "ack" };
  }
}
