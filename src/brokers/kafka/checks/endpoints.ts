/** Settings of producers and consumers that the Java client refuses, or that make a group do less than is written. */
import { defineDiagnostics, type Finding } from "../../../diagnostics/define.ts";
import { numberSetting, placeOf, textSetting } from "../../../model/setting.ts";
import type { Consumer, Producer } from "../../../model/topology.ts";
import { TOPIC_SETTINGS } from "../vocabulary/channels.ts";
import { CONSUMER_SETTINGS, PRODUCER_SETTINGS } from "../vocabulary/endpoints.ts";
import { sendingExample } from "./examples.ts";
import { effectiveNumber, isAtLeast, type Scene, type RuleGroup } from "./scene.ts";

/** More unanswered requests than this, and the leader no longer knows the oldest sequence (K-IDEM-02). */
const IN_FLIGHT_MAX = 5;

const producing = (settings: string): string =>
  sendingExample(
    `topic orders on events { carries: Placed }\nservice shop { producer put -> orders { sends: Placed, ${settings} } }`,
  );
const consuming = (consumers: string): string =>
  sendingExample(
    `topic orders on events { carries: Placed, partitions: 2 }\nservice shop { producer put -> orders { sends: Placed } }\n${consumers}`,
  );

const { specs, report } = defineDiagnostics({
  "idempotence-refused": {
    code: "WB3121",
    severity: "error",
    message: "{producer} cannot be idempotent with `{setting}: {value}`",
    why: "The client refuses to start: ConfigException. The leader recognises what is sent again only under `acks: all`, with retries, and at most 5 requests in flight (K-PROD-12).",
    fix: "Write `acks: all`, at least one retry, `in-flight: 5` or less; or `idempotent: false`.",
    example: {
      fires: producing("acks: 1, idempotent: true"),
      quiet: producing("acks: all, idempotent: true"),
    },
  },
  "delivery-timeout-short": {
    code: "WB3122",
    severity: "error",
    message:
      "{producer} gives up after {delivery} ms, before one request of {request} ms and its linger of {linger} ms can end",
    why: "The client refuses to start: `delivery-timeout` must be at least `linger` + `request-timeout` (K-PROD-04).",
    fix: "Raise `delivery-timeout:`, or lower `request-timeout:`.",
    example: {
      fires: producing("delivery-timeout: 10s"),
      quiet: producing("delivery-timeout: 10s, request-timeout: 5s"),
    },
  },
  "heartbeat-slow": {
    code: "WB3123",
    severity: "error",
    message: "{consumer} says every {heartbeat} ms that it lives, and counts as dead after {session} ms",
    why: "The client refuses to start: `heartbeat-interval` must be less than `session-timeout`.",
    fix: "Write a heartbeat of a third of the session time-out or less.",
    example: {
      fires: consuming("service mail { consumer read <- orders { heartbeat-interval: 50s } }"),
      quiet: consuming("service mail { consumer read <- orders { heartbeat-interval: 5s } }"),
    },
  },
  "group-shared": {
    code: "WB3124",
    severity: "error",
    message: "{consumer} reads topic {topic} in group {group}, and so does {other}: each gets only a part",
    why: "Inside a group a partition has one reader (K-CONS-01), so what one of them handles the other never sees.",
    fix: "Give each its own `group:`; several instances of one consumer are written `instances: 2`.",
    example: {
      fires: consuming(
        'service mail { consumer read <- orders { group: "mail" } }\nservice audit { consumer read <- orders { group: "mail" } }',
      ),
      quiet: consuming(
        'service mail { consumer read <- orders { group: "mail" } }\nservice audit { consumer read <- orders { group: "audit" } }',
      ),
    },
  },
  "instances-idle": {
    code: "WB3125",
    severity: "warning",
    message:
      "{idle} of {instances} instances of {consumer} read nothing, since topic {topic} has `partitions: {partitions}`",
    why: "A partition has one reader in a group (K-CONS-01).",
    fix: "Raise `partitions:`, or lower `instances:`.",
    example: {
      fires: consuming("service mail { consumer read <- orders { instances: 3 } }"),
      quiet: consuming("service mail { consumer read <- orders { instances: 2 } }"),
    },
  },
});

export const endpointChecks: RuleGroup = { diagnostics: Object.values(specs), rule };

function* rule(scene: Scene): Iterable<Finding> {
  for (const producer of scene.producers) {
    yield* idempotence(scene, producer);
    yield* deliveryTimeout(scene, producer);
  }
  for (const consumer of scene.consumers) {
    yield* heartbeat(scene, consumer);
    yield* idleInstances(scene, consumer);
  }
  yield* sharedGroups(scene);
}

const idOf = (endpoint: Producer | Consumer): string => `${endpoint.service}.${endpoint.name}`;

function* idempotence({ broker }: Scene, producer: Producer): Iterable<Finding> {
  const asked = producer.settings["idempotent"];
  const refuse = (setting: string, value: string | number): Finding =>
    report["idempotence-refused"](
      placeOf(producer, setting),
      { producer: idOf(producer), setting, value },
      asked === true ? { related: [{ span: placeOf(producer, "idempotent"), label: "asked for here" }] } : {},
    );
  const { acks, retries } = producer.settings;
  if (asked === true && (acks === 0 || acks === 1)) yield refuse("acks", acks);
  if (asked === true && retries === 0) yield refuse("retries", 0);
  const inFlight = numberSetting(producer.settings, "in-flight") ?? 0;
  // From 4.0 too many requests are refused also where idempotence is only the default.
  const wanted = asked === true || (asked === undefined && isAtLeast(broker, "4.0"));
  if (wanted && inFlight > IN_FLIGHT_MAX) yield refuse("in-flight", inFlight);
}

function* deliveryTimeout({ broker }: Scene, producer: Producer): Iterable<Finding> {
  const delivery = numberSetting(producer.settings, "delivery-timeout");
  const request = effectiveNumber(broker, PRODUCER_SETTINGS, producer, "request-timeout");
  const linger = effectiveNumber(broker, PRODUCER_SETTINGS, producer, "linger");
  // Where it is not written, the client raises it without a word.
  if (delivery === undefined || request === undefined || linger === undefined) return;
  if (delivery >= request + linger) return;
  yield report["delivery-timeout-short"](placeOf(producer, "delivery-timeout"), {
    producer: idOf(producer),
    delivery,
    request,
    linger,
  });
}

function* heartbeat({ broker }: Scene, consumer: Consumer): Iterable<Finding> {
  const beat = effectiveNumber(broker, CONSUMER_SETTINGS, consumer, "heartbeat-interval");
  const session = effectiveNumber(broker, CONSUMER_SETTINGS, consumer, "session-timeout");
  if (beat === undefined || session === undefined || beat < session) return;
  const written = "heartbeat-interval" in consumer.settings ? "heartbeat-interval" : "session-timeout";
  yield report["heartbeat-slow"](placeOf(consumer, written), {
    consumer: idOf(consumer),
    heartbeat: beat,
    session,
  });
}

function* idleInstances({ broker, topics }: Scene, consumer: Consumer): Iterable<Finding> {
  const topic = topics.find(({ name }) => name === consumer.from.name);
  if (topic === undefined || consumer.settings["group"] === "per-instance") return;
  const partitions = effectiveNumber(broker, TOPIC_SETTINGS, topic, "partitions");
  if (partitions === undefined || partitions < 1 || consumer.instances <= partitions) return;
  yield report["instances-idle"](
    placeOf(consumer, "instances"),
    {
      consumer: idOf(consumer),
      instances: consumer.instances,
      partitions,
      topic: topic.name,
      idle: consumer.instances - partitions,
    },
    { related: [{ span: placeOf(topic, "partitions"), label: `${partitions} partitions` }] },
  );
}

function* sharedGroups({ consumers }: Scene): Iterable<Finding> {
  const first = new Map<string, Consumer>();
  for (const consumer of consumers) {
    const group = textSetting(consumer.settings, "group");
    if (group === undefined || group === "per-instance") continue;
    const key = JSON.stringify([consumer.from.name, group]);
    const other = first.get(key);
    if (other === undefined) first.set(key, consumer);
    else {
      yield report["group-shared"](
        placeOf(consumer, "group"),
        { consumer: idOf(consumer), topic: consumer.from.name, group, other: idOf(other) },
        { related: [{ span: placeOf(other, "group"), label: "the same group" }] },
      );
    }
  }
}
