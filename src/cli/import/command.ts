/** `waybill import KIND SOURCE…`: a draft of a spec from what a team already has. */
import { basename, resolve } from "node:path";
import { ANALYSIS_BROKERS } from "../../brokers/analysis.ts";
import { importDefinitions } from "../../brokers/rabbitmq/import/definitions-import.ts";
import type { Finding } from "../../diagnostics/define.ts";
import { Sources } from "../../diagnostics/position.ts";
import { nearest } from "../../diagnostics/nearest.ts";
import { wordOf } from "../../drafts/names.ts";
import { writeDraft, type Written } from "../../drafts/write.ts";
import { type Call, type CommandSpec, readCall } from "../call.ts";
import { readText, writeWhole } from "../files.ts";
import { displayPath } from "../find-specs.ts";
import { findingLines } from "../findings/frame.ts";
import { EXIT, type ExitCode, UsageError } from "../output.ts";
import { painter } from "../text.ts";
import type { ImportCall } from "./kind.ts";
import { KINDS } from "./kinds.ts";

const DEFINITIONS = "rabbitmq-definitions";
const WORDS = [...KINDS.map(({ kind }) => kind), DEFINITIONS];

const SPEC: CommandSpec = {
  name: "import",
  takes: "KIND SOURCE…",
  doc: [
    "drafts a spec from what there is already; what the sources do not say is left unknown",
    "",
    ...[...KINDS, { kind: DEFINITIONS, doc: "a file that RabbitMQ exported" }].map(
      ({ kind, doc }) => `  ${kind.padEnd(DEFINITIONS.length)}  ${doc}`,
    ),
  ].join("\n"),
  formats: ["text"],
  options: {
    out: { type: "string", value: "FILE", doc: "write the draft there instead of printing it" },
    vhost: { type: "string", value: "NAME", doc: `only this virtual host (${DEFINITIONS})` },
    service: {
      type: "string",
      value: "NAME",
      doc: "everything is of this service, not one for each package (source)",
    },
  },
  examples: [
    "waybill import source src/ --out topology.waybill",
    `waybill import ${DEFINITIONS} definitions.json --out topology.waybill`,
  ],
};

/** Throws UsageError. */
export async function runImport(args: readonly string[]): Promise<ExitCode> {
  const call = readCall(SPEC, args);
  if (call === undefined) return EXIT.fine;
  const [kind = "", ...sources] = call.positionals;
  const cwd = process.cwd();
  const written =
    kind === DEFINITIONS ? definitions(sources, call, cwd) : await imported(kind, sources, call, cwd);
  return told(written, call, cwd);
}

function definitions(sources: readonly string[], call: Call, cwd: string): Written {
  const [file, ...others] = sources;
  if (file === undefined || others.length > 0) throw new UsageError(`import ${DEFINITIONS} takes one file`);
  const vhost = call.text("vhost");
  return importDefinitions(displayPath(file, cwd), readText(file, cwd), vhost === undefined ? {} : { vhost });
}

async function imported(word: string, sources: readonly string[], call: Call, cwd: string): Promise<Written> {
  const kind = KINDS.find((each) => each.kind === word);
  if (kind === undefined) throw new UsageError(unknownKind(word));
  if (sources.length === 0) throw new UsageError(`import ${word} takes ${kind.takes}`);
  const path = displayPath(call.text("out") ?? "draft.waybill", cwd);
  const asked: ImportCall = { cwd, beside: path, service: call.text("service") };
  const place = { topology: topologyOf(sources[0] ?? ".", cwd), path };
  return writeDraft(await kind.read(sources, asked), place, ANALYSIS_BROKERS);
}

/** After the first source. */
function topologyOf(source: string, cwd: string): string {
  return wordOf(basename(resolve(cwd, source)).replace(/\.[^.]*$/, ""), "imported");
}

function unknownKind(word: string): string {
  const meant = nearest(word, WORDS);
  const hint = meant === undefined ? `kinds are ${WORDS.join(", ")}` : `did you mean ${meant}?`;
  return word === ""
    ? `import takes a kind and a source: ${hint}`
    : `import ${word.slice(0, 60)} is not known: ${hint}`;
}

function told({ text, findings }: Written, call: Call, cwd: string): ExitCode {
  tellFindings(findings, call);
  const out = call.text("out");
  if (text !== undefined) {
    if (out === undefined) call.terminal.out(text);
    else {
      writeWhole(out, text, cwd);
      if (!call.isQuiet) call.terminal.err(`wrote ${displayPath(out, cwd)}\n`);
    }
  }
  const failing = findings.some(({ severity }) => severity === "error" || severity === call.failOn);
  return failing || text === undefined ? EXIT.findings : EXIT.fine;
}

function tellFindings(findings: readonly Finding[], call: Call): void {
  const paint = painter(false);
  const nothing = new Sources([]);
  for (const finding of findings) call.terminal.err(`${findingLines(finding, nothing, paint).join("\n")}\n`);
}
