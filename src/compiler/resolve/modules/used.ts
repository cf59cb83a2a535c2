/** What a topology uses of others: their entities stand beside its own, so that flows through both are judged. */
import type { DeclarationNode, DocumentNode, Name, UseNode } from "../../../../grammar/tree.ts";
import type { FindingSink } from "../../../diagnostics/sink.ts";
import type { Origin } from "../../../model/origin.ts";
import type { Topology } from "../../../model/topology.ts";
import { placeOf } from "../../../model/setting.ts";
import type { CompileBroker } from "../../broker.ts";
import { quoted } from "../describe.ts";
import type { Scope } from "../scope.ts";
import { modules } from "./modules.diagnostics.ts";
import { renamed, type Renaming } from "./renamed.ts";

/** A topology that another uses. */
export interface UsedModule {
  /** As it calls itself, and as names of it begin. */
  readonly name: string;
  /** As written, with what it uses itself. */
  readonly topology: Topology;
  /** `class name` of what it shares: `broker events`, `type Order`, `topic placed`, `service checkout`. */
  readonly shared: ReadonlySet<string>;
  readonly at: UseNode;
}

/** Why a module cannot be used. */
export type ModuleAnswer =
  | { readonly kind: "found"; readonly module: Omit<UsedModule, "at"> }
  | { readonly kind: "missing"; readonly reason: string }
  | { readonly kind: "circular" | "broken" };

/** What each `use` leads to; what cannot be used is reported. */
export function usedModules(
  documents: readonly DocumentNode[],
  find: (use: UseNode, name: string) => ModuleAnswer,
  sink: FindingSink,
): readonly UsedModule[] {
  const uses = documents.flatMap(({ declarations }) =>
    declarations.flatMap((node) => (node.kind === "use" ? [node] : [])),
  );
  return uses.flatMap((use) =>
    use.names.flatMap((name): readonly UsedModule[] => {
      if (name.text === "") return [];
      const answer = find(use, name.text);
      if (answer.kind === "found") return [{ ...answer.module, at: use }];
      report(use, name, answer, sink);
      return [];
    }),
  );
}

function report(use: UseNode, { text, span }: Name, answer: ModuleAnswer, sink: FindingSink): void {
  const name = quoted(text);
  if (answer.kind === "circular") sink.add(modules.report.circularUse(span, { name }));
  if (answer.kind === "broken") sink.add(modules.report.brokenModule(span, { name }));
  if (answer.kind !== "missing") return;
  sink.add(
    modules.report.noModule(use.from.span, { name, from: quoted(use.from.text), reason: answer.reason }),
  );
}

/** `class name` of what is marked as shared. */
export function sharedOf(documents: readonly DocumentNode[]): ReadonlySet<string> {
  const nodes = documents.flatMap(({ declarations }) => declarations);
  return new Set(
    nodes.flatMap((node) => ("shared" in node && node.shared !== undefined ? [keyOf(node)] : [])),
  );
}

function keyOf(node: DeclarationNode): string {
  switch (node.kind) {
    case "channel":
      return `${node.channelKind.text} ${node.name.text}`;
    case "message":
    case "record":
    case "enum":
      return `type ${node.name.text}`;
    case "broker":
    case "service":
      return `${node.kind} ${node.name.text}`;
    default:
      return "";
  }
}

/** Names that this topology declares itself. */
export interface OwnNames {
  readonly brokers: ReadonlySet<string>;
  readonly types: ReadonlySet<string>;
  readonly services: ReadonlySet<string>;
  /** `kind name` */
  readonly channels: ReadonlySet<string>;
}

/** Entities of used modules, with names that nothing else has. */
export class Imports {
  readonly #scope: Scope;
  readonly #own: OwnNames;
  readonly #rules: ReadonlyMap<string, CompileBroker>;
  #topology: Topology = NOTHING;
  /** Names by which guarantees may speak of endpoints, by theirs: `orders.checkout.placing`. */
  readonly endpoints: Map<string, string> = new Map<string, string>();

  constructor(own: OwnNames, brokers: readonly CompileBroker[], scope: Scope) {
    this.#own = own;
    this.#rules = new Map(brokers.map((broker) => [broker.type, broker]));
    this.#scope = scope;
  }

  /** All that was taken. */
  get topology(): Topology {
    return this.#topology;
  }

  take(module: UsedModule): void {
    const renaming: Renaming = {
      brokers: this.#free(module, "brokers"),
      types: this.#free(module, "types"),
      services: this.#free(module, "services"),
    };
    if (this.#clashes(module)) {
      this.#scope.unusable.add(module.name);
      return;
    }
    const there = renamed(module.topology, renaming, module.name);
    const known = new Set(entitiesOf(this.#topology).map(originKey));
    const isNew = (entity: { readonly origin?: Origin }): boolean => !known.has(originKey(entity));
    this.#topology = {
      ...this.#topology,
      brokers: [...this.#topology.brokers, ...there.brokers.filter(isNew)],
      channels: [...this.#topology.channels, ...there.channels.filter(isNew)],
      bindings: [...this.#topology.bindings, ...there.bindings.filter(isNew)],
      services: [...this.#topology.services, ...there.services.filter(isNew)],
      types: [...this.#topology.types, ...there.types.filter(isNew)],
      enums: [...this.#topology.enums, ...there.enums.filter(isNew)],
    };
    this.#name(module, renaming);
  }

  /** Its own name where that is free or the very same entity has it, else one with the name of the module. */
  #free(module: UsedModule, of: "brokers" | "types" | "services"): ReadonlyMap<string, string> {
    const listed = (topology: Topology): readonly { readonly name: string; readonly origin?: Origin }[] =>
      of === "types" ? [...topology.types, ...topology.enums] : topology[of];
    const taken = new Map(listed(this.#topology).map((entity) => [originKey(entity), entity.name]));
    const used = new Set([...this.#own[of], ...taken.values()]);
    return new Map(
      listed(module.topology).map((entity) => {
        const same = entity.origin === undefined ? undefined : taken.get(originKey(entity));
        if (same !== undefined) return [entity.name, same];
        let name = entity.name;
        for (let i = 1; used.has(name); i++) name = `${module.name}-${entity.name}${i === 1 ? "" : `-${i}`}`;
        used.add(name);
        return [entity.name, name];
      }),
    );
  }

  /** A channel keeps its name, since settings of others name it. */
  #clashes({ name: module, topology, at }: UsedModule): boolean {
    const taken = new Map(
      this.#topology.channels.map((each) => [`${each.kind} ${each.name}`, originKey(each)]),
    );
    const clashing = topology.channels.find((each) => {
      const key = `${each.kind} ${each.name}`;
      const known = taken.get(key);
      return this.#own.channels.has(key) || (known !== undefined && known !== originKey(each));
    });
    if (clashing === undefined) return false;
    const { kind, name } = clashing;
    const related = [{ span: placeOf(clashing), label: "declared here" }];
    this.#scope.sink.add(modules.report.sharedClash(at.span, { module, kind, name }, { related }));
    return true;
  }

  /** What is shared has a name here; of the rest it is known that it is there. */
  #name({ name: module, topology, shared }: UsedModule, { brokers, types, services }: Renaming): void {
    const alias = (key: string, name: string): string | undefined => {
      const text = `${module}.${name}`;
      if (shared.has(key)) return text;
      this.#scope.hidden.add(text);
      return undefined;
    };
    for (const { name, type } of topology.brokers) {
      const text = alias(`broker ${name}`, name);
      const rules = this.#rules.get(type);
      const entry = { name: brokers.get(name) ?? name, ...(rules && { rules }) };
      this.#scope.foreign.set(entry.name, entry);
      if (text !== undefined) this.#scope.brokers.set(text, entry);
    }
    const declared = [
      ...topology.types,
      ...topology.enums.map((each) => ({ ...each, kind: "enum" as const })),
    ];
    for (const each of declared) {
      const text = alias(`type ${each.name}`, each.name);
      if (text === undefined) continue;
      this.#scope.types.set(text, {
        kind: each.kind,
        span: placeOf(each),
        name: types.get(each.name) ?? each.name,
      });
    }
    for (const channel of topology.channels) {
      const { kind, name } = channel;
      const text = alias(`${kind} ${name}`, name);
      if (text === undefined) continue;
      const broker = this.#scope.foreign.get(brokers.get(channel.broker) ?? channel.broker);
      this.#scope.addChannel({ kind, name, broker, span: placeOf(channel) }, text);
    }
    for (const { name: own, producers, consumers } of topology.services) {
      if (alias(`service ${own}`, own) === undefined) continue;
      for (const { name } of [...producers, ...consumers])
        this.endpoints.set(`${module}.${own}.${name}`, `${services.get(own) ?? own}.${name}`);
    }
  }
}

const NOTHING: Topology = {
  name: "",
  brokers: [],
  channels: [],
  bindings: [],
  services: [],
  types: [],
  enums: [],
  guarantees: [],
};

function entitiesOf(topology: Topology): readonly { readonly origin?: Origin }[] {
  const { brokers, channels, bindings, services, types, enums } = topology;
  return [...brokers, ...channels, ...bindings, ...services, ...types, ...enums];
}

function originKey({ origin }: { readonly origin?: Origin }): string {
  return origin === undefined ? "" : `${origin.file}\n${origin.start} ${origin.end}`;
}
