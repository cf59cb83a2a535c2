/**
 * Which queues a message can come to, and under which key. Where a key is not known, a way that may be taken is
 * taken: what is found unreachable here surely is.
 */
import { textSetting } from "../../../model/setting.ts";
import type { Binding, Channel } from "../../../model/topology.ts";
import { directMatches, topicMatches } from "../settings/keys.ts";
import { type Headers, headersMatch } from "../settings/headers.ts";
import { headersOf } from "../settings/routing.ts";
import { ANY_KEY, furtherKeys, type Key, literal, publishedKeys, textOfKey } from "./keys.ts";
import type { Scene } from "./scene.ts";

/** A queue with the key under which a message comes to it. */
export interface Arrival {
  readonly queue: Channel;
  readonly key: Key;
}

/** What a message published to an exchange can come to. */
export interface Reached {
  readonly arrivals: readonly Arrival[];
  readonly exchanges: ReadonlySet<Channel>;
}

/** The keys of a binding: the empty one where none is written. */
export function bindingKeys(binding: Binding): readonly string[] {
  const key = binding.settings["key"];
  if (Array.isArray(key)) return key.filter((each): each is string => typeof each === "string");
  return [textSetting(binding.settings, "key") ?? ""];
}

/**
 * From `exchange` with `key`, over bindings; `alternates`: over alternate exchanges too (R-EXCH-10, R-EXCH-11). Where
 * nothing is said of headers they may be any.
 */
export function reach(
  scene: Scene,
  exchange: Channel,
  key: Key,
  alternates: boolean,
  headers?: Headers,
): Reached {
  const exchanges = new Set<Channel>([exchange]);
  const arrivals: Arrival[] = [];
  const open: { readonly exchange: Channel; readonly key: Key }[] = [{ exchange, key }];
  const visit = (next: Channel, nextKey: Key): void => {
    if (exchanges.has(next)) return;
    exchanges.add(next);
    open.push({ exchange: next, key: nextKey });
  };
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    for (const binding of scene.bindingsFrom(at.exchange)) {
      const target = scene.find(binding.to);
      const passed = target === undefined ? undefined : passing(at.exchange, binding, at.key, headers);
      if (target === undefined || passed === undefined) continue;
      if (target.kind === "queue") arrivals.push({ queue: target, key: passed });
      else visit(target, passed);
    }
    const alternate = alternates
      ? scene.exchange(textSetting(at.exchange.settings, "alternate-exchange") ?? "")
      : undefined;
    if (alternate !== undefined) visit(alternate, at.key);
  }
  return { arrivals, exchanges };
}

/** The key of what `binding` lets through of `key`; undefined if nothing. An unknown key becomes the binding's own. */
function passing(
  exchange: Channel,
  binding: Binding,
  key: Key,
  headers: Headers | undefined,
): Key | undefined {
  const type = textSetting(exchange.settings, "type");
  if (type === "headers" && headers !== undefined)
    return headersMatch(binding.settings["match"], headers) ? key : undefined;
  if (type !== "direct" && type !== "topic") return key;
  const matches = type === "direct" ? directMatches : topicMatches;
  if (key !== ANY_KEY) return bindingKeys(binding).some((pattern) => matches(pattern, key)) ? key : undefined;
  const [only, ...others] = bindingKeys(binding);
  if (only === undefined || others.length > 0) return key;
  return type === "direct" || !/(^|\.)[*#](\.|$)/.test(only) ? literal(only) : key;
}

/** Where dead letters of `queue` go, by their key; undefined where it has no dead-letter exchange, or an unknown one. */
export interface DeadLettering {
  /** `""` is the default exchange. */
  readonly exchange: string;
  /** Undefined: their own. */
  readonly key: string | undefined;
}

export function deadLettering(queue: Channel): DeadLettering | undefined {
  const exchange = textSetting(queue.settings, "dead-letter-exchange");
  if (exchange === undefined) return undefined;
  const key = textSetting(queue.settings, "dead-letter-routing-key");
  return { exchange, key: key === undefined ? undefined : literal(key) };
}

/** What dead letters with `key` come to. `undefined`: the exchange is not declared here. */
export function deadLetters(
  scene: Scene,
  { exchange, key: own }: DeadLettering,
  key: Key,
): Reached | undefined {
  const used = own ?? key;
  if (exchange !== "") {
    const target = scene.exchange(exchange);
    return target === undefined ? undefined : reach(scene, target, used, true);
  }
  const name = textOfKey(used);
  const queue = name === undefined ? undefined : scene.queue(name);
  return { arrivals: queue === undefined ? [] : [{ queue, key: used }], exchanges: new Set() };
}

/** What can come where, over the whole broker. */
export interface Flood {
  readonly keys: ReadonlyMap<Channel, ReadonlySet<Key>>;
  readonly exchanges: ReadonlySet<Channel>;
}

/** More keys than this in one queue count as any. */
const KEYS_PER_QUEUE = 200;

/** Everything that producers publish, that handlers park, and what of it is dead-lettered on. */
export function flood(scene: Scene): Flood {
  const keys = new Map<Channel, Set<Key>>();
  const exchanges = new Set<Channel>();
  const open: Arrival[] = [];
  const arrive = ({ arrivals, exchanges: passed }: Reached): void => {
    for (const exchange of passed) exchanges.add(exchange);
    for (const arrival of arrivals) {
      const known = keys.get(arrival.queue) ?? new Set<Key>();
      keys.set(arrival.queue, known);
      const key = known.size < KEYS_PER_QUEUE ? arrival.key : ANY_KEY;
      if (known.has(key)) continue;
      known.add(key);
      open.push({ queue: arrival.queue, key });
    }
  };
  for (const { target, key, headers } of sources(scene)) {
    arrive(
      target.kind === "queue"
        ? { arrivals: [{ queue: target, key }], exchanges: new Set() }
        : reach(scene, target, key, true, headers),
    );
  }
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    const letters = deadLettering(at.queue);
    const reached = letters === undefined ? undefined : deadLetters(scene, letters, at.key);
    if (reached !== undefined) arrive(reached);
  }
  return { keys, exchanges };
}

interface SentTo {
  readonly target: Channel;
  readonly key: Key;
  readonly headers?: Headers;
}

function* sources(scene: Scene): Iterable<SentTo> {
  for (const producer of scene.producers) {
    const target = scene.find(producer.to);
    if (target === undefined) continue;
    const headers = headersOf(producer, target);
    for (const key of publishedKeys(scene.topology, producer, target)) yield { target, key, headers };
    for (const key of furtherKeys(scene.topology, producer))
      yield* furtherSource(scene, target, key, headers);
  }
  for (const { onFailure } of scene.consumers) {
    const last = onFailure.kind === "retry" ? onFailure.then : onFailure;
    const target = last?.kind === "park" ? scene.find(last.target) : undefined;
    if (target !== undefined)
      yield { target, key: target.kind === "queue" ? literal(physicalOf(target)) : ANY_KEY };
  }
}

/** A further key goes to the same exchange; that of a send to a queue, to the default exchange. */
function* furtherSource(scene: Scene, target: Channel, key: Key, headers: Headers): Iterable<SentTo> {
  const name = textOfKey(key);
  const queue = name === undefined ? undefined : scene.queue(name);
  if (target.kind !== "queue") yield { target, key, headers };
  else if (queue !== undefined) yield { target: queue, key, headers };
}

function physicalOf(channel: Channel): string {
  return channel.physicalName ?? channel.name;
}
