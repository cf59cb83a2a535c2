/** Comments of a file in YAML. */
import { isMap, isNode, isScalar, isSeq, type Node, type Pair, parseDocument } from "yaml";
import type { DocumentNode } from "../../grammar/tree.ts";
import { startsOf } from "../format/starts.ts";
import { CommentCollector, type Comments } from "./comments.ts";

export function yamlComments(text: string, document: DocumentNode): Comments {
  const parsed = parseDocument(text, { schema: "failsafe", logLevel: "silent" });
  const walker = new Walker(startsOf(document).entries);
  walker.before(parsed.commentBefore);
  if (isNode(parsed.contents)) walker.walk(parsed.contents, undefined);
  return walker.end(parsed.comment);
}

type Text = string | null | undefined;

class Walker {
  readonly #entries: ReadonlySet<number>;
  readonly #found = new CommentCollector();
  /** What stands before the next entry. */
  #pending: string[] = [];

  constructor(entries: ReadonlySet<number>) {
    this.#entries = entries;
  }

  before(text: Text): void {
    this.#pending.push(...linesOf(text));
  }

  end(text: Text): Comments {
    for (const line of [...this.#pending, ...linesOf(text)]) this.#found.tail(undefined, line);
    return this.#found.collected();
  }

  walk(node: Node, owner: number | undefined): void {
    const at = node.range?.[0] ?? -1;
    const entry = this.#entries.has(at) ? this.#begin(at, node.commentBefore) : owner;
    if (entry === owner) this.#inside(owner, node.commentBefore);
    if (isMap(node)) for (const pair of node.items) this.#pair(pair, entry);
    if (isSeq(node)) for (const item of node.items) if (isNode(item)) this.walk(item, entry);
    const isLine = isMap(node) || isSeq(node) ? node.flow === true : true;
    for (const line of linesOf(node.comment)) {
      if (isLine) this.#behind(entry, line);
      else this.#found.tail(entry, line);
    }
  }

  #pair({ key, value }: Pair, owner: number | undefined): void {
    let entry = owner;
    if (owner === undefined && isScalar(key) && (key.value === "waybill" || key.value === "topology")) {
      for (const line of [...this.#pending, ...linesOf(key.commentBefore)]) this.#found.head(line);
      this.#pending = [];
      if (isNode(value)) for (const line of linesOf(value.comment)) this.#found.headRemark(line);
      return;
    }
    if (isNode(key)) {
      const at = key.range?.[0] ?? -1;
      if (this.#entries.has(at)) entry = this.#begin(at, key.commentBefore);
      else this.before(key.commentBefore);
    }
    if (isNode(value)) this.walk(value, entry);
  }

  #begin(entry: number, commentBefore: Text): number {
    for (const line of [...this.#pending, ...linesOf(commentBefore)]) this.#found.note(entry, line);
    this.#pending = [];
    return entry;
  }

  /** Before something that is no entry: of a section it goes to the first entry, else before the one that it is in. */
  #inside(owner: number | undefined, text: Text): void {
    if (owner === undefined) this.before(text);
    else for (const line of linesOf(text)) this.#found.move(owner, line);
  }

  #behind(entry: number | undefined, line: string): void {
    if (entry === undefined) this.#pending.push(line);
    else this.#found.remark(entry, line);
  }
}

function linesOf(text: Text): readonly string[] {
  return (text ?? "")
    .split("\n")
    .flatMap((line) => (line.trim() === "" ? [] : [line.replace(/^ /, "").trimEnd()]));
}
