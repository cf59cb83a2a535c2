/** `import source PATH…`: what services do with client libraries, read from their code. */
import { basename } from "node:path";
import { KAFKAJS_LIBRARY } from "../../brokers/kafka/import/source/libraries.ts";
import { kafkaDraftOfCalls } from "../../brokers/kafka/import/source/source-import.ts";
import {
  AMQPLIB_LIBRARY,
  CONNECTION_MANAGER_LIBRARY,
} from "../../brokers/rabbitmq/import/source/libraries.ts";
import { rabbitDraftOfCalls } from "../../brokers/rabbitmq/import/source/source-import.ts";
import type { Finding } from "../../diagnostics/define.ts";
import type { Draft } from "../../drafts/draft.ts";
import { emptyDraft } from "../../drafts/draft.ts";
import { importing } from "../../drafts/import.diagnostics.ts";
import { plain } from "../../drafts/quote.ts";
import { readSources } from "../../source/read.ts";
import type { SourceFacts } from "../../source/source.ts";
import { serviceNameOf } from "../../source/services.ts";
import type { ImportCall } from "./kind.ts";
import { otherClients } from "./other-clients.ts";
import { type FoundSource, findSource } from "./source-files.ts";

const LIBRARIES = [AMQPLIB_LIBRARY, CONNECTION_MANAGER_LIBRARY, KAFKAJS_LIBRARY];

/** Files that use a library and could not be read, each with a finding of its own. */
const UNREAD_MAX = 20;
/** Other files that could not be read and are named. */
const NAMED_MAX = 3;

/** Drafts of all the code at `paths`. Throws UsageError. */
export function importSource(paths: readonly string[], { cwd, service }: ImportCall): readonly Draft[] {
  const source = paths.map((path) => plain(path === "." ? basename(cwd) : path)).join(", ");
  return draftsOfSource(findSource(paths, cwd), source, service);
}

/** Drafts of what was found; `source` is what it is called in messages, `service` whose all of it is. Pure. */
export function draftsOfSource(
  { files, packages, passedOver }: FoundSource,
  source: string,
  service?: string,
): readonly Draft[] {
  const facts = readSources(files, packages, LIBRARIES);
  const serviceOf = (folder: string): string => service ?? serviceNameOf(folder, packages);
  const without = passedOver.length === 0 ? "" : `, without ${passedOver.join(", ")}`;
  const isUsed = facts.calls.length > 0;
  const head = [
    `Imported from the source code of ${source}: ${count(files.length)}${without}.`,
    "What is no literal there is `unknown`, with its line.",
  ];
  return [
    {
      ...emptyDraft(source),
      head: isUsed ? head : [],
      findings: [...unreadFindings(facts, source), ...otherClients(files, source)],
    },
    rabbitDraftOfCalls(facts, source, serviceOf),
    kafkaDraftOfCalls(facts, source, serviceOf),
  ];
}

/** One finding for each file that uses a library, and for the first of the others. */
function unreadFindings({ unread }: SourceFacts, source: string): readonly Finding[] {
  const at = { file: source, start: 0, end: 0 };
  const reason = "it does not parse";
  const users = unread.filter(({ isUser }) => isUser).slice(0, UNREAD_MAX);
  const others = unread.filter((each) => !users.includes(each));
  const named = [...users, ...others.slice(0, NAMED_MAX)];
  const more = unread.length - named.length;
  return [
    ...named.map((each) => importing.report.unread(at, { file: placeOf(each), reason })),
    ...(more === 0 ? [] : [importing.report.unread(at, { file: `each of ${more} more files`, reason })]),
  ];
}

function placeOf({ path, line }: SourceFacts["unread"][number]): string {
  return plain(`${path}:${line}`);
}

function count(files: number): string {
  return files === 1 ? "1 file" : `${files} files`;
}
