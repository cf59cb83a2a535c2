/** `import asyncapi`: what an application sends and receives, by the parts of the brokers whose protocols it uses. */
import { isTrouble, type SchemaFiles } from "../../compiler/resolve/schema/files.ts";
import type { Draft } from "../draft.ts";
import { emptyDraft } from "../draft.ts";
import { importing } from "../import.diagnostics.ts";
import { wordOf } from "../names.ts";
import { plain } from "../quote.ts";
import type { AsyncChannel, AsyncDocument, AsyncMessage } from "./application.ts";
import { readAsyncApi } from "./document.ts";
import { draftMessage, messageKey, type PathFrom } from "./messages.ts";

/** What one broker makes of the channels and operations that are its own. */
export interface AsyncBroker {
  readonly protocols: readonly string[];
  readonly draft: (document: AsyncDocument, service: string) => Omit<Draft, "messages" | "head">;
}

export interface AsyncOptions {
  readonly brokers: readonly AsyncBroker[];
  readonly pathFrom: PathFrom;
  /** Whose the document is; its title where this is undefined. */
  readonly service?: string;
}

/** The drafts of the document in `path`, which is among `files`: what it is, and a part for each broker. */
export function draftAsyncApi(path: string, files: SchemaFiles, options: AsyncOptions): readonly Draft[] {
  const document = readAsyncApi(path, files);
  if (isTrouble(document)) return [unreadDraft(path, document.trouble, files)];
  const { brokers, service } = options;
  const name = service ?? wordOf(document.title, "application");
  const parts = brokers.map((broker) => broker.draft(ownOf(document, broker), name));
  const head = headDraft(document, brokers);
  const messages = usedMessages(document, parts).map((each) => draftMessage(each, files, options.pathFrom));
  const outline = { of: path, isNamed: true };
  return [
    { ...head, messages },
    ...parts.map((part) => ({
      ...part,
      endpoints: part.endpoints.map((each) => ({ ...each, outline })),
      head: [],
      messages: [],
    })),
  ];
}

function unreadDraft(path: string, trouble: string, files: SchemaFiles): Draft {
  const at = { file: path, start: 0, end: 0 };
  const reason = trouble === "" ? (files.findings()[0]?.message ?? "it cannot be read") : trouble;
  const finding = importing.report.unread(at, { file: plain(path), reason: plain(reason) });
  return { ...emptyDraft(path), findings: [finding] };
}

function headDraft(document: AsyncDocument, brokers: readonly AsyncBroker[]): Draft {
  const { path, version, broken } = document;
  const at = { file: path, start: 0, end: 0 };
  const parts = broken.map(({ origin, reason }) => ({ what: "a part", where: origin, reason }));
  const omitted = [...foreign(document, brokers), ...parts].map(({ what, where, reason }) => ({
    what,
    where: plain(where),
    reason: plain(reason),
  }));
  const second = version.startsWith("2")
    ? ["What it calls `publish` is what the application receives (AsyncAPI 2)."]
    : [];
  return {
    ...emptyDraft(path),
    head: [
      `Imported from ${path}, AsyncAPI ${version}. What AsyncAPI has no word for is \`unknown\`.`,
      ...second,
    ],
    leftOut: omitted.map(({ what, where, reason }) => `left out: ${what} (${where}): ${reason}`),
    findings: omitted.map((each) => importing.report.omitted(at, each)),
  };
}

/** Each message that a channel or an endpoint of the draft names, once. */
function usedMessages(
  { channels, operations }: AsyncDocument,
  parts: readonly Pick<Draft, "channels" | "endpoints">[],
): readonly AsyncMessage[] {
  const settings = parts.flatMap((part) =>
    [...part.channels, ...part.endpoints].flatMap((each) => each.settings),
  );
  const used = new Set(settings.flatMap(({ messages }) => messages ?? []));
  const all = [...channels, ...operations].flatMap(({ messages }) => messages);
  return [...new Map(all.map((message) => [messageKey(message), message]))].flatMap(([key, message]) =>
    used.has(key) ? [message] : [],
  );
}

/** The document with the channels of one broker only. */
function ownOf(document: AsyncDocument, { protocols }: AsyncBroker): AsyncDocument {
  const own = document.channels.filter((channel) => isOf(channel, protocols, document));
  return {
    ...document,
    channels: own,
    operations: document.operations.filter(({ channel }) => own.includes(channel)),
  };
}

/** By a server it is on; where that says nothing of a broker that is known, by the bindings it has. */
function isOf(channel: AsyncChannel, protocols: readonly string[], { operations }: AsyncDocument): boolean {
  if (channel.protocols.some((each) => protocols.includes(each))) return true;
  const around = operations.filter((each) => each.channel === channel).map(({ bindings }) => bindings);
  return [channel.bindings, ...around].some((bindings) =>
    protocols.some((each) => Object.hasOwn(bindings, each)),
  );
}

function foreign(
  document: AsyncDocument,
  brokers: readonly AsyncBroker[],
): readonly { readonly what: string; readonly where: string; readonly reason: string }[] {
  const known = brokers.flatMap(({ protocols }) => protocols);
  return document.channels
    .filter((channel) => !isOf(channel, known, document))
    .map(({ origin, protocols }) => ({
      what: "a channel",
      where: origin,
      reason:
        protocols.length === 0
          ? "no server and no binding says by which protocol it is reached"
          : `protocol ${protocols.join(", ")} is not modelled`,
    }));
}
