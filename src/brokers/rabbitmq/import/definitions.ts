/**
 * What a RabbitMQ definitions file says of queues, exchanges, bindings and policies. Users, their hashes, permissions
 * and the values of parameters are never read, so they cannot come out again.
 */
import { type Argument, argumentsOf, type Entry, flag, object, text } from "./entry.ts";
import type { JsonNode } from "./json.ts";

export interface QueueDefinition {
  readonly vhost: string;
  readonly name: string;
  readonly line: number;
  readonly durable: boolean;
  readonly autoDelete: boolean;
  readonly type: string | undefined;
  readonly arguments: ReadonlyMap<string, Argument>;
}

export interface ExchangeDefinition {
  readonly vhost: string;
  readonly name: string;
  readonly line: number;
  readonly type: string;
  readonly durable: boolean;
  readonly autoDelete: boolean;
  readonly internal: boolean;
  readonly arguments: ReadonlyMap<string, Argument>;
}

export interface BindingDefinition {
  readonly vhost: string;
  readonly source: string;
  readonly destination: string;
  readonly toQueue: boolean;
  readonly key: string;
  readonly line: number;
  /** They decide on headers exchanges and are otherwise ignored. */
  readonly arguments: ReadonlyMap<string, Argument>;
}

export interface PolicyDefinition {
  readonly vhost: string;
  readonly name: string;
  readonly line: number;
  readonly pattern: string;
  readonly applyTo: string;
  readonly priority: number;
  readonly operator: boolean;
  readonly definition: ReadonlyMap<string, Argument>;
}

export interface VhostDefinition {
  readonly name: string;
  readonly line: number;
  readonly defaultQueueType: string | undefined;
}

export interface Definitions {
  readonly version: string | undefined;
  readonly vhosts: readonly VhostDefinition[];
  readonly queues: readonly QueueDefinition[];
  readonly exchanges: readonly ExchangeDefinition[];
  readonly bindings: readonly BindingDefinition[];
  /** User policies and operator policies, in the order of the file. */
  readonly policies: readonly PolicyDefinition[];
  /** How many shovels and federation upstreams there are: they move messages, and are not drafted. */
  readonly movers: { readonly shovels: number; readonly upstreams: number };
  /** Entries of a wrong shape, by what they are and where: they are left out. */
  readonly broken: readonly { readonly what: string; readonly line: number }[];
}

/** Lists of which at least one makes a file a definitions file. */
const SECTIONS = ["queues", "exchanges", "bindings", "policies", "vhosts"] as const;

/** Reads `root`; a text says what the file looks like instead. */
export function readDefinitions(root: JsonNode): Definitions | string {
  if (root.kind !== "object") return "it is no JSON object";
  const known = SECTIONS.filter((section) => root.entries.get(section)?.kind === "array");
  if (known.length === 0) return "it has no list of queues, exchanges, bindings, policies or vhosts";
  const reading = new Reading(root.entries);
  const parameters = reading.list("parameters");
  return {
    version: reading.version(),
    vhosts: reading.list("vhosts").map(vhost).filter(isDefined),
    queues: reading.each("queues", queue),
    exchanges: reading.each("exchanges", exchange),
    bindings: reading.each("bindings", binding),
    policies: [
      ...reading.each("policies", (entry) => policy(entry, entry, false)),
      ...parameters.map(operatorPolicy).filter(isDefined),
    ],
    movers: {
      shovels: parameters.filter((entry) => text(entry, "component") === "shovel").length,
      upstreams: parameters.filter((entry) => text(entry, "component") === "federation-upstream").length,
    },
    broken: reading.broken,
  };
}

class Reading {
  readonly broken: { readonly what: string; readonly line: number }[] = [];
  readonly #root: ReadonlyMap<string, JsonNode>;

  constructor(root: ReadonlyMap<string, JsonNode>) {
    this.#root = root;
  }

  version(): string | undefined {
    const node = this.#root.get("rabbitmq_version") ?? this.#root.get("rabbit_version");
    return node?.kind === "value" && typeof node.value === "string" ? node.value : undefined;
  }

  /** The objects of a list; what is no object in it is left out. */
  list(section: string): readonly Entry[] {
    const node = this.#root.get(section);
    if (node === undefined) return [];
    if (node.kind !== "array") {
      this.broken.push({ what: `\`${section}\`, which is no list,`, line: node.line });
      return [];
    }
    const objects: Entry[] = [];
    node.items.forEach((item, i) => {
      if (item.kind === "object") objects.push(item);
      else this.broken.push({ what: `entry ${i + 1} of \`${section}\``, line: item.line });
    });
    return objects;
  }

  each<T>(section: string, read: (entry: Entry) => T | undefined): readonly T[] {
    const found: T[] = [];
    for (const entry of this.list(section)) {
      const value = read(entry);
      if (value === undefined) this.broken.push({ what: `an entry of \`${section}\``, line: entry.line });
      else found.push(value);
    }
    return found;
  }
}

function isDefined<T>(value: T | undefined): value is T {
  return value !== undefined;
}

function vhost(entry: Entry): VhostDefinition | undefined {
  const name = text(entry, "name");
  if (name === undefined) return undefined;
  const metadata = object(entry, "metadata");
  const type =
    text(entry, "default_queue_type") ??
    (metadata === undefined ? undefined : text(metadata, "default_queue_type"));
  return { name, line: entry.line, defaultQueueType: type };
}

/** An export of one virtual host leaves its name out. */
function vhostOf(entry: Entry): string {
  return text(entry, "vhost") ?? "/";
}

function queue(entry: Entry): QueueDefinition | undefined {
  const name = text(entry, "name");
  if (name === undefined) return undefined;
  return {
    vhost: vhostOf(entry),
    name,
    line: entry.line,
    durable: flag(entry, "durable") ?? true,
    autoDelete: flag(entry, "auto_delete") ?? false,
    type: text(entry, "type"),
    arguments: argumentsOf(entry, "arguments"),
  };
}

function exchange(entry: Entry): ExchangeDefinition | undefined {
  const name = text(entry, "name");
  const type = text(entry, "type");
  if (name === undefined || type === undefined) return undefined;
  return {
    vhost: vhostOf(entry),
    name,
    line: entry.line,
    type,
    durable: flag(entry, "durable") ?? true,
    autoDelete: flag(entry, "auto_delete") ?? false,
    internal: flag(entry, "internal") ?? false,
    arguments: argumentsOf(entry, "arguments"),
  };
}

function binding(entry: Entry): BindingDefinition | undefined {
  const source = text(entry, "source");
  const destination = text(entry, "destination");
  const kind = text(entry, "destination_type") ?? "queue";
  if (source === undefined || destination === undefined || (kind !== "queue" && kind !== "exchange"))
    return undefined;
  return {
    vhost: vhostOf(entry),
    source,
    destination,
    toQueue: kind === "queue",
    key: text(entry, "routing_key") ?? "",
    line: entry.line,
    arguments: argumentsOf(entry, "arguments"),
  };
}

/** `named` holds name and virtual host, `entry` the rest: the same object but for an operator policy. */
function policy(named: Entry, entry: Entry, operator: boolean): PolicyDefinition | undefined {
  const name = text(named, "name");
  const pattern = text(entry, "pattern");
  if (name === undefined || pattern === undefined) return undefined;
  const priority = entry.entries.get("priority");
  return {
    vhost: vhostOf(named),
    name,
    line: named.line,
    pattern,
    applyTo: text(entry, "apply-to") ?? "all",
    priority: priority?.kind === "value" && typeof priority.value === "number" ? priority.value : 0,
    operator,
    definition: argumentsOf(entry, "definition"),
  };
}

/** An export holds operator policies among the parameters; no other parameter's value is read. */
function operatorPolicy(entry: Entry): PolicyDefinition | undefined {
  if (text(entry, "component") !== "operator_policy") return undefined;
  const value = object(entry, "value");
  return value === undefined ? undefined : policy(entry, value, true);
}
