/** Queue settings that RabbitMQ refuses, ignores, or takes for something else. */
import { defineDiagnostics, type Finding } from "../../../diagnostics/define.ts";
import { entriesSetting, flagSetting, numberSetting, placeOf, textSetting } from "../../../model/setting.ts";
import type { Channel } from "../../../model/topology.ts";
import { QUEUE_SETTINGS } from "../vocabulary/queue.ts";
import { QUEUE_TYPES } from "../vocabulary/types.ts";
import { example } from "./examples.ts";
import { isAtLeast, queueType, type RuleGroup, type Scene } from "./scene.ts";

const { specs, report } = defineDiagnostics({
  "quorum-not-durable": {
    code: "WB3201",
    severity: "error",
    message: "quorum queue {queue} cannot be `durable: false`",
    why: "RabbitMQ refuses to declare it: 406 (R-QUE-03). A quorum queue is always durable.",
    fix: "Take `durable: false` away, or write `type: classic`.",
    example: {
      fires: example("queue work on tasks { type: quorum, durable: false }"),
      quiet: example("queue work on tasks { type: quorum }"),
    },
  },
  "queue-setting-refused": {
    code: "WB3202",
    severity: "error",
    message: "a {type} queue cannot have `{setting}`, which {queue} sets",
    why: "RabbitMQ refuses to declare it: 406 (R-QUE-02, R-QUE-03).",
    fix: "Take the setting away, or choose the queue type that has it.",
    example: {
      fires: example("queue work on tasks { type: classic, delivery-limit: 5 }"),
      quiet: example("queue work on tasks { type: quorum, delivery-limit: 5 }"),
    },
  },
  "queue-type-unsupported": {
    code: "WB3203",
    severity: "error",
    message: "queues of type {type}, as {queue}, are not supported yet",
    why: "Waybill does not model them, so it cannot say what a flow through one gives.",
    fix: "Leave the queue out, or write `type: quorum` where that is what you run.",
    example: {
      fires: example("queue work on tasks { type: stream }"),
      quiet: example("queue work on tasks { type: quorum }"),
    },
  },
  "transient-queue": {
    code: "WB3204",
    severity: "warning",
    message:
      "queue {queue} is neither durable nor exclusive, which RabbitMQ {version} denies unless told otherwise",
    why: "Such queues are deprecated, and a broker of this version may refuse them (R-QUE-11).",
    fix: "Write `durable: true`.",
    example: {
      fires: example("queue work on tasks { durable: false }"),
      quiet: example("queue work on tasks { durable: true }"),
    },
  },
  "at-least-once-ignored": {
    code: "WB3205",
    severity: "warning",
    message: "dead letters of {queue} are not at-least-once: {missing} is missing",
    why: "Without all three of the strategy, `overflow: reject-publish` and a dead-letter exchange RabbitMQ silently falls back to at-most-once (R-DLX-15).",
    fix: "Add what is missing.",
    example: {
      fires: example(
        "queue work on tasks { type: quorum, dead-letter: dead, dead-letter-strategy: at-least-once }\nqueue dead on tasks { type: quorum }",
      ),
      quiet: example(
        "queue work on tasks { type: quorum, dead-letter: dead, dead-letter-strategy: at-least-once, overflow: reject-publish }\nqueue dead on tasks { type: quorum }",
      ),
    },
  },
  "overflow-drops": {
    code: "WB3206",
    severity: "warning",
    message:
      "quorum queue {queue} takes `overflow: reject-publish-dlx` and then drops the oldest message, with an ack to the publisher",
    why: "Quorum queues accept the word and act as with drop-head (R-QUE-04, R-LEN-06).",
    fix: "Write `overflow: reject-publish`, or `drop-head` if that is meant.",
    example: {
      fires: example("queue work on tasks { type: quorum, max-length: 1000, overflow: reject-publish-dlx }"),
      quiet: example("queue work on tasks { type: quorum, max-length: 1000, overflow: reject-publish }"),
    },
  },
  "delivery-limit-drops": {
    code: "WB3207",
    severity: "warning",
    message: "on RabbitMQ {version} `delivery-limit: -1` makes {queue} drop a message at its first return",
    why: "-1 means no limit only from 4.0 (R-REQ-09).",
    fix: "Take the setting away: 3.x has no limit by default.",
    example: {
      fires: example("queue work on tasks { type: quorum, delivery-limit: -1 }", "3.13"),
      quiet: example("queue work on tasks { type: quorum, delivery-limit: -1 }", "4.3"),
    },
  },
  "queue-number": {
    code: "WB3208",
    severity: "error",
    message: "queue {queue} cannot have `{setting}: {value}`: {reason}",
    why: "RabbitMQ refuses to declare it: 406 (R-QUE-02, R-PRIO-01).",
    fix: "Write a number in range, or take the setting away.",
    example: {
      fires: example("queue work on tasks { expires: 0ms }"),
      quiet: example("queue work on tasks { expires: 1h }"),
    },
  },
  "queue-native-word": {
    code: "WB3209",
    severity: "warning",
    message: "queue {queue} sets {key} under `native:`, where no verdict looks at it; the word is `{word}`",
    why: "A flow through a queue with native settings is *not judged*, since they may touch it.",
    fix: "Write the word instead.",
    example: {
      fires: example('queue work on tasks { native: { "x-max-length": 1000 } }'),
      quiet: example("queue work on tasks { max-length: 1000 }"),
    },
  },
});

/** What each type refuses beyond durability (R-QUE-02, R-QUE-03), as words and as arguments. */
const REFUSED: Readonly<Record<string, readonly string[]>> = {
  classic: [
    "delivery-limit",
    "dead-letter-strategy",
    "x-delivery-limit",
    "x-dead-letter-strategy",
    "x-max-age",
  ],
  quorum: [
    "exclusive",
    "auto-delete",
    "max-priority",
    "x-max-priority",
    "x-queue-mode",
    "x-queue-version",
    "x-max-age",
  ],
};

const PRIORITY_MAX = 255;

/** Types of queues, and the settings each of them takes. */
export const queueChecks: RuleGroup = { diagnostics: Object.values(specs), rule };

function* rule(scene: Scene): Iterable<Finding> {
  for (const queue of scene.queues) {
    const type = queueType(scene, queue);
    if (type !== undefined && isOther(type)) {
      yield report["queue-type-unsupported"](placeOf(queue, "type"), { type, queue: queue.name });
      continue;
    }
    yield* refusals(queue, type);
    yield* numbers(queue);
    yield* surprises(scene, queue, type);
    yield* natives(queue);
  }
}

function isOther(type: string): boolean {
  return QUEUE_TYPES.other.some((other) => other === type);
}

function* refusals(queue: Channel, type: string | undefined): Iterable<Finding> {
  if (type === "quorum" && flagSetting(queue.settings, "durable") === false) {
    yield report["quorum-not-durable"](placeOf(queue, "durable"), { queue: queue.name });
  }
  if (type === undefined) return;
  const natives = new Map(entriesSetting(queue.settings, "native"));
  for (const setting of REFUSED[type] ?? []) {
    const isSet = queue.settings[setting] !== undefined && queue.settings[setting] !== false;
    if (!isSet && !natives.has(setting)) continue;
    const place = placeOf(queue, isSet ? setting : "native");
    const related = "type" in queue.settings ? [{ span: placeOf(queue, "type"), label: `${type} here` }] : [];
    yield report["queue-setting-refused"](place, { type, setting, queue: queue.name }, { related });
  }
}

function* numbers(queue: Channel): Iterable<Finding> {
  const bad = (setting: string, value: number, reason: string): Finding =>
    report["queue-number"](placeOf(queue, setting), { queue: queue.name, setting, value, reason });
  if (numberSetting(queue.settings, "expires") === 0) yield bad("expires", 0, "it must be more than 0 ms");
  const priorities = numberSetting(queue.settings, "max-priority");
  if (priorities !== undefined && (priorities < 1 || priorities > PRIORITY_MAX)) {
    yield bad("max-priority", priorities, `it must be 1 to ${PRIORITY_MAX}`);
  }
}

function* surprises(scene: Scene, queue: Channel, type: string | undefined): Iterable<Finding> {
  const { settings, name } = queue;
  const { version } = scene.broker;
  const isTransient = flagSetting(settings, "durable") === false && settings["exclusive"] !== true;
  if (type === "classic" && isTransient && isAtLeast(scene.broker, "4.3")) {
    yield report["transient-queue"](placeOf(queue, "durable"), { queue: name, version });
  }
  if (type !== "quorum") return;
  if (textSetting(settings, "overflow") === "reject-publish-dlx") {
    yield report["overflow-drops"](placeOf(queue, "overflow"), { queue: name });
  }
  if (numberSetting(settings, "delivery-limit") === -1 && !isAtLeast(scene.broker, "4.0")) {
    yield report["delivery-limit-drops"](placeOf(queue, "delivery-limit"), { version, queue: name });
  }
  if (textSetting(settings, "dead-letter-strategy") === "at-least-once") {
    const missing = [
      ...("dead-letter-exchange" in settings ? [] : ["`dead-letter`"]),
      ...(settings["overflow"] === "reject-publish" || settings["overflow"] === "unknown"
        ? []
        : ["`overflow: reject-publish`"]),
    ];
    if (missing.length > 0) {
      const place = placeOf(queue, "dead-letter-strategy");
      yield report["at-least-once-ignored"](place, { queue: name, missing: missing.join(" and ") });
    }
  }
}

function* natives(queue: Channel): Iterable<Finding> {
  const words = Object.entries(QUEUE_SETTINGS);
  for (const [key] of entriesSetting(queue.settings, "native")) {
    const word = words.find(([, spec]) => spec.native === key)?.[0];
    if (word !== undefined)
      yield report["queue-native-word"](placeOf(queue, "native"), { queue: queue.name, key, word });
  }
}
