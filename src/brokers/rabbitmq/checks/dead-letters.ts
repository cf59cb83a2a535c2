/** Dead letters that are refused, lost, or dropped on their way round. */
import { defineDiagnostics, type Finding } from "../../../diagnostics/define.ts";
import { numberSetting, placeOf, textSetting } from "../../../model/setting.ts";
import type { Channel } from "../../../model/topology.ts";
import { cycles } from "./cycles.ts";
import { example, sendingExample } from "./examples.ts";
import { ANY_KEY, type Key, publishedKeys, showKey } from "./keys.ts";
import { type DeadLettering, deadLettering, deadLetters, type Flood, flood, reach } from "./reach.ts";
import { physicalName, type RuleGroup, type Scene } from "./scene.ts";

const retrying = (work: string): string =>
  example(
    `queue work on tasks { type: quorum, ${work} }\nqueue wait on tasks { type: quorum, message-ttl: 5s, dead-letter: work }`,
  );
const delays = (first: string, second: string): string =>
  sendingExample(
    `queue wait on tasks { dead-letter: work }\nqueue work on tasks {}\nservice shop {\n  producer soon -> wait { sends: Notice, expiration: ${first} }\n  producer later -> wait { sends: Notice, expiration: ${second} }\n}`,
  );

const { specs, report } = defineDiagnostics({
  "dead-letter-key-alone": {
    code: "WB3241",
    severity: "error",
    message: "queue {queue} has a `dead-letter-routing-key` and no dead-letter exchange",
    why: "RabbitMQ refuses to declare it: 406 (R-QUE-02).",
    fix: "Add `dead-letter-exchange:`, or write `dead-letter:` with the queue that gets dead letters.",
    example: {
      fires: example('queue work on tasks { dead-letter-routing-key: "dead" }\nqueue dead on tasks {}'),
      quiet: example("queue work on tasks { dead-letter: dead }\nqueue dead on tasks {}"),
    },
  },
  "dead-letter-twice": {
    code: "WB3242",
    severity: "error",
    message: "`dead-letter` of queue {queue} and its `{setting}` do not say the same",
    why: "`dead-letter:` with a queue stands for the default exchange with that queue as key, with an exchange for that exchange.",
    fix: "Keep one of the two.",
    example: {
      fires: example(
        'queue work on tasks { dead-letter: dead, dead-letter-routing-key: "other" }\nqueue dead on tasks {}\nqueue other on tasks {}',
      ),
      quiet: example(
        "queue work on tasks { dead-letter: dead }\nqueue dead on tasks {}\nqueue other on tasks {}",
      ),
    },
  },
  "dead-letter-missing": {
    code: "WB3243",
    severity: "error",
    message: "dead letters of queue {queue} go to {kind} {target}, which is not declared",
    why: "RabbitMQ drops them without a word (R-DLX-03), or keeps them for ever under `dead-letter-strategy: at-least-once` (R-DLX-16).",
    fix: "Declare it, or correct the name.",
    example: {
      fires: example('queue work on tasks { dead-letter-exchange: "dlx" }'),
      quiet: example(
        'queue work on tasks { dead-letter-exchange: "dlx" }\nexchange dlx on tasks { type: fanout }\nqueue dead on tasks {}\nbind dlx -> dead {}',
      ),
    },
  },
  "dead-letter-unroutable": {
    code: "WB3244",
    severity: "error",
    message: "dead letters of queue {queue} with the key {key} reach no queue from {exchange}",
    why: "RabbitMQ drops them without a word (R-DLX-03), or keeps them for ever under `dead-letter-strategy: at-least-once` (R-DLX-16).",
    fix: "Bind a queue under that key, or set `dead-letter-routing-key:`.",
    example: {
      fires: example(
        'queue work on tasks { dead-letter-exchange: "dlx", dead-letter-routing-key: "work" }\nexchange dlx on tasks { type: direct }\nqueue dead on tasks {}\nbind dlx -> dead { key: "dead" }',
      ),
      quiet: example(
        'queue work on tasks { dead-letter-exchange: "dlx", dead-letter-routing-key: "dead" }\nexchange dlx on tasks { type: direct }\nqueue dead on tasks {}\nbind dlx -> dead { key: "dead" }',
      ),
    },
  },
  "dead-letter-cycle": {
    code: "WB3245",
    severity: "error",
    message: "dead letters that go round {path} are dropped: {reasons}, and nothing on the way rejects them",
    why: "RabbitMQ drops a message that comes back to a queue by dead-lettering alone, unless a consumer rejected it on the way (R-DLX-07, R-DLX-08, R-DLX-09).",
    fix: "Let the consumer reject (`on-failure: reject`) instead of counting returns, or send what comes back to another queue.",
    example: {
      fires: retrying("delivery-limit: 3, dead-letter: wait"),
      quiet: retrying("delivery-limit: -1, dead-letter: wait"),
    },
  },
  "dead-letter-cycle-when-full": {
    code: "WB3246",
    severity: "warning",
    message: "dead letters that go round {path} are dropped: {reasons}, and nothing on the way rejects them",
    why: "What a full queue pushes out is dropped when dead-lettering alone brings it back (R-DLX-07).",
    fix: "Write `overflow: reject-publish`, or send what comes back to another queue.",
    example: {
      fires: retrying("delivery-limit: -1, max-length: 100, dead-letter: wait"),
      quiet: retrying("delivery-limit: -1, max-length: 100, overflow: reject-publish, dead-letter: wait"),
    },
  },
  "mixed-expiration": {
    code: "WB3247",
    severity: "warning",
    message:
      "messages in the wait queue {queue} have {count} expirations ({times} ms), and a long one holds up the short ones behind it",
    why: "A message expires only at the head of the queue (R-TTL-02, R-TTL-03).",
    fix: "Use one queue for each delay, with `message-ttl:`.",
    example: { fires: delays("1s", "60s"), quiet: delays("1s", "1s") },
  },
});

/** Where dead letters go, and whether they arrive. */
export const deadLetterChecks: RuleGroup = { diagnostics: Object.values(specs), rule };

function* rule(scene: Scene): Iterable<Finding> {
  const known = flood(scene);
  for (const queue of scene.queues) {
    const letters = deadLettering(queue);
    if (letters === undefined) yield* keyAlone(queue);
    else {
      yield* twice(scene, queue, letters);
      yield* targets(scene, known, queue, letters);
    }
    yield* expirations(scene, queue);
  }
  for (const { queues, reasons, whenFull } of cycles(scene, known)) {
    const [first] = queues;
    if (first === undefined) continue;
    const path = [...queues, first].map(({ name }) => name).join(" → ");
    const key = whenFull ? "dead-letter-cycle-when-full" : "dead-letter-cycle";
    const related = queues
      .slice(1)
      .map((queue) => ({ span: placeOfLetters(queue), label: "and on from here" }));
    yield report[key](placeOfLetters(first), { path, reasons: reasons.join(", ") }, { related });
  }
}

function placeOfLetters(queue: Channel): ReturnType<typeof placeOf> {
  return placeOf(queue, "dead-letter-exchange");
}

function* keyAlone(queue: Channel): Iterable<Finding> {
  const { settings } = queue;
  if (
    !("dead-letter-routing-key" in settings) ||
    "dead-letter-exchange" in settings ||
    "dead-letter" in settings
  )
    return;
  yield report["dead-letter-key-alone"](placeOf(queue, "dead-letter-routing-key"), { queue: queue.name });
}

/** The short form stands beside what it stands for; where the two differ, the author has written both. */
function* twice(scene: Scene, queue: Channel, letters: DeadLettering): Iterable<Finding> {
  const short = queue.settings["dead-letter"];
  if (typeof short !== "object" || short === null || !("kind" in short)) return;
  const { kind, name } = short;
  const target =
    typeof kind === "string" && typeof name === "string" ? scene.find({ kind, name }) : undefined;
  if (target === undefined) return;
  const differ = (setting: string): Finding =>
    report["dead-letter-twice"](
      placeOf(queue, setting),
      { queue: queue.name, setting },
      { related: [{ span: placeOf(queue, "dead-letter"), label: "said here too" }] },
    );
  const physical = physicalName(target);
  if (letters.exchange !== (target.kind === "exchange" ? physical : "")) yield differ("dead-letter-exchange");
  else if (target.kind === "queue" && textSetting(queue.settings, "dead-letter-routing-key") !== physical) {
    yield differ("dead-letter-routing-key");
  }
}

function* targets(scene: Scene, known: Flood, queue: Channel, letters: DeadLettering): Iterable<Finding> {
  const place = placeOfLetters(queue);
  const isOurs = letters.exchange === "" || !letters.exchange.startsWith("amq.");
  if (letters.exchange !== "" && scene.exchange(letters.exchange) === undefined) {
    const target = JSON.stringify(letters.exchange);
    if (isOurs) yield report["dead-letter-missing"](place, { queue: queue.name, kind: "exchange", target });
    return;
  }
  const own: readonly Key[] = [...(known.keys.get(queue) ?? [ANY_KEY])];
  for (const key of letters.key === undefined ? own : [letters.key]) {
    // Through the default exchange an unknown key may name any queue.
    if (letters.exchange === "" && key === ANY_KEY) continue;
    const reached = deadLetters(scene, letters, key);
    if (reached === undefined || reached.arrivals.length > 0) continue;
    if (letters.exchange === "" && letters.key !== undefined) {
      yield report["dead-letter-missing"](place, { queue: queue.name, kind: "queue", target: showKey(key) });
    } else {
      const exchange = letters.exchange === "" ? "the default exchange" : `exchange ${letters.exchange}`;
      const shown = key === ANY_KEY ? "they have" : showKey(key);
      yield report["dead-letter-unroutable"](place, { queue: queue.name, key: shown, exchange });
    }
    return;
  }
}

function* expirations(scene: Scene, queue: Channel): Iterable<Finding> {
  const isWaiting =
    deadLettering(queue) !== undefined && !scene.consumers.some(({ from }) => scene.find(from) === queue);
  if (!isWaiting) return;
  const most = numberSetting(queue.settings, "message-ttl") ?? Infinity;
  const times = new Set<number>();
  for (const producer of scene.producers) {
    const expiration = numberSetting(producer.settings, "expiration");
    const target = scene.find(producer.to);
    if (expiration === undefined || target === undefined) continue;
    const keys = publishedKeys(scene.topology, producer, target);
    const isReached =
      target === queue ||
      (target.kind === "exchange" && keys.some((key) => arrives(scene, target, key, queue)));
    if (isReached) times.add(Math.min(expiration, most));
  }
  if (times.size < 2) return;
  const sorted = [...times].sort((a, b) => a - b);
  yield report["mixed-expiration"](placeOf(queue), {
    queue: queue.name,
    count: times.size,
    times: sorted.join(", "),
  });
}

function arrives(scene: Scene, exchange: Channel, key: Key, queue: Channel): boolean {
  return reach(scene, exchange, key, true).arrivals.some((arrival) => arrival.queue === queue);
}
