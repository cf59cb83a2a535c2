/** YAML text to nodes that can be walked without fear: depth and number limited, aliases followed, keys unique. */
import {
  Composer,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  type Node,
  Parser,
  type Scalar,
  type YAMLMap,
  type YAMLSeq,
} from "yaml";
import type { Name, Span, TextNode } from "../../../grammar/tree.ts";
import type { FindingSink } from "../../diagnostics/sink.ts";
import { visible } from "./dsl.ts";
import { notation } from "./notation.diagnostics.ts";

const DEPTH_MAX = 64;
/** Values of one file, aliases written out. */
const NODES_MAX = 1_000_000;

const { report } = notation;

export interface Entry {
  readonly key: Name;
  /** Absent where the key has no value. */
  readonly value: Walked | undefined;
  readonly span: Span;
}

/** A node and how deep it stands, aliases counted. */
export interface Walked {
  readonly node: Node;
  readonly depth: number;
}

/** One file. */
export class YamlNodes {
  readonly file: string;
  readonly #text: string;
  readonly #sink: FindingSink;
  /** What each alias stands for. */
  readonly #targets = new Map<Node, Node>();
  readonly #entries = new Map<Node, Entry[]>();
  /** Anchored nodes whose contents are being looked through. */
  readonly #unfinished = new Set<Node>();
  /** Something was not followed: what seems to be missing may be there. */
  lost = false;
  #count = 0;

  constructor(file: string, text: string, sink: FindingSink) {
    this.file = file;
    this.#text = text;
    this.#sink = sink;
  }

  /** The first document's contents; undefined where there is nothing that can be read. */
  root(): Walked | undefined {
    const tokens = [...new Parser().parse(this.#text)];
    const deep = tooDeepAt(tokens);
    if (deep !== undefined) {
      this.lost = true;
      this.#sink.add(report.tooDeep(this.#spanAt(deep, deep + 1), { limit: DEPTH_MAX }));
      return undefined;
    }
    const options = {
      schema: "failsafe",
      uniqueKeys: false,
      merge: false,
      logLevel: "silent",
      strict: true,
    } as const;
    const documents = [...new Composer(options).compose(tokens, true, this.#text.length)];
    for (const document of documents) {
      for (const error of document.errors) {
        this.lost = true;
        const what = visible(error.message.split("\n")[0] ?? "").replace(/ at line \d+.*$/, "");
        this.#sink.add(report.badYaml(this.#spanAt(error.pos[0], error.pos[1]), { what: firstLower(what) }));
      }
    }
    const [first, second] = documents;
    if (second?.contents) {
      const found = "a second YAML document";
      this.#sink.add(report.wrongShape(this.span(second.contents), { expected: "one topology", found }));
    }
    if (!first?.contents) return undefined;
    this.#findAnchors(first.contents, new Map());
    return this.follow(first.contents, 0);
  }

  span(node: Node): Span {
    const range = node.range ?? [0, 0, 0];
    return this.#spanAt(range[0], range[1]);
  }

  /** Through aliases to what they stand for; undefined where that is too much, or nothing. */
  follow(node: Node | null, depth: number): Walked | undefined {
    if (node === null) return undefined;
    this.#count++;
    if (this.#count > NODES_MAX) {
      this.lost = true;
      if (this.#count === NODES_MAX + 1)
        this.#sink.add(report.yamlTooBig(this.span(node), { limit: NODES_MAX }));
      return undefined;
    }
    if (depth > DEPTH_MAX) {
      this.lost = true;
      this.#sink.add(report.tooDeep(this.span(node), { limit: DEPTH_MAX }));
      return undefined;
    }
    if (isAlias(node)) {
      const target = this.#targets.get(node);
      if (target !== undefined) return this.follow(target, depth + 1);
      this.lost = true;
      this.#sink.add(report.badAlias(this.span(node), { name: visible(node.source) }));
      return undefined;
    }
    if (node.tag !== undefined && !isDefaultTag(node)) {
      this.#sink.add(report.yamlTag(this.span(node), { tag: visible(node.tag) }));
    }
    return { node, depth };
  }

  /** Entries of a map in order; the second of two with one key is reported and left out. */
  entries(walked: Walked): Entry[] {
    const known = this.#entries.get(walked.node);
    if (known !== undefined) return known;
    const entries = this.#read(walked);
    this.#entries.set(walked.node, entries);
    return entries;
  }

  #read(walked: Walked): Entry[] {
    const { node, depth } = walked;
    if (!isMap(node)) return [];
    const seen = new Map<string, Span>();
    const entries: Entry[] = [];
    for (const pair of pairsOf(node)) {
      const key = this.#keyOf(pair.key, depth);
      if (key === undefined) continue;
      const before = seen.get(key.text);
      if (before !== undefined) {
        const related = [{ span: before, label: "said here first" }];
        this.#sink.add(report.saidTwice(key.span, { name: visible(key.text) }, { related }));
        continue;
      }
      seen.set(key.text, key.span);
      const value = this.follow(pair.value, depth + 1);
      const end = value === undefined ? key.span.end : (pair.value?.range?.[1] ?? key.span.end);
      const isEmpty =
        value !== undefined &&
        isScalar(value.node) &&
        value.node.source === "" &&
        value.node.type === "PLAIN";
      entries.push({
        key,
        value: isEmpty ? undefined : value,
        span: { ...key.span, end: Math.max(key.span.end, end) },
      });
    }
    return entries;
  }

  items(walked: Walked): Walked[] {
    const { node, depth } = walked;
    if (!isSeq(node)) return [];
    const items: Walked[] = [];
    for (const item of itemsOf(node)) {
      const followed = this.follow(item, depth + 1);
      if (followed !== undefined) items.push(followed);
    }
    return items;
  }

  text(node: Scalar): TextNode {
    const span = this.span(node);
    const quoted = node.type !== "PLAIN";
    const isFlow = node.type === "PLAIN" || node.type === "QUOTE_DOUBLE" || node.type === "QUOTE_SINGLE";
    const textStart = span.start + (quoted ? 1 : 0);
    const raw = this.#text.slice(textStart, span.end - (quoted ? 1 : 0));
    const text = typeof node.value === "string" ? node.value : (node.source ?? "");
    return { kind: "text", text, quoted, exact: isFlow && raw === text, textStart, span };
  }

  #keyOf(key: Node | null, depth: number): Name | undefined {
    const followed = this.follow(key, depth + 1);
    if (followed === undefined) return undefined;
    if (isScalar(followed.node))
      return { text: this.text(followed.node).text, span: this.span(followed.node) };
    this.#sink.add(
      report.wrongShape(this.span(followed.node), { expected: "a word", found: kindOf(followed) }),
    );
    return undefined;
  }

  #findAnchors(node: Node | null, anchors: Map<string, Node>): void {
    if (node === null) return;
    if (isAlias(node)) {
      const target = anchors.get(node.source);
      // What stands within what it would stand for has no end.
      if (target !== undefined && !this.#unfinished.has(target)) this.#targets.set(node, target);
      return;
    }
    if (node.anchor !== undefined) {
      anchors.set(node.anchor, node);
      this.#unfinished.add(node);
    }
    if (isMap(node)) {
      for (const pair of pairsOf(node)) {
        this.#findAnchors(pair.key, anchors);
        this.#findAnchors(pair.value, anchors);
      }
    } else if (isSeq(node)) for (const item of itemsOf(node)) this.#findAnchors(item, anchors);
    this.#unfinished.delete(node);
  }

  #spanAt(start: number, end: number): Span {
    const length = this.#text.length;
    const from = Math.max(0, Math.min(start, length));
    return { file: this.file, start: from, end: Math.max(from, Math.min(end, length)) };
  }
}

/** What stands in a map; what a composer leaves out is null. */
function pairsOf(map: YAMLMap): { readonly key: Node | null; readonly value: Node | null }[] {
  return map.items.map(({ key, value }) => ({
    key: isNode(key) ? key : null,
    value: isNode(value) ? value : null,
  }));
}

function itemsOf(list: YAMLSeq): Node[] {
  return list.items.filter((item) => isNode(item));
}

/** What a node is, in the user's words. */
export function kindOf(walked: Walked | undefined): string {
  if (walked === undefined) return "nothing";
  if (isMap(walked.node)) return "a map";
  return isSeq(walked.node) ? "a list" : "a single value";
}

const DEFAULT_TAGS: readonly string[] = [
  "tag:yaml.org,2002:map",
  "tag:yaml.org,2002:seq",
  "tag:yaml.org,2002:str",
];

/** The composer gives collections their tag; only a scalar's is always an author's. */
function isDefaultTag(node: Node): boolean {
  return !isScalar(node) && node.tag !== undefined && DEFAULT_TAGS.includes(node.tag);
}

function firstLower(text: string): string {
  return text.slice(0, 1).toLowerCase() + text.slice(1);
}

interface Nested {
  readonly offset?: number;
  readonly value?: unknown;
  readonly items?: readonly { readonly key?: unknown; readonly value?: unknown }[];
}

/** Offset of a token nested too deep. Without recursion, since composing is recursive. */
function tooDeepAt(tokens: readonly object[]): number | undefined {
  const stack: { token: Nested; depth: number }[] = tokens.map((token) => ({ token, depth: 0 }));
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    const { token, depth } = top;
    if (depth > DEPTH_MAX) return token.offset ?? 0;
    if (token.items !== undefined) {
      for (const item of token.items) {
        if (isNested(item.key)) stack.push({ token: item.key, depth: depth + 1 });
        if (isNested(item.value)) stack.push({ token: item.value, depth: depth + 1 });
      }
    } else if (isNested(token.value)) stack.push({ token: token.value, depth });
  }
  return undefined;
}

function isNested(value: unknown): value is Nested {
  return typeof value === "object" && value !== null;
}
