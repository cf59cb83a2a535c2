/** One source file to a tree, whatever the file is. */
import type { DocumentNode } from "../../../grammar/tree.ts";
import type { Span } from "../../diagnostics/define.ts";
import { FindingSink } from "../../diagnostics/sink.ts";
import { readDsl, visible } from "./dsl.ts";
import { notation } from "./notation.diagnostics.ts";
import { type PluralKind, readYaml } from "./yaml.ts";

/** A file's text; `path` tells its notation and names it in findings. */
export interface Source {
  readonly path: string;
  readonly text: string;
  /** Why a file that a spec names cannot be given; its text is then empty. */
  readonly refused?: string;
  /** Given only since another names it: of a module that nobody asked to be judged. */
  readonly named?: true;
}

/** UTF-16 units. */
const SIZE_MAX = 2_097_152;
const FORMAT = 1;

const { report } = notation;

/** Undefined where the file was refused; findings say why. Time and memory are linear in the text, up to a limit. */
export function readSource(
  source: Source,
  kinds: readonly PluralKind[],
  sink: FindingSink,
): DocumentNode | undefined {
  const { path } = source;
  const head: Span = { file: path, start: 0, end: Math.min(1, source.text.length) };
  if (source.text.length > SIZE_MAX) {
    sink.add(report.tooLarge(head, { size: source.text.length, limit: SIZE_MAX }));
    return undefined;
  }
  const strange = strangeAt(source.text);
  if (strange !== undefined) {
    sink.add(report.notText({ file: path, start: strange, end: strange + 1 }));
    return undefined;
  }
  const notationOf = notationByName(path);
  if (notationOf === undefined) {
    sink.add(report.unknownNotation(head, { name: visible(path) }));
    return undefined;
  }
  const found = new FindingSink();
  const document =
    notationOf === "dsl" ? readDsl(path, source.text, found) : readYaml(path, source.text, kinds, found);
  const { format } = document;
  if (format !== undefined && format.text !== String(FORMAT)) {
    sink.add(report.otherFormat(format.span, { version: visible(format.text) }));
    return undefined;
  }
  sink.take(found);
  checkHead(document, head, sink);
  return document;
}

/** Whether a file says, or its name does, that it is a spec; another may be one that lacks its first line. */
export function isLikelySpec({ path, text }: Source): boolean {
  return notationByName(path) === "dsl" || /^[\s{]*["']?waybill["']?\s*:/m.test(text);
}

/** NUL, half of a surrogate pair, or the character that stands for bytes that are no UTF-8. */
function strangeAt(text: string): number | undefined {
  const at = text.search(/[\u0000\ufffd]|[\ud800-\udfff]/u);
  return at < 0 ? undefined : at;
}

function notationByName(path: string): "dsl" | "yaml" | undefined {
  if (/\.waybill$/i.test(path)) return "dsl";
  return /\.(?:ya?ml|json)$/i.test(path) ? "yaml" : undefined;
}

function checkHead(document: DocumentNode, head: Span, sink: FindingSink): void {
  const { format, topologies, lost } = document;
  const [first, ...others] = topologies;
  if (format === undefined && (lost.length === 0 || first !== undefined)) sink.add(report.noFormat(head));
  if (first === undefined && lost.length === 0) sink.add(report.noTopology(format?.span ?? head));
  for (const other of others) {
    const related = first === undefined ? [] : [{ span: first.span, label: "said here first" }];
    sink.add(report.saidTwice(other.span, { name: "topology" }, { related }));
  }
}
