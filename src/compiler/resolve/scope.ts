/** What is declared, by class and name. */
import type { LostClass, Name, Span } from "../../../grammar/tree.ts";
import { nearest } from "../../diagnostics/nearest.ts";
import type { FindingSink } from "../../diagnostics/sink.ts";
import type { ChannelRef } from "../../model/topology.ts";
import type { Value } from "../../model/value.ts";
import type { CompileBroker } from "../broker.ts";
import { hintOf, oneOf, quoted } from "./describe.ts";
import { modules } from "./modules/modules.diagnostics.ts";
import { names } from "./names.diagnostics.ts";
import type { ChannelWanted } from "./uses.ts";
import { meantFix } from "../syntax/meant.ts";

export interface BrokerEntry {
  readonly name: string;
  /** Absent where its type is not known. */
  readonly rules?: CompileBroker;
}

export interface ChannelEntry extends ChannelRef {
  readonly broker: BrokerEntry | undefined;
  readonly span: Span;
}

/** `message`, `record` or `enum`. */
export interface TypeEntry {
  readonly kind: "message" | "record" | "enum";
  readonly span: Span;
  /** In the topology; absent where it is the one it is spoken of with. */
  readonly name?: string;
}

const NAME = /^[A-Za-z_]\w*(?:-\w+)*$/;
/** With what a class of names is lost. */
const LOST_AS: Readonly<Record<string, LostClass>> = {
  broker: "broker",
  message: "type",
  store: "service",
  producer: "service",
  consumer: "service",
  endpoint: "service",
  "producer of this service": "service",
};

/** Longer than any broker takes. */
const NAME_MAX = 255;
const { report } = names;

export class Scope {
  readonly brokers: Map<string, BrokerEntry> = new Map<string, BrokerEntry>();
  readonly types: Map<string, TypeEntry> = new Map<string, TypeEntry>();
  /** Brokers of other modules, by their names in the topology. */
  readonly foreign: Map<string, BrokerEntry> = new Map<string, BrokerEntry>();
  /** What other modules have and do not share, as it would be spoken of. */
  readonly hidden: Set<string> = new Set<string>();
  /** Modules that were to be used and are not there. */
  readonly unusable: Set<string> = new Set<string>();
  readonly sink: FindingSink;
  /** Of these something was given up while reading: what seems undeclared may be there. */
  readonly lost: ReadonlySet<LostClass>;
  readonly #channels = new Map<string, ChannelEntry[]>();
  readonly #declared = new Map<string, Span>();

  constructor(sink: FindingSink, lost: ReadonlySet<LostClass>) {
    this.sink = sink;
    this.lost = lost;
  }

  /** False where the name cannot be declared: it is none, or it is there already. `owner` keeps names of a class apart. */
  declare(kind: string, name: Name, owner = ""): boolean {
    if (name.text === "") return false;
    if (name.text.length > NAME_MAX || !NAME.test(name.text)) {
      this.sink.add(report.badName(name.span, { name: quoted(name.text) }));
      return false;
    }
    const key = `${kind}\n${owner}\n${name.text}`;
    const before = this.#declared.get(key);
    if (before === undefined) {
      this.#declared.set(key, name.span);
      return true;
    }
    const related = [{ span: before, label: "declared here" }];
    this.sink.add(report.duplicateName(name.span, { class: plural(kind), name: name.text }, { related }));
    return false;
  }

  /** `as`: the name that it is spoken of with. */
  addChannel(entry: ChannelEntry, as: string = entry.name): void {
    const same = this.#channels.get(as);
    if (same === undefined) this.#channels.set(as, [entry]);
    else same.push(entry);
  }

  /** Reports that nothing of that class is called so, with the nearest name. */
  unknown(kind: string, name: Name, candidates: Iterable<string>): undefined {
    if (this.lost.has(LOST_AS[kind] ?? "channel") || name.text === "") return undefined;
    if (this.isHidden(name)) return undefined;
    const meant = nearest(name.text, candidates);
    const params = { class: kind, name: quoted(name.text), hint: hintOf(meant) };
    this.sink.add(report.unknownName(name.span, params, meantFix(name.span, meant)));
    return undefined;
  }

  /** Reports what another module has and does not share; of a module that cannot be used enough is said. */
  isHidden({ text, span }: Name): boolean {
    if (this.unusable.has(text.slice(0, Math.max(0, text.indexOf("."))))) return true;
    // Of a dotted name the first two parts name the entity.
    const entity = text.split(".").slice(0, 2).join(".");
    if (!this.hidden.has(entity)) return false;
    this.sink.add(modules.report.notShared(span, { name: quoted(text) }));
    return true;
  }

  /** The kinds to look among: those expected, unless nothing of that name is one of them. */
  kindsFor(name: string, expected: readonly string[]): readonly string[] {
    const named = this.#channels.get(name) ?? [];
    return named.some((entry) => expected.includes(entry.kind)) ? expected : [];
  }

  /** The one channel that is meant, or a finding. `wanted.kinds` empty = any kind. */
  channel(wanted: ChannelWanted): ChannelEntry | undefined {
    const fits = (entry: ChannelEntry): boolean =>
      wanted.kinds.length === 0 || wanted.kinds.includes(entry.kind);
    const named = this.#channels.get(wanted.name) ?? [];
    const found = named.filter(
      (entry) => fits(entry) && (wanted.kind === undefined || entry.kind === wanted.kind),
    );
    const [first, second] = found;
    if (first !== undefined && second === undefined) return first;
    if (second !== undefined) {
      const candidates = oneOf(found.map((entry) => `${entry.kind} \`${entry.name}\``));
      const related = found.map((entry) => ({ span: entry.span, label: "declared here" }));
      this.sink.add(report.ambiguousName(wanted.span, { name: wanted.name, candidates }, { related }));
      return undefined;
    }
    const kind = wanted.kind ?? (wanted.kinds.length === 0 ? "channel" : wanted.kinds.join(" or "));
    const others = [...this.#channels.values()].flat().filter(fits);
    const name = { text: wanted.name, span: wanted.kind === undefined ? wanted.span : lastWord(wanted) };
    return this.unknown(
      kind,
      name,
      others.map((entry) => entry.name),
    );
  }

  /** Value of a setting that refers to a channel on broker `here`. */
  channelValue(wanted: ChannelWanted, here: string | undefined): Value | undefined {
    const entry = this.channel(wanted);
    if (entry === undefined) return undefined;
    const there = entry.broker?.name;
    if (there !== undefined && here !== undefined && there !== here) {
      const what = `${entry.kind} \`${entry.name}\``;
      const related = [{ span: entry.span, label: "declared here" }];
      this.sink.add(report.otherBroker(wanted.span, { what, there, here }, { related }));
      return undefined;
    }
    return wanted.kinds.length === 1 ? entry.name : { kind: entry.kind, name: entry.name };
  }
}

function lastWord(wanted: ChannelWanted): Span {
  const { span, name } = wanted;
  const start = Math.max(span.start, span.end - name.length);
  return { file: span.file, start, end: span.end };
}

function plural(kind: string): string {
  return /(?:s|x|ch)$/.test(kind) ? `${kind}es` : `${kind}s`;
}

/** `topic orders` as findings write it. */
export function entityText(kind: string, name: string): string {
  return `${kind} \`${quoted(name)}\``;
}
