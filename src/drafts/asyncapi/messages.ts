/** Messages of an AsyncAPI document as message types of a draft. */
import { described } from "../../compiler/resolve/schema/asyncapi.ts";
import { bundled } from "../../compiler/resolve/schema/bundle.ts";
import { isTrouble, type SchemaFiles } from "../../compiler/resolve/schema/files.ts";
import type { DraftMessage, DraftSetting } from "../draft.ts";
import { plain, quoted } from "../quote.ts";
import type { AsyncMessage } from "./application.ts";

/** The path by which the draft names a file; undefined where it may not name it. */
export type PathFrom = (file: string) => string | undefined;

export function messageKey({ place }: AsyncMessage): string {
  return `${place.file}#${place.pointer}`;
}

/** `name: A | B` for a channel or an endpoint. */
export function messageSetting(name: string, messages: readonly AsyncMessage[]): readonly DraftSetting[] {
  const keys = [...new Set(messages.map(messageKey))];
  return keys.length === 0 ? [] : [{ name, text: "", messages: keys }];
}

/** Refers to the document where its schema can be read from there; else of the message nothing is known. */
export function draftMessage(message: AsyncMessage, files: SchemaFiles, pathFrom: PathFrom): DraftMessage {
  const key = messageKey(message);
  const common = { key, wish: message.name, origins: [key] };
  const path = pathFrom(message.place.file);
  const why = path === undefined ? "its file is out of reach of the draft" : troubleWith(message, files);
  if (why !== undefined) return { ...common, body: ": opaque", notes: [plain(why)] };
  const body = ` from ${quoted(`${path ?? ""}#${pointerText(message)}`)}`;
  return { ...common, body, file: message.place.file, origins: [] };
}

/** In a reference `%` begins an escape. */
function pointerText({ place }: Pick<AsyncMessage, "place">): string {
  return place.pointer.replaceAll("%", "%25");
}

function troubleWith({ place }: AsyncMessage, files: SchemaFiles): string | undefined {
  const root = files.file(place.file, place.file.split("/").at(-1) ?? place.file);
  if (isTrouble(root)) return "its file cannot be read";
  const found = described(root, pointerText({ place }), files);
  if (isTrouble(found)) return found.trouble;
  const schema = bundled(found.place, files, found.usual);
  return isTrouble(schema) ? schema.trouble : undefined;
}
