/** `message X from "file#/pointer"` */
import type { MessageNode, Name } from "../../../../grammar/tree.ts";
import { nearest } from "../../../diagnostics/nearest.ts";
import type { EnumType, MessageType } from "../../../model/message-type.ts";
import { namedFile } from "../../syntax/file-paths.ts";
import { visible } from "../../syntax/dsl.ts";
import { notation } from "../../syntax/notation.diagnostics.ts";
import { DESCRIBED_SETTINGS } from "../core-settings.ts";
import { type Decoded, decodeSettings } from "../decode.ts";
import { hintOf, quoted } from "../describe.ts";
import type { MessageUses } from "../resolution.ts";
import { entityText, type Scope } from "../scope.ts";
import { described } from "./asyncapi.ts";
import { type Bundled, bundled } from "./bundle.ts";
import { derived } from "./derive.ts";
import { isTrouble, type Place, type SchemaFiles, type Trouble } from "./files.ts";
import { messageFiles } from "./message-files.diagnostics.ts";

const { report } = messageFiles;

export interface DescribedMessage extends MessageUses {
  /** Records and enums within. */
  readonly types: readonly MessageType[];
  readonly enums: readonly EnumType[];
}

/** Formats of the language that are not read yet, by the ending of the file. */
const LATER: Readonly<Record<string, string>> = { avsc: "Avro", proto: "Protobuf" };

/** Undefined for a message whose fields are written. What cannot be read is reported, and then a message of which nothing is known. */
export function resolveDescribed(
  node: MessageNode,
  files: SchemaFiles,
  scope: Scope,
): DescribedMessage | undefined {
  const { source, name, kind, doc } = node;
  if (source === undefined) return undefined;
  const decoded = decodeSettings(
    node.settings,
    [DESCRIBED_SETTINGS],
    {
      what: entityText(kind, name.text),
      span: name.span,
      channel: (wanted) => scope.channelValue(wanted, undefined),
    },
    scope.sink,
  );
  const text = doc === undefined ? {} : { doc };
  const none = { kind, name: name.text, opaque: false, open: true, ...text, origin: name.span } as const;
  const read = schemaOf(node, source, files, scope);
  if (read === undefined) return { message: { ...none, fields: [] }, paths: [], types: [], enums: [] };
  const { open, fields, types, enums } = derived(name.text, read.schema);
  const identity = decoded.paths.map(({ path }) => path);
  const { open: _open, ...closed } = none;
  const message: MessageType = {
    ...(open ? none : closed),
    fields: fields.map((field) => (identity.includes(field.name) ? { ...field, identity: true } : field)),
    source: { from: source.text, schema: read.schema, dialect: read.dialect, ...identityOf(decoded) },
  };
  return { message, paths: decoded.paths, types, enums };
}

function identityOf({ paths }: Decoded): { readonly identity?: readonly string[] } {
  return paths.length === 0 ? {} : { identity: paths.map(({ path }) => path) };
}

/** Undefined where it was reported. */
function schemaOf(node: MessageNode, source: Name, files: SchemaFiles, scope: Scope): Bundled | undefined {
  const { path, pointer } = namedFile(source.text);
  const shown = quoted(source.text);
  const message = quoted(node.name.text);
  const later = LATER[endingOf(path)];
  if (later !== undefined) {
    scope.sink.add(notation.report.notSupported(source.span, { what: `a message from ${later}` }));
    return undefined;
  }
  const file = fileOf(node, source, path, files);
  if (isTrouble(file)) {
    if (file.trouble !== "")
      scope.sink.add(report.noFile(source.span, { path: shown, reason: file.trouble }));
    return undefined;
  }
  const place = described(file, pointer, files);
  if (isTrouble(place)) {
    const meant = nearest(`#${pointer}`, place.candidates ?? []) ?? place.candidates?.[0];
    const hint = hintOf(meant === undefined ? undefined : quoted(meant));
    scope.sink.add(
      report.noMessage(source.span, { path: shown, message, reason: visible(place.trouble), hint }),
    );
    return undefined;
  }
  const schema = bundled(place.place, files, place.usual);
  if (!isTrouble(schema)) return schema;
  scope.sink.add(report.badSchema(source.span, { message, reason: visible(schema.trouble) }));
  return undefined;
}

function fileOf({ kind }: MessageNode, source: Name, path: string, files: SchemaFiles): Place | Trouble {
  if (kind === "record") return { trouble: "only a message is described in a file, not a record" };
  if (!/^(?:json|ya?ml)$/.test(endingOf(path)))
    return { trouble: "its name ends neither in .json nor in .yaml" };
  return files.file(source.span.file, path);
}

function endingOf(path: string): string {
  return /\.(\w+)$/.exec(path)?.[1]?.toLowerCase() ?? "";
}
