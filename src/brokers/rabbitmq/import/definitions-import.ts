/** `import rabbitmq-definitions`: the JSON that `rabbitmqctl export_definitions` and the management plugin write. */
import { compareVersions } from "../../../compiler/vocabulary.ts";
import {
  defineDiagnostics,
  type DiagnosticSpec,
  type Finding,
  type Span,
} from "../../../diagnostics/define.ts";
import { maskSecrets } from "../../../diagnostics/mask.ts";
import { RABBITMQ_VOCABULARY } from "../vocabulary.ts";
import { type Definitions, readDefinitions, type VhostDefinition } from "./definitions.ts";
import type { Draft } from "../../../drafts/draft.ts";
import { type DefinitionsDraft, draftOfDefinitions } from "./draft.ts";
import { parseJson } from "./json.ts";
import { quoted } from "../../../drafts/quote.ts";

const definitionsExample = (text: string): readonly { readonly path: string; readonly text: string }[] => [
  { path: "definitions.json", text },
];
const QUIET = definitionsExample(
  '{ "rabbit_version": "4.3.6", "queues": [{ "name": "work", "vhost": "/", "durable": true, "arguments": {} }] }',
);

const { specs, report } = defineDiagnostics({
  "import-no-json": {
    code: "WB3291",
    severity: "error",
    message: "{file} is no JSON: line {line}, column {column}: {reason}",
    why: "A definitions file is the JSON that RabbitMQ exports; nothing is taken from one that is broken.",
    fix: "Export it again: `rabbitmqctl export_definitions FILE`.",
    example: { fires: definitionsExample('{ "queues": [ }'), quiet: QUIET },
  },
  "import-no-definitions": {
    code: "WB3292",
    severity: "error",
    message: "{file} is no RabbitMQ definitions file: {reason}",
    why: "Nothing in it says what queues, exchanges and bindings there are.",
    fix: "Name the file that `rabbitmqctl export_definitions FILE` wrote.",
    example: { fires: definitionsExample('{ "vhosts": { "/": { "queues": ["work"] } } }'), quiet: QUIET },
  },
  "import-no-vhost": {
    code: "WB3293",
    severity: "error",
    message: "{file} has no queues or exchanges in virtual host {vhost}; it has {known}",
    why: "An import of a virtual host that is not there would be an empty spec.",
    fix: "Name one of those, or none for all.",
    example: {
      fires: definitionsExample('{ "queues": [], "vhosts": [{ "name": "/" }] }'),
      quiet: QUIET,
    },
  },
  "import-left-out": {
    code: "WB3294",
    severity: "warning",
    message: "{what} is left out (line {line} of {file}): {reason}",
    why: "The draft is silent about it, so no check and no verdict sees it.",
    fix: "Correct the file, or add to the draft what you know.",
    example: {
      fires: definitionsExample(
        '{ "rabbit_version": "4.3.6", "queues": [{ "name": "log", "vhost": "/", "durable": true, "arguments": { "x-queue-type": "stream" } }] }',
      ),
      quiet: QUIET,
    },
  },
  "import-policy": {
    code: "WB3295",
    severity: "warning",
    message:
      "policy {policy} (line {line} of {file}) is applied to nothing: its pattern has {what}, which is not understood here",
    why: "What it sets is missing from the draft.",
    fix: "Add its settings to the queues and exchanges it is meant for.",
    example: {
      fires: definitionsExample(
        '{ "rabbit_version": "4.3.6", "queues": [], "exchanges": [], "policies": [{ "vhost": "/", "name": "odd", "pattern": "(a)\\\\1", "definition": {} }], "bindings": [{ "vhost": "/", "source": "", "destination": "work", "destination_type": "queue", "routing_key": "work" }], "vhosts": [{ "name": "/" }] }',
      ),
      quiet: QUIET,
    },
  },
  "import-version": {
    code: "WB3296",
    severity: "warning",
    message: "{file} {said}, and the draft takes RabbitMQ {version}",
    why: "Defaults and some refusals depend on the version.",
    fix: "Correct `version:` in the draft, if another one that is modelled is nearer to yours.",
    example: {
      fires: definitionsExample(
        '{ "rabbit_version": "3.6.9", "queues": [{ "name": "work", "vhost": "/", "durable": true }] }',
      ),
      quiet: QUIET,
    },
  },
});

/** Every entry an import may report. Their examples are definitions files. */
export const IMPORT_DIAGNOSTICS: readonly DiagnosticSpec[] = Object.values(specs);

export interface ImportOptions {
  /** Only this virtual host. */
  readonly vhost?: string;
}

/**
 * A draft, and what is to be said about it. Where `draft` is undefined an error says why. The spans of the findings
 * are empty ranges at the start of the file: it holds password hashes, so no part of it may be shown.
 */
export interface Imported {
  readonly draft?: Draft;
  readonly findings: readonly Finding[];
}

/** Findings of one kind beyond this are counted, not listed. */
const LISTED_MAX = 50;

/** Drafts a spec from the text of a definitions file called `path`. Pure; the same text gives the same bytes. */
export function importDefinitions(path: string, text: string, options: ImportOptions = {}): Imported {
  const file = fileName(path);
  const at = { file: path, start: 0, end: 0 };
  const parsed = parseJson(text);
  if ("trouble" in parsed) {
    const manifest = /^\s*(#.*\n|---\s*\n)*\s*(apiVersion|kind):/.test(text.slice(0, 10_000));
    if (manifest)
      return {
        findings: [
          report["import-no-definitions"](at, {
            file,
            reason:
              "it is a Kubernetes manifest: `import strimzi` reads those of Strimzi, no others are read yet",
          }),
        ],
      };
    return { findings: [report["import-no-json"](at, { file, ...parsed.trouble })] };
  }
  const definitions = readDefinitions(parsed.root);
  if (typeof definitions === "string") {
    return { findings: [report["import-no-definitions"](at, { file, reason: definitions })] };
  }
  const all = vhostsOf(definitions);
  const chosen = options.vhost === undefined ? all : all.filter(({ name }) => name === options.vhost);
  if (chosen.length === 0) {
    const known = all.length === 0 ? "none" : shortList(all.map(({ name }) => masked(name)));
    return {
      findings: [report["import-no-vhost"](at, { file, vhost: masked(options.vhost ?? "/"), known })],
    };
  }
  return drafted(definitions, chosen, { path, file });
}

function drafted(
  definitions: Definitions,
  vhosts: readonly VhostDefinition[],
  { path, file }: { readonly path: string; readonly file: string },
): Imported {
  const at = { file: path, start: 0, end: 0 };
  const version = modelledVersion(definitions.version);
  const said = definitions.version === undefined ? undefined : masked(definitions.version, "");
  const result = draftOfDefinitions(definitions, vhosts, { file, version: version.used, saidVersion: said });
  const findings: Finding[] = [];
  if (!version.isSaid) {
    findings.push(
      report["import-version"](at, {
        file,
        said: said === undefined ? "names no version" : `is of RabbitMQ ${said}`,
        version: version.used,
      }),
    );
  }
  findings.push(...leftOutFindings(at, file, definitions, result));
  for (const { policy, what } of result.policies.notUnderstood.slice(0, LISTED_MAX)) {
    findings.push(
      report["import-policy"](at, { policy: masked(policy.name), line: policy.line, file, what }),
    );
  }
  return { draft: result.draft, findings };
}

function* leftOutFindings(
  at: Span,
  file: string,
  { broken }: Definitions,
  { leftOut, policies }: DefinitionsDraft,
): Iterable<Finding> {
  const shapeless = broken.map((each) => ({ ...each, reason: "it has not the shape of a definition" }));
  const all = [...shapeless, ...leftOut];
  if (policies.exhausted) {
    all.push({ what: "part of the policies", line: 1, reason: "there are too many to try on every name" });
  }
  for (const each of all.slice(0, LISTED_MAX)) yield report["import-left-out"](at, { ...each, file });
  const more = all[LISTED_MAX];
  if (more === undefined) return;
  const count = `${all.length - LISTED_MAX} more entries, the first of them,`;
  yield report["import-left-out"](at, { what: count, line: more.line, file, reason: more.reason });
}

/** Virtual hosts that hold something, in the order of the file; those that are only used, by their first use. */
function vhostsOf({ vhosts, queues, exchanges, bindings }: Definitions): readonly VhostDefinition[] {
  const used = new Set([...queues, ...exchanges, ...bindings].map(({ vhost }) => vhost));
  const found = new Map<string, VhostDefinition>();
  for (const vhost of vhosts)
    if (used.has(vhost.name) && !found.has(vhost.name)) found.set(vhost.name, vhost);
  for (const name of used)
    if (!found.has(name)) found.set(name, { name, line: 0, defaultQueueType: undefined });
  return [...found.values()];
}

/** The version of the vocabulary to draft for: the one said, else the nearest older or oldest one; the newest where none is said. */
function modelledVersion(said: string | undefined): { readonly used: string; readonly isSaid: boolean } {
  const { versions } = RABBITMQ_VOCABULARY;
  const newest = versions.at(-1) ?? "";
  if (said === undefined) return { used: newest, isSaid: false };
  const short = /^\d{1,4}\.\d{1,4}/.exec(said)?.[0] ?? "0";
  const older = versions.filter((version) => compareVersions(version, short) <= 0);
  const used = older.at(-1) ?? versions[0] ?? newest;
  return { used, isSaid: used === short };
}

const FILE_NAME_MAX = 100;

/** The last part of a path, on one line. */
function fileName(path: string): string {
  const name = path.split(/[\\/]/).at(-1) ?? path;
  return maskSecrets(name.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, " ")).slice(0, FILE_NAME_MAX);
}

const SHOWN_MAX = 100;

/** A text of the file for a message: cut, without a secret, in quotes unless told otherwise. */
function masked(text: string, quote = '"'): string {
  const shown = quoted(maskSecrets(text).slice(0, SHOWN_MAX));
  return quote === "" ? shown.slice(1, -1) : shown;
}

function shortList(names: readonly string[]): string {
  const most = 5;
  return names.length > most
    ? `${names.slice(0, most).join(", ")} and ${names.length - most} more`
    : names.join(", ");
}
