/** `import asyncapi`: what an application sends and receives, by the parts of the brokers whose protocols it uses. */
import { isTrouble, type SchemaFiles } from "../../compiler/resolve/schema/files.ts";
import type { Draft } from "../draft.ts";
import { emptyDraft } from "../draft.ts";
import { importing } from "../import.diagnostics.ts";
import { wordOf } from "../names.ts";
import { plain } from "../quote.ts";
import { type AsyncChannel, type AsyncDocument, readAsyncApi } from "./document.ts";
import { draftMessage, type PathFrom } from "./messages.ts";

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

/** The draft of the document in `path`, which is among `files`. */
export function draftAsyncApi(
  path: string,
  files: SchemaFiles,
  { brokers, pathFrom, service }: AsyncOptions,
): readonly Draft[] {
  const at = { file: path, start: 0, end: 0 };
  const document = readAsyncApi(path, files);
  if (isTrouble(document)) {
    const [first] = files.findings();
    const reason = document.trouble === "" ? (first?.message ?? "it cannot be read") : document.trouble;
    return [
      {
        ...emptyDraft(path),
        findings: [importing.report.unread(at, { file: plain(path), reason: plain(reason) })],
      },
    ];
  }
  const name = service ?? wordOf(document.title, "application");
  const parts = brokers.map((broker) => broker.draft(ownOf(document, broker), name));
  const messages = new Map(
    [...document.channels, ...document.operations]
      .flatMap((each) => each.messages)
      .map((message) => [`${message.place.file}#${message.place.pointer}`, message]),
  );
  const used = new Set(
    parts.flatMap(({ channels, endpoints }) =>
      [...channels, ...endpoints].flatMap(({ settings }) => settings.flatMap((each) => each.messages ?? [])),
    ),
  );
  const omitted = [
    ...foreign(document, brokers),
    ...document.broken.map(({ origin, reason }) => ({ what: "a part", where: origin, reason })),
  ];
  const head: Draft = {
    ...emptyDraft(path),
    head: [
      `Imported from ${path}, AsyncAPI ${document.version}. What AsyncAPI has no word for is \`unknown\`.`,
      ...(document.version.startsWith("2")
        ? ["What it calls `publish` is what the application receives (AsyncAPI 2)."]
        : []),
    ],
    messages: [...messages].flatMap(([key, each]) =>
      used.has(key) ? [draftMessage(each, files, pathFrom)] : [],
    ),
    leftOut: omitted.map(({ what, where, reason }) => `left out: ${what} (${where}): ${reason}`),
    findings: omitted.map((each) =>
      importing.report.omitted(at, {
        what: plain(each.what),
        where: plain(each.where),
        reason: plain(each.reason),
      }),
    ),
  };
  return [head, ...parts.map((part) => ({ ...part, head: [], messages: [] }))];
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
