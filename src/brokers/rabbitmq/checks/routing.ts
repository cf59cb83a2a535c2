/** Messages that no queue gets, and channels that get no message. */
import { defineDiagnostics, type Finding, type Related } from "../../../diagnostics/define.ts";
import { flagSetting, placeOf, textSetting, textsSetting } from "../../../model/setting.ts";
import type { Binding, Channel, Producer } from "../../../model/topology.ts";
import { headersOf } from "../settings/routing.ts";
import { sendingExample } from "./examples.ts";
import { ANY_KEY, furtherKeys, publishedKeys, showKey } from "./keys.ts";
import { deadLettering, deadLetters, type Flood, flood, reach } from "./reach.ts";
import { endpointName, physicalName, type RuleGroup, type Scene } from "./scene.ts";

const news = (bindings: string, key = "news.{region}"): string =>
  sendingExample(
    `exchange news on tasks { type: topic }\nqueue work on tasks {}\n${bindings}\nservice shop { producer tell -> news { sends: Notice, routing-key: "${key}" } }`,
  );

const { specs, report } = defineDiagnostics({
  unroutable: {
    code: "WB3231",
    severity: "error",
    message:
      "what {producer} publishes to exchange {exchange} with the routing key {keys} reaches no queue{alternate}",
    why: "RabbitMQ drops it and still confirms it; with `mandatory: true` it comes back (R-PUB-02).",
    fix: "Add a binding whose key matches, or correct the routing key.",
    example: {
      fires: news('bind news -> work { key: "news.eu" }'),
      quiet: news('bind news -> work { key: "news.*" }'),
    },
  },
  "exchange-without-bindings": {
    code: "WB3232",
    severity: "warning",
    message: "exchange {exchange} has no bindings, so whatever is published to it is dropped",
    why: "RabbitMQ drops what no queue gets, and still confirms it (R-PUB-02).",
    fix: "Bind a queue to it, or take it away.",
    example: {
      fires: news('exchange spare on tasks { type: fanout }\nbind news -> work { key: "#" }'),
      quiet: news(
        'exchange spare on tasks { type: fanout }\nbind news -> work { key: "#" }\nbind news -> spare { key: "#" }\nbind spare -> work {}',
      ),
    },
  },
  "unreachable-queue": {
    code: "WB3233",
    severity: "warning",
    message: "no message can come to queue {queue}: {reason}",
    why: "Its consumers wait for ever, and what was meant for it goes elsewhere or nowhere.",
    fix: "Bind it to an exchange that gets its messages, send to it, or take it away.",
    example: {
      fires: news('queue spare on tasks {}\nbind news -> work { key: "#" }'),
      quiet: news(
        'queue spare on tasks {}\nbind news -> work { key: "#" }\nbind news -> spare { key: "news.eu" }',
      ),
    },
  },
  "unreachable-exchange": {
    code: "WB3234",
    severity: "warning",
    message:
      "no message can come to exchange {exchange}: nothing here publishes to it, and no exchange or queue passes messages on to it",
    why: "The queues behind it get nothing through it.",
    fix: "Declare who publishes to it (a service can be `external: true`), or take it away.",
    example: {
      fires: news(
        'exchange spare on tasks { type: fanout }\nbind news -> work { key: "#" }\nbind spare -> work {}',
      ),
      quiet: news(
        'exchange spare on tasks { type: fanout }\nbind news -> work { key: "#" }\nbind news -> spare { key: "#" }\nbind spare -> work {}',
      ),
    },
  },
});

/** Keys shown of a producer whose messages get lost. */
const KEYS_SHOWN = 3;

/** Ways from producers to queues. */
export const routingChecks: RuleGroup = { diagnostics: Object.values(specs), rule };

function* rule(scene: Scene): Iterable<Finding> {
  for (const producer of scene.producers) yield* unroutable(scene, producer);
  yield* withoutBindings(scene);
  // Where no producer is declared nothing can be said about who sends.
  if (scene.producers.length > 0) yield* unreachable(scene, flood(scene));
}

function* unroutable(scene: Scene, producer: Producer): Iterable<Finding> {
  const target = scene.find(producer.to);
  if (target?.kind !== "exchange" || flagSetting(target.settings, "internal") === true) return;
  const headers = headersOf(producer, target);
  const lost = publishedKeys(scene.topology, producer, target).filter(
    (key) => reach(scene, target, key, false, headers).arrivals.length === 0,
  );
  // Where a further key finds a queue the message counts as routed (R-EXCH-19).
  const further = furtherKeys(scene.topology, producer);
  if (further.some((key) => reach(scene, target, key, true, headers).arrivals.length > 0)) return;
  if (lost.length === 0) return;
  const others = lost.length > KEYS_SHOWN ? ` and ${lost.length - KEYS_SHOWN} more` : "";
  const isCaught = lost.every((key) => reach(scene, target, key, true, headers).arrivals.length > 0);
  yield report.unroutable(
    placeOf(producer, "routing-key"),
    {
      producer: endpointName(producer),
      exchange: target.name,
      keys: lost[0] === ANY_KEY ? "it has" : `${lost.slice(0, KEYS_SHOWN).map(showKey).join(", ")}${others}`,
      alternate: isCaught ? " but that of the alternate exchange" : "",
    },
    { related: [{ span: placeOf(target), label: "the exchange" }] },
  );
}

function* withoutBindings(scene: Scene): Iterable<Finding> {
  const letters = new Set(scene.queues.map((queue) => deadLettering(queue)?.exchange));
  const published = new Set(scene.producers.map(({ to }) => scene.find(to)));
  for (const exchange of scene.exchanges) {
    const isTold = published.has(exchange) || letters.has(physicalName(exchange));
    const { settings } = exchange;
    if (
      isTold ||
      "alternate-exchange" in settings ||
      "alternate" in settings ||
      scene.bindingsFrom(exchange).length > 0
    )
      continue;
    yield report["exchange-without-bindings"](placeOf(exchange), { exchange: exchange.name });
  }
}

function* unreachable(scene: Scene, { keys, exchanges }: Flood): Iterable<Finding> {
  // What passes messages on counts as if it had some: one finding says enough about a whole branch.
  const passedTo = new Set<Channel>();
  for (const queue of scene.queues) {
    const letters = deadLettering(queue);
    const reached =
      letters === undefined || keys.has(queue) ? undefined : deadLetters(scene, letters, ANY_KEY);
    for (const arrival of reached?.arrivals ?? []) passedTo.add(arrival.queue);
    for (const exchange of reached?.exchanges ?? []) passedTo.add(exchange);
  }
  for (const exchange of scene.exchanges) {
    const alternate = scene.exchange(textSetting(exchange.settings, "alternate-exchange") ?? "");
    if (alternate !== undefined) passedTo.add(alternate);
    for (const { to } of scene.bindingsFrom(exchange)) {
      const target = scene.find(to);
      if (target?.kind === "exchange") passedTo.add(target);
    }
  }
  const dry = new Set(scene.exchanges.filter((exchange) => !exchanges.has(exchange)));
  for (const exchange of dry) {
    if (passedTo.has(exchange) || exchange.implied === true || scene.bindingsFrom(exchange).length === 0)
      continue;
    yield report["unreachable-exchange"](placeOf(exchange), { exchange: exchange.name });
  }
  const sources = new Map<Channel, boolean>();
  for (const { from, to } of scene.bindings) {
    const [source, target] = [scene.find(from), scene.find(to)];
    if (source === undefined || target === undefined) continue;
    sources.set(target, (sources.get(target) ?? true) && !dry.has(source));
  }
  for (const queue of scene.queues) {
    if (keys.has(queue) || passedTo.has(queue) || sources.get(queue) === false) continue;
    yield unreachableQueue(scene, queue, sources.has(queue));
  }
}

function firstWord(key: string): string {
  return key.split(".")[0] ?? "";
}

function bindingsTo(scene: Scene, queue: Channel): readonly Binding[] {
  return scene.bindings.filter(({ to }) => scene.find(to) === queue);
}

function unreachableQueue(scene: Scene, queue: Channel, isBound: boolean): Finding {
  const reason = isBound
    ? "no routing key that is published matches a binding of it"
    : "it is bound to no exchange, and nothing is sent to it";
  const related = bindingsTo(scene, queue).map((binding) => deafBinding(scene, binding));
  return report["unreachable-queue"](placeOf(queue), { queue: queue.name, reason }, { related });
}

/** A binding that nothing matches, with some of the keys that are published there. */
function deafBinding(scene: Scene, binding: Binding): Related {
  const exchange = scene.find(binding.from);
  const sent = scene.producers.filter(({ to }) => exchange !== undefined && scene.find(to) === exchange);
  const keys = sent.flatMap((producer) =>
    exchange === undefined ? [] : publishedKeys(scene.topology, producer, exchange),
  );
  // Those that begin like it are the ones that were meant.
  const words = new Set(textsSetting(binding.settings, "key").map(firstWord));
  const alike = keys.filter((key) => key !== ANY_KEY && words.has(firstWord(key)));
  const shown = [...new Set([...alike, ...keys])].slice(0, KEYS_SHOWN).map(showKey).join(", ");
  const more = keys.length > KEYS_SHOWN ? ", …" : "";
  return {
    span: placeOf(binding, "key"),
    label: shown === "" ? "bound here" : `what is published is ${shown}${more}`,
  };
}
