/** One virtual host of a definitions file in a draft: its broker, exchanges, queues and bindings. */
import { userParts } from "../../../diagnostics/mask.ts";
import { EXCHANGE_TYPES } from "../vocabulary/types.ts";
import type {
  BindingDefinition,
  Definitions,
  ExchangeDefinition,
  QueueDefinition,
  VhostDefinition,
} from "./definitions.ts";
import { isModelledQueue, predeclared, queueTypeWord } from "./implied.ts";
import type { DraftSource, LeftOut } from "./draft-source.ts";
import type {
  ChannelKey,
  DraftBinding,
  DraftBroker,
  DraftChannel,
  DraftSetting,
} from "../../../drafts/draft.ts";
import type { Effective, Policies } from "./policies.ts";
import { plain, quoted } from "../../../drafts/quote.ts";
import { bindingText, settingOf, settingTexts } from "./settings-text.ts";
import { STAND_INS } from "./stand-ins.ts";

/** What a section is drafted from. */
interface SectionPlan {
  readonly vhost: VhostDefinition;
  readonly source: DraftSource;
  readonly isOnly: boolean;
}

/** Drafted by its constructor. */
export class Section {
  readonly broker: DraftBroker;
  readonly channels: DraftChannel[] = [];
  readonly bindings: DraftBinding[] = [];
  readonly leftOut: LeftOut[] = [];
  readonly #byName = new Map<string, { readonly key: ChannelKey; readonly isByHeaders: boolean }>();
  readonly #queues = new Set<string>();
  readonly #policies: Policies;
  readonly #plan: SectionPlan;

  constructor(definitions: Definitions, policies: Policies, plan: SectionPlan) {
    this.#policies = policies;
    this.#plan = plan;
    const vhost = plan.vhost.name;
    const queues = definitions.queues.filter((each) => each.vhost === vhost);
    const exchanges = definitions.exchanges.filter((each) => each.vhost === vhost);
    const bindings = definitions.bindings.filter((each) => each.vhost === vhost);
    this.broker = this.#drafted(queues.some((queue) => this.#typeOf(queue) === "quorum"));
    for (const queue of queues) {
      const isDrafted = isModelledQueue(this.#typeOf(queue)) && userParts(queue.name).length === 0;
      if (isDrafted) this.#queues.add(queue.name);
    }
    for (const exchange of [...exchanges, ...predeclared(exchanges, bindings)]) this.#exchange(exchange);
    for (const queue of queues) this.#queue(queue);
    for (const binding of bindings) this.#binding(binding);
  }

  #drafted(hasQuorum: boolean): DraftBroker {
    const { vhost, source, isOnly } = this.#plan;
    const type = this.#defaultType();
    const { name } = vhost;
    return {
      key: brokerKey(name),
      type: "rabbitmq",
      wish: isOnly ? "rabbit" : name === "/" ? "rabbit-default" : `rabbit-${name}`,
      settings: [
        { name: "version", text: quoted(source.version) },
        { name: "nodes", text: hasQuorum ? "3" : "1" },
        { name: "vhost", text: quoted(name) },
        ...(type === "classic" ? [] : [{ name: "default-queue-type", text: type }]),
      ],
      ...this.#from(vhost.line, []),
      isWhole: true,
    };
  }

  #defaultType(): string {
    return queueTypeWord(this.#plan.vhost.defaultQueueType) === "quorum" ? "quorum" : "classic";
  }

  #typeOf(queue: QueueDefinition): string {
    const argument = queue.arguments.get("x-queue-type")?.value;
    const said =
      argument?.kind === "value" && typeof argument.value === "string" ? argument.value : queue.type;
    return queueTypeWord(said) ?? this.#defaultType();
  }

  #keyOf(kind: "queue" | "exchange", name: string): ChannelKey {
    return { broker: brokerKey(this.#plan.vhost.name), kind, name };
  }

  #exchange(exchange: ExchangeDefinition): void {
    const { name, line, type } = exchange;
    const what = `exchange ${quoted(name)}`;
    if (name === "" || !this.#accepts(what, name, line, "exchange")) return;
    if (!EXCHANGE_TYPES.some((each) => each === type)) {
      this.#leave(what, line, `exchanges of type ${plain(type)} are not supported yet`);
      return;
    }
    const effective = this.#policies.apply({
      ...exchange,
      kind: "exchange",
      version: this.#plan.source.version,
    });
    const said = settingTexts("exchange", without(effective, []));
    const alternate = textOf(effective, "alternate-exchange");
    const key = this.#keyOf("exchange", name);
    this.#byName.set(`exchange ${name}`, { key, isByHeaders: type === "headers" });
    this.channels.push({
      key,
      ...DECLARED,
      settings: [
        { name: "type", text: type },
        flag("durable", exchange.durable, true),
        flag("auto-delete", exchange.autoDelete, false),
        flag("internal", exchange.internal, false),
        ...said.settings.map(settingOf),
      ],
      ...this.#from(line, effective.policies, said.leftOut),
      ...(alternate === undefined ? {} : { passesTo: [this.#keyOf("exchange", alternate)] }),
      ...(exchange.internal ? { isInternal: true } : {}),
      ...STAND_INS.exchange,
    });
  }

  #queue(queue: QueueDefinition): void {
    const { name, line } = queue;
    const what = `queue ${quoted(name)}`;
    if (!this.#accepts(what, name, line, "queue")) return;
    const type = this.#typeOf(queue);
    if (!isModelledQueue(type)) {
      this.#leave(what, line, `queues of type ${plain(type)} are not supported yet`);
      return;
    }
    const effective = this.#policies.apply({
      ...queue,
      kind: "queue",
      type,
      version: this.#plan.source.version,
    });
    const target = this.#deadLetterQueue(effective);
    const letters = target === undefined ? [] : ["x-dead-letter-exchange", "x-dead-letter-routing-key"];
    const said = settingTexts("queue", without(effective, ["x-queue-type", ...letters]));
    const key = this.#keyOf("queue", name);
    this.#byName.set(`queue ${name}`, { key, isByHeaders: false });
    const passed = this.#deadLettersOf(effective);
    this.channels.push({
      key,
      ...DECLARED,
      settings: [
        { name: "type", text: type },
        flag("durable", queue.durable, true),
        flag("auto-delete", queue.autoDelete, false),
        ...(target === undefined ? [] : [{ name: "dead-letter", text: "queue ", channel: target }]),
        ...said.settings.map(settingOf),
      ],
      ...this.#from(line, effective.policies, said.leftOut),
      ...(passed === undefined ? {} : { passesTo: [passed] }),
      ...STAND_INS.queue,
    });
  }

  /** Through the default exchange to a queue of the draft: the language has a short form. */
  #deadLetterQueue(effective: Effective): ChannelKey | undefined {
    const passed = this.#deadLettersOf(effective);
    return passed?.kind === "queue" && this.#queues.has(passed.name) ? passed : undefined;
  }

  #deadLettersOf(effective: Effective): ChannelKey | undefined {
    const exchange = textOf(effective, "x-dead-letter-exchange");
    if (exchange === undefined) return undefined;
    const key = textOf(effective, "x-dead-letter-routing-key");
    if (exchange !== "") return this.#keyOf("exchange", exchange);
    return key === undefined ? undefined : this.#keyOf("queue", key);
  }

  #binding(binding: BindingDefinition): void {
    const { source, destination, line, key } = binding;
    // The default exchange binds every queue by itself (R-EXCH-05).
    if (source === "") return;
    const what = `the binding of ${quoted(destination)} to ${quoted(source)}`;
    const from = this.#byName.get(`exchange ${source}`);
    const to = this.#byName.get(`${binding.toQueue ? "queue" : "exchange"} ${destination}`);
    if (from === undefined || to === undefined) {
      this.#leave(what, line, `the ${from === undefined ? "exchange" : "destination"} is not in this draft`);
      return;
    }
    if (userParts(key).length > 0) {
      this.#leave(what, line, "its key looks like an address with a password");
      return;
    }
    const said = bindingText(binding, from.isByHeaders);
    if (said === undefined) {
      this.#leave(what, line, "its arguments cannot be written down");
      return;
    }
    const isLess = !from.isByHeaders && binding.arguments.size > 0;
    const note = isLess ? ["arguments, which only a headers exchange reads, are left out"] : [];
    const settings = said.trim() === "" ? [] : [settingOf(said.trim())];
    this.bindings.push({ from: from.key, to: to.key, settings, ...this.#from(line, [], note) });
  }

  /** Whether a declaration can stand in a draft at all. */
  #accepts(what: string, name: string, line: number, kind: string): boolean {
    if (userParts(name).length > 0)
      this.#leave(`${kind} with a name`, line, "its name looks like an address with a password");
    else if (this.#byName.has(`${kind} ${name}`)) this.#leave(what, line, "it stands in the file twice");
    else return true;
    return false;
  }

  #leave(what: string, line: number, reason: string): void {
    this.leftOut.push({ what: plain(what), line, reason });
  }

  #from(line: number, policies: Effective["policies"], notes: readonly string[] = []): Origin {
    const origin = line === 0 ? this.#plan.source.file : `${this.#plan.source.file}:${line}`;
    const applied = policies.map((policy) => `policy ${quoted(policy.name)} (line ${policy.line})`);
    return { origins: [origin], notes: [...applied, ...notes] };
  }
}

interface Origin {
  readonly origins: readonly string[];
  readonly notes: readonly string[];
}

/** A definitions file is what the broker has, and says all of it. */
const DECLARED = { declaredBy: "definitions", isWhole: true, isActual: true } as const;

/** The broker that a virtual host is in a draft. */
export function brokerKey(vhost: string): string {
  return `rabbitmq ${JSON.stringify(vhost)}`;
}

function flag(name: string, value: boolean, byDefault: boolean): DraftSetting {
  return { name, text: `${value}`, ...(value === byDefault ? { isDefault: true } : {}) };
}

function without({ arguments: all }: Effective, names: readonly string[]): Effective["arguments"] {
  return new Map([...all].filter(([name]) => !names.includes(name)));
}

function textOf({ arguments: all }: Effective, name: string): string | undefined {
  const node = all.get(name)?.value;
  return node?.kind === "value" && typeof node.value === "string" ? node.value : undefined;
}
