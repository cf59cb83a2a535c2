/** One virtual host of a definitions file as lines of a draft: its broker, exchanges, queues and bindings. */
import { userParts } from "../../../diagnostics/mask.ts";
import { EXCHANGE_TYPES } from "../vocabulary/types.ts";
import type {
  BindingDefinition,
  Definitions,
  ExchangeDefinition,
  QueueDefinition,
  VhostDefinition,
} from "./definitions.ts";
import type { Drafted, DraftedBinding } from "./endpoints.ts";
import { isModelledQueue, predeclared, queueTypeWord } from "./implied.ts";
import type { DraftSource, LeftOut } from "./draft-source.ts";
import type { Names } from "../../../drafts/names.ts";
import type { Effective, Policies } from "./policies.ts";
import { comment, plain, quoted } from "../../../drafts/quote.ts";
import { bindingText, settingTexts } from "./settings-text.ts";

/** What a section is drafted from. */
interface SectionPlan {
  readonly vhost: VhostDefinition;
  readonly source: DraftSource;
  readonly isOnly: boolean;
}

/** Drafted by its constructor; `lines` end without an empty one. */
export class Section {
  readonly lines: string[] = [];
  readonly leftOut: LeftOut[] = [];
  readonly drafted: Drafted[] = [];
  readonly bindings: DraftedBinding[] = [];
  readonly #byName = new Map<string, Drafted>();
  readonly #queueIds = new Map<string, string>();
  readonly #policies: Policies;
  readonly #names: Names;
  readonly #plan: SectionPlan;
  readonly #broker: string;

  constructor(definitions: Definitions, policies: Policies, names: Names, plan: SectionPlan) {
    this.#policies = policies;
    this.#names = names;
    this.#plan = plan;
    const vhost = plan.vhost.name;
    this.#broker = names.of(
      "broker",
      vhost,
      plan.isOnly ? "rabbit" : vhost === "/" ? "rabbit-default" : `rabbit-${vhost}`,
    );
    const queues = definitions.queues.filter((each) => each.vhost === vhost);
    const exchanges = definitions.exchanges.filter((each) => each.vhost === vhost);
    const bindings = definitions.bindings.filter((each) => each.vhost === vhost);
    this.lines.push(this.#brokerLine(queues.some((queue) => this.#typeOf(queue) === "quorum")), "");
    for (const queue of queues) {
      const isDrafted = isModelledQueue(this.#typeOf(queue)) && userParts(queue.name).length === 0;
      if (isDrafted) this.#queueIds.set(queue.name, this.#idOf("queue", queue.name));
    }
    for (const exchange of [...exchanges, ...predeclared(exchanges, bindings)]) this.#exchange(exchange);
    for (const queue of queues) this.#queue(queue);
    for (const binding of bindings) this.#binding(binding);
    while (this.lines.at(-1) === "") this.lines.pop();
  }

  #brokerLine(hasQuorum: boolean): string {
    const { vhost, source } = this.#plan;
    const settings = [
      "type: rabbitmq",
      `version: "${source.version}"`,
      `nodes: ${hasQuorum ? 3 : 1}`,
      `vhost: ${quoted(vhost.name)}`,
    ];
    const type = this.#defaultType();
    if (type !== "classic") settings.push(`default-queue-type: ${type}`);
    return `broker ${this.#broker} { ${settings.join(", ")} } ${this.#from(vhost.line, [])}`;
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

  #idOf(kind: string, name: string): string {
    return this.#names.of(kind, JSON.stringify([this.#plan.vhost.name, name]), name);
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
    const id = this.#idOf("exchange", name);
    const said = settingTexts("exchange", without(effective, []));
    const settings = [
      ...this.#nameSetting(id, name),
      `type: ${type}`,
      ...(exchange.durable ? [] : ["durable: false"]),
      ...(exchange.autoDelete ? ["auto-delete: true"] : []),
      ...(exchange.internal ? ["internal: true"] : []),
      ...said.settings,
    ];
    this.#declare({
      id,
      name,
      kind: "exchange",
      internal: exchange.internal,
      isByHeaders: type === "headers",
      passesTo: textOf(effective, "alternate-exchange"),
      deadLetterKey: undefined,
    });
    this.#line("exchange", id, settings, this.#from(line, effective.policies, said.leftOut));
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
    const id = this.#idOf("queue", name);
    const target = this.#deadLetterQueue(effective);
    const letters = target === undefined ? [] : ["x-dead-letter-exchange", "x-dead-letter-routing-key"];
    const said = settingTexts("queue", without(effective, ["x-queue-type", ...letters]));
    const settings = [
      ...this.#nameSetting(id, name),
      `type: ${type}`,
      ...(queue.durable ? [] : ["durable: false"]),
      ...(queue.autoDelete ? ["auto-delete: true"] : []),
      ...(target === undefined ? [] : [`dead-letter: queue ${target}`]),
      ...said.settings,
    ];
    this.#declare({
      id,
      name,
      kind: "queue",
      internal: false,
      isByHeaders: false,
      passesTo: textOf(effective, "x-dead-letter-exchange"),
      deadLetterKey: textOf(effective, "x-dead-letter-routing-key"),
    });
    this.#line("queue", id, settings, this.#from(line, effective.policies, said.leftOut));
  }

  /** Through the default exchange to a queue of the draft: the language has a short form. */
  #deadLetterQueue(effective: Effective): string | undefined {
    const key = textOf(effective, "x-dead-letter-routing-key");
    const isDefault = textOf(effective, "x-dead-letter-exchange") === "";
    return isDefault && key !== undefined ? this.#queueIds.get(key) : undefined;
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
    const target = to.kind === "exchange" ? `exchange ${to.id}` : to.id;
    this.lines.push(`bind ${from.id} -> ${target} {${said}} ${this.#from(line, [], note)}`);
    this.bindings.push({ from, to });
  }

  #line(kind: string, id: string, settings: readonly string[], from: string): void {
    this.lines.push(`${kind} ${id} on ${this.#broker} { ${settings.join(", ")} } ${from}`);
  }

  #declare(drafted: Drafted): void {
    this.drafted.push(drafted);
    this.#byName.set(`${drafted.kind} ${drafted.name}`, drafted);
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

  #nameSetting(id: string, name: string): readonly string[] {
    return id === name ? [] : [`name: ${quoted(name)}`];
  }

  #from(line: number, policies: Effective["policies"], notes: readonly string[] = []): string {
    const origin = line === 0 ? this.#plan.source.file : `${this.#plan.source.file}:${line}`;
    const applied = policies.map((policy) => `policy ${quoted(policy.name)} (line ${policy.line})`);
    return comment([origin, ...applied, ...notes].join(", "));
  }
}

function without({ arguments: all }: Effective, names: readonly string[]): Effective["arguments"] {
  return new Map([...all].filter(([name]) => !names.includes(name)));
}

function textOf({ arguments: all }: Effective, name: string): string | undefined {
  const node = all.get(name)?.value;
  return node?.kind === "value" && typeof node.value === "string" ? node.value : undefined;
}
