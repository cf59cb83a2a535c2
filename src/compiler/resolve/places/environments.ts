/** `environment prod { … }`: the documents as they are in each environment. */
import type {
  BrokerNode,
  ChannelNode,
  DeclarationNode,
  DocumentNode,
  MemberNode,
  Name,
  PatchNode,
  ServiceNode,
  SettingNode,
} from "../../../../grammar/tree.ts";
import { nearest } from "../../../diagnostics/nearest.ts";
import type { FindingSink } from "../../../diagnostics/sink.ts";
import type { CompileBroker } from "../../broker.ts";
import { visible } from "../../syntax/dsl.ts";
import { meantFix } from "../../syntax/meant.ts";
import { notation } from "../../syntax/notation.diagnostics.ts";
import { hintOf, quoted } from "../describe.ts";
import { names } from "../names.diagnostics.ts";
import { entityText } from "../scope.ts";
import { places } from "./places.diagnostics.ts";
import { isFixed } from "./fixed-settings.ts";

export interface Environment {
  readonly name: string;
  readonly documents: readonly DocumentNode[];
}

/** What an environment can change. */
type Patchable = BrokerNode | ChannelNode | ServiceNode | Exclude<MemberNode, { kind: "broken" }>;

/** In the order of their first blocks; blocks of one name belong together. `documents` have no repetitions. */
export function environmentsOf(
  documents: readonly DocumentNode[],
  brokers: readonly CompileBroker[],
  sink: FindingSink,
): readonly Environment[] {
  const declarations = documents.flatMap((document) => document.declarations);
  const patches = new Map<string, PatchNode[]>();
  for (const node of declarations) {
    if (node.kind !== "environment" || node.name.text === "") continue;
    patches.set(node.name.text, [...(patches.get(node.name.text) ?? []), ...node.patches]);
  }
  return [...patches].map(([name, own]) => {
    const patcher = new Patcher(declarations, brokers, sink);
    for (const patch of own) patcher.take(patch);
    return { name, documents: documents.map((document) => patcher.applied(document)) };
  });
}

/** One environment. */
class Patcher {
  readonly #declarations: readonly DeclarationNode[];
  readonly #brokers: readonly CompileBroker[];
  readonly #sink: FindingSink;
  /** By the node that they change. */
  readonly #patches = new Map<Patchable, PatchNode[]>();

  constructor(
    declarations: readonly DeclarationNode[],
    brokers: readonly CompileBroker[],
    sink: FindingSink,
  ) {
    this.#declarations = declarations;
    this.#brokers = brokers;
    this.#sink = sink;
  }

  take(patch: PatchNode): void {
    const node = this.#find(patch);
    if (node === undefined) return;
    this.#add(node, patch);
    for (const member of patch.members) {
      const own = node.kind === "service" ? this.#member(node, member) : this.#notPatched(member.class, []);
      if (own !== undefined) this.#add(own, member);
    }
  }

  applied(document: DocumentNode): DocumentNode {
    const declarations = document.declarations.map((node): DeclarationNode => {
      if (node.kind === "service") {
        const members = node.members.map((each) => (each.kind === "broken" ? each : this.#patched(each)));
        return this.#patched({ ...node, members }, node);
      }
      return node.kind === "broker" || node.kind === "channel" ? this.#patched(node) : node;
    });
    return { ...document, declarations };
  }

  #patched<T extends Patchable>(node: T, original: Patchable = node): T {
    const own = this.#patches.get(original);
    if (own === undefined) return node;
    const changed = new Map(own.flatMap(({ settings }) => settings).map((each) => [each.name.text, each]));
    const kept = node.settings.filter(({ name }) => name.text === "allow" || !changed.has(name.text));
    return { ...node, settings: [...kept, ...changed.values()], patched: own.map(({ span }) => span) };
  }

  #find(patch: PatchNode): Patchable | undefined {
    const { class: of, name } = patch;
    if (of.text === "" || name.text === "") return undefined;
    if (of.text === "broker") return this.#named("broker", name, this.#all("broker"));
    if (of.text === "service") return this.#named("service", name, this.#all("service"));
    const kinds = [...new Set(this.#brokers.flatMap((each) => each.kinds.map(({ kind }) => kind)))];
    if (!kinds.includes(of.text)) return this.#notPatched(of, ["broker", "service", ...kinds]);
    const channels = this.#all("channel").filter(({ channelKind }) => channelKind.text === of.text);
    return this.#named(of.text, name, channels);
  }

  #all<K extends "broker" | "service" | "channel">(kind: K): Extract<DeclarationNode, { kind: K }>[] {
    return this.#declarations.filter(
      (node): node is Extract<DeclarationNode, { kind: K }> => node.kind === kind,
    );
  }

  #member(service: ServiceNode, patch: PatchNode): Patchable | undefined {
    const { class: of, name } = patch;
    if (of.text !== "producer" && of.text !== "consumer" && of.text !== "store")
      return this.#notPatched(of, ["producer", "consumer", "store"]);
    const members = service.members.flatMap((each) =>
      each.kind !== "broken" && each.kind === of.text ? [each] : [],
    );
    return this.#named(`${of.text} of \`${quoted(service.name.text)}\``, name, members);
  }

  #named<T extends { readonly name: Name }>(
    kind: string,
    { text, span }: Name,
    all: readonly T[],
  ): T | undefined {
    const found = all.find(({ name }) => name.text === text);
    if (found !== undefined) return found;
    const meant = nearest(
      text,
      all.map(({ name }) => name.text),
    );
    const params = { class: kind, name: quoted(text), hint: hintOf(meant) };
    this.#sink.add(names.report.unknownName(span, params, meantFix(span, meant)));
    return undefined;
  }

  #notPatched({ text, span }: Name, known: readonly string[]): undefined {
    const meant = nearest(text, known);
    const params = { class: quoted(text), hint: hintOf(meant) };
    this.#sink.add(places.report.notPatched(span, params, meantFix(span, meant)));
    return undefined;
  }

  #add(node: Patchable, patch: PatchNode): void {
    const before = this.#patches.get(node) ?? [];
    const said = new Map(before.flatMap(({ settings }) => settings).map((each) => [each.name.text, each]));
    const settings: SettingNode[] = [];
    for (const setting of patch.settings) {
      const { text, span } = setting.name;
      const other = said.get(text);
      if (text === "") continue;
      if (other !== undefined) {
        const related = [{ span: other.name.span, label: "said here first" }];
        this.#sink.add(notation.report.saidTwice(span, { name: visible(text) }, { related }));
      } else if (isFixed(text, node, this.#declarations, this.#brokers)) {
        const what = entityText(node.kind === "channel" ? node.channelKind.text : node.kind, node.name.text);
        this.#sink.add(places.report.fixedSetting(span, { setting: visible(text), what }));
      } else settings.push(setting);
      if (text !== "allow") said.set(text, setting);
    }
    this.#patches.set(node, [...before, { ...patch, settings }]);
  }
}
