/** Trees of one topology's files to a topology whose names resolve. What does not is reported and left out. */
import type { DeclarationNode, DocumentNode, Span } from "../../../grammar/tree.ts";
import type { FindingSink } from "../../diagnostics/sink.ts";
import { endpointId } from "../../model/flow.ts";
import type { Broker, Consumer, Producer, Topology } from "../../model/topology.ts";
import type { CompileBroker } from "../broker.ts";
import { allowancesOf } from "./allowances.ts";
import { resolveBroker } from "./brokers.ts";
import { checkDeclarers, placeChannel, resolveBinding, resolveChannel } from "./channels.ts";
import { resolveGuarantee } from "./guarantees.ts";
import { checkRecursion, resolveEnum, resolveMessage } from "./message-types.ts";
import type { Allowance, Resolution } from "./resolution.ts";
import { TOPOLOGY_SETTINGS } from "./core-settings.ts";
import { decodeSettings } from "./decode.ts";
import { Imports, type OwnNames, type UsedModule } from "./modules/used.ts";
import { type BrokerEntry, entityText, Scope } from "./scope.ts";
import { resolveDescribed } from "./schema/described-messages.ts";
import type { SchemaFiles } from "./schema/files.ts";
import { resolveService } from "./services.ts";

type Kind = DeclarationNode["kind"];

export interface ResolveInput {
  /** Of the topology. */
  readonly name: string;
  readonly documents: readonly DocumentNode[];
  readonly brokers: readonly CompileBroker[];
  readonly files: SchemaFiles;
  readonly used: readonly UsedModule[];
}

export function resolve(
  { name, documents, brokers, files, used }: ResolveInput,
  sink: FindingSink,
): Resolution {
  const declarations = documents.flatMap((document) => document.declarations);
  const all = <K extends Kind>(...kinds: readonly K[]): Extract<DeclarationNode, { kind: K }>[] =>
    declarations.filter((each): each is Extract<DeclarationNode, { kind: K }> => isOneOf(each, kinds));
  const scope = new Scope(sink, new Set(documents.flatMap((document) => document.lost)));
  const imports = new Imports(ownNames(declarations), brokers, scope);
  const names = all("use").flatMap((use) => use.names.map(({ text }) => text));
  for (const text of names) if (used.every((module) => module.name !== text)) scope.unusable.add(text);
  for (const module of used) imports.take(module);
  const others = imports.topology;
  const owner = topologyOwner(name, documents, scope);
  const declared = all("broker").flatMap((node) => resolveBroker(node, brokers, scope) ?? []);
  const messages = all("message", "record").filter((node) => scope.declare("type", node.name));
  const enums = all("enum").filter((node) => scope.declare("type", node.name));
  for (const { name: type, kind } of [...messages, ...enums])
    scope.types.set(type.text, { kind, span: type.span });
  const written = messages.filter(({ source }) => source === undefined);
  const described = messages.flatMap((node) => resolveDescribed(node, files, scope) ?? []);
  const types = [
    ...written.map((node) => resolveMessage(node, scope)),
    ...described.flatMap(({ message, types }) => [message, ...types]),
  ];
  checkRecursion(types, scope);

  const kinds = [...new Set(brokers.flatMap((broker) => broker.kinds.map(({ kind }) => kind)))];
  const places = all("channel").flatMap((node) => placeChannel(node, kinds, scope) ?? []);
  const byName: ReadonlyMap<string, Broker> = new Map(
    [...declared, ...others.brokers].map((broker) => [broker.name, broker]),
  );
  const channels = places.flatMap((place) => resolveChannel(place, byName, scope) ?? []);
  const bindings = all("bind").flatMap((node) => resolveBinding(node, scope) ?? []);
  const services = all("service").flatMap((node) => resolveService(node, scope) ?? []);
  const topology: Topology = {
    name,
    brokers: [...declared, ...others.brokers],
    channels: [...channels.map(({ channel }) => ({ ...owner, ...channel })), ...others.channels],
    bindings: [...bindings, ...others.bindings],
    services: [...services.map(({ service }) => ({ ...owner, ...service })), ...others.services],
    types: [...types, ...others.types],
    enums: [
      ...enums.map((node) => resolveEnum(node, scope)),
      ...described.flatMap((each) => each.enums),
      ...others.enums,
    ],
    guarantees: [],
  };
  const ends = endsOf(topology, imports, scope);
  checkDeclarers(
    channels.map(({ channel }) => channel),
    [...ends.producers.keys(), ...ends.consumers.keys()],
    scope,
  );
  const guarantees = all("guarantee").flatMap((node) => resolveGuarantee(node, ends, scope) ?? []);
  return {
    topology: { ...topology, guarantees: guarantees.map(({ guarantee }) => guarantee) },
    described,
    channels,
    producers: services.flatMap((service) => service.producers),
    consumers: services.flatMap((service) => service.consumers),
    guarantees: guarantees.map(({ uses }) => uses),
    allowances: allAllowances(declarations, sink),
  };
}

/** Who owns what says no owner of its own. */
function topologyOwner(
  name: string,
  documents: readonly DocumentNode[],
  scope: Scope,
): { readonly owner?: string } {
  const settings = documents.flatMap((document) => document.settings);
  const span = documents.flatMap(({ topologies }) => topologies)[0]?.span ?? settings[0]?.span;
  if (settings.length === 0 || span === undefined) return {};
  const what = entityText("topology", name);
  const decoded = decodeSettings(
    settings,
    [TOPOLOGY_SETTINGS],
    { what, span, channel: () => undefined },
    scope.sink,
  );
  const { owner } = decoded.values;
  return typeof owner === "string" ? { owner } : {};
}

function isOneOf(node: DeclarationNode, kinds: readonly Kind[]): boolean {
  return kinds.includes(node.kind);
}

function endsOf(topology: Topology, imports: Imports, scope: Scope): Parameters<typeof resolveGuarantee>[1] {
  const brokerOf = (name: string): BrokerEntry | undefined =>
    scope.brokers.get(name) ?? scope.foreign.get(name);
  const producers = topology.services.flatMap((service) => service.producers);
  const consumers = topology.services.flatMap((service) => service.consumers);
  return {
    producers: spoken(producers, imports.endpoints),
    consumers: new Map(
      [...spoken(consumers, imports.endpoints)].map(([name, each]) => [name, endpointId(each)]),
    ),
    keyOf: (producer) => {
      const { kind, name } = producer.to;
      const channel = topology.channels.find((each) => each.kind === kind && each.name === name);
      return brokerOf(channel?.broker ?? "")?.rules?.orderingKey(topology, producer);
    },
  };
}

/** Endpoints of this topology by their names, those of others by the names that are shared. */
function spoken<T extends Producer | Consumer>(
  all: readonly T[],
  shared: ReadonlyMap<string, string>,
): ReadonlyMap<string, T> {
  const byId = new Map(all.map((each) => [endpointId(each), each]));
  const foreign = new Set(shared.values());
  const own = [...byId].filter(([id]) => !foreign.has(id));
  const others = [...shared].flatMap(([name, id]): readonly (readonly [string, T])[] => {
    const each = byId.get(id);
    return each === undefined ? [] : [[name, each]];
  });
  return new Map([...own, ...others]);
}

function ownNames(declarations: readonly DeclarationNode[]): OwnNames {
  const of = (...kinds: readonly Kind[]): ReadonlySet<string> =>
    new Set(declarations.flatMap((node) => ("name" in node && isOneOf(node, kinds) ? [node.name.text] : [])));
  const channels = declarations.flatMap((node) =>
    node.kind === "channel" ? [`${node.channelKind.text} ${node.name.text}`] : [],
  );
  return {
    brokers: of("broker"),
    types: of("message", "record", "enum"),
    services: of("service"),
    channels: new Set(channels),
  };
}

function allAllowances(declarations: readonly DeclarationNode[], sink: FindingSink): Allowance[] {
  return declarations.flatMap((node) => {
    if (!("settings" in node)) return [];
    const own = allowancesOf(node.settings, extentsOf(node), sink);
    if (node.kind !== "service") return own;
    const members = node.members.flatMap((member) =>
      member.kind === "broken" ? [] : allowancesOf(member.settings, extentsOf(member), sink),
    );
    return [...own, ...members];
  });
}

function extentsOf(node: { readonly span: Span; readonly patched?: readonly Span[] }): readonly Span[] {
  return [node.span, ...(node.patched ?? [])];
}
