/** `import rabbitmq URL|FOLDER`: a running RabbitMQ by its management API, or the answers of it in files. */
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { importDefinitions } from "../../brokers/rabbitmq/import/definitions-import.ts";
import { definitionsText, draftOfManagement } from "../../brokers/rabbitmq/import/management.ts";
import { isList, isMap } from "../../compiler/resolve/arguments.ts";
import { readPlain } from "../../compiler/syntax/plain.ts";
import type { Draft } from "../../drafts/draft.ts";
import { emptyDraft } from "../../drafts/draft.ts";
import { importing } from "../../drafts/import.diagnostics.ts";
import { plain } from "../../drafts/quote.ts";
import type { Value } from "../../model/value.ts";
import { readText } from "../files.ts";
import { displayPath } from "../find-specs.ts";
import { UsageError } from "../output.ts";
import { type Api, apiAt } from "./http.ts";
import type { ImportCall } from "./kind.ts";

/** What is asked, by the last part of the address; in a folder, of the file `NAME.json`. */
const ASKED = ["definitions", "connections", "channels", "consumers"];
/** What stands for the definitions where they were not saved. */
const LISTS = ["queues", "exchanges", "bindings", "policies", "vhosts"];

/** Drafts of each broker. Throws UsageError. */
export async function importManagement(
  sources: readonly string[],
  call: ImportCall,
): Promise<readonly Draft[]> {
  const drafts: Draft[] = [];
  for (const source of sources) {
    const isUrl = /^https?:\/\//i.test(source);
    const { name, answers } = isUrl ? await answersOf(apiAt(source)) : answersIn(source, call.cwd);
    drafts.push(...draftsOf(name, answers, call.vhost));
  }
  return drafts;
}

interface Answered {
  readonly name: string;
  readonly answers: ReadonlyMap<string, string>;
}

/** Channels that are asked one by one: each says to where it publishes, where the broker counts that. */
const CHANNELS_MAX = 200;

async function answersOf({ name, ask }: Api): Promise<Answered> {
  const answers = new Map<string, string>();
  for (const each of ASKED) answers.set(each, await ask(each));
  const channels = listIn(name, "channels", answers.get("channels")) ?? [];
  const publishing = channels
    .filter(isMap)
    .filter(({ message_stats: stats }) => isMap(stats) && stats["publish"] !== undefined);
  const asked: Value[] = [];
  for (const { name: channel } of publishing.slice(0, CHANNELS_MAX)) {
    // One that has gone meanwhile is no channel any more.
    const path = typeof channel === "string" ? `channels/${encodeURIComponent(channel)}` : "channels";
    const text = await ask(path).catch(() => "");
    const { value } = readPlain({ path: `${name}/channels`, text });
    if (isMap(value)) asked.push(value);
  }
  const others = channels.filter((each) => !publishing.slice(0, CHANNELS_MAX).some((one) => one === each));
  return { name, answers: new Map(answers).set("channels", JSON.stringify([...asked, ...others])) };
}

function answersIn(
  folder: string,
  cwd: string,
): { readonly name: string; readonly answers: ReadonlyMap<string, string> } {
  const name = displayPath(folder, cwd);
  if (!existsSync(resolve(cwd, folder))) throw new UsageError(`there is no folder ${folder.slice(0, 200)}`);
  const answers = new Map<string, string>();
  for (const each of [...ASKED, ...LISTS]) {
    const path = join(folder, `${each}.json`);
    if (existsSync(resolve(cwd, path))) answers.set(each, readText(path, cwd));
  }
  if (definitionsText(answers) === undefined)
    throw new UsageError(
      `there is no definitions.json in ${name}: save what /api/definitions, /api/connections, /api/channels and /api/consumers answer`,
    );
  return { name, answers };
}

function draftsOf(
  name: string,
  answers: ReadonlyMap<string, string>,
  vhost: string | undefined,
): readonly Draft[] {
  const at = { file: name, start: 0, end: 0 };
  const { draft, findings } = importDefinitions(
    `${name}/definitions`,
    definitionsText(answers) ?? "",
    vhost === undefined ? {} : { vhost },
  );
  const drafted = draft ?? emptyDraft(name);
  const lists = new Map(ASKED.slice(1).map((each) => [each, listIn(name, each, answers.get(each))]));
  const unread = [...lists].flatMap(([each, list]) =>
    list === undefined
      ? [importing.report.unread(at, { file: plain(`${name}/${each}`), reason: "it is no list in JSON" })]
      : [],
  );
  const services = draftOfManagement(
    {
      connections: lists.get("connections") ?? [],
      channels: lists.get("channels") ?? [],
      consumers: lists.get("consumers") ?? [],
    },
    plain(name),
    vhost,
  );
  return [{ ...drafted, findings: [...drafted.findings, ...findings, ...unread] }, services];
}

/** Undefined for what is no list. */
function listIn(name: string, each: string, text: string | undefined): readonly Value[] | undefined {
  if (text === undefined) return [];
  const { value } = readPlain({ path: `${name}/${each}`, text });
  return isList(value) ? value : undefined;
}
