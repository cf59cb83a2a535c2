/** `waybill import KIND SOURCE…`: a draft of a spec from what a team already has. */
import { basename, resolve } from "node:path";
import { ANALYSIS_BROKERS } from "../../brokers/analysis.ts";
import type { Finding } from "../../diagnostics/define.ts";
import { wordOf } from "../../drafts/names.ts";
import { writeDraft, type Written } from "../../drafts/write.ts";
import { type Call, type CommandSpec, readCall } from "../call.ts";
import { mustBeWritable, writeWhole } from "../files.ts";
import { displayPath } from "../find-specs.ts";
import { EXIT, type ExitCode } from "../output.ts";
import { KINDS } from "./kinds.ts";
import { operandsOf, readOperands } from "./operands.ts";

const WIDTH = Math.max(...KINDS.map(({ kind }) => kind.length));

const SPEC: CommandSpec = {
  name: "import",
  judges: true,
  takes: "KIND SOURCE… [KIND:SOURCE…]",
  doc: [
    "drafts a spec from what there is already; what the sources do not say is left unknown",
    "",
    ...KINDS.map(({ kind, doc }) => `  ${kind.padEnd(WIDTH)}  ${doc}`),
  ].join("\n"),
  formats: ["text"],
  options: {
    out: { type: "string", value: "FILE", doc: "write the draft there instead of printing it" },
    vhost: { type: "string", value: "NAME", doc: "only this virtual host (of RabbitMQ)" },
    save: {
      type: "string",
      value: "FILE",
      doc: "what a running Kafka answers is written there, to be imported again without it",
    },
    service: {
      type: "string",
      value: "NAME",
      doc: "everything is of this service, not one for each package or document",
    },
  },
  examples: [
    "waybill import source src/ --out topology.waybill",
    "waybill import rabbitmq-definitions definitions.json source:src/ --out topology.waybill",
  ],
};

/** Throws UsageError. */
export async function runImport(args: readonly string[]): Promise<ExitCode> {
  const call = readCall(SPEC, args);
  if (call === undefined) return EXIT.fine;
  const cwd = process.cwd();
  const out = call.text("out");
  if (out !== undefined) mustBeWritable(out, cwd);
  const operands = operandsOf(call.positionals);
  const path = displayPath(out ?? "draft.waybill", cwd);
  const save = call.text("save");
  if (save !== undefined) mustBeWritable(save, cwd);
  const asked = { cwd, beside: path, service: call.text("service"), vhost: call.text("vhost"), save };
  const drafts = await readOperands(operands, asked);
  const place = { topology: topologyOf(operands[0]?.sources[0] ?? ".", cwd), path };
  return told(writeDraft(drafts, place, ANALYSIS_BROKERS), call, cwd);
}

/** What a draft of `source` is called: as its file or folder. */
export function topologyOf(source: string, cwd: string): string {
  if (/^(?:https?|kafka):\/\/|^[^/\\]+:\d+$/i.test(source)) return "imported";
  return wordOf(basename(resolve(cwd, source)).replace(/\.[^.]*$/, ""), "imported");
}

function told({ text, findings }: Written, call: Call, cwd: string): ExitCode {
  call.terminal.err(importText(findings));
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

/** Findings of one code that are told; of more, how many. */
const TOLD_MAX = 20;

/** What is to be said of sources, a line each. They may hold secrets, so none of their text is shown. */
export function importText(findings: readonly Finding[], most: number = TOLD_MAX): string {
  const counts = new Map<string, number>();
  const lines = findings.flatMap(({ severity, code, message }) => {
    const count = (counts.get(code) ?? 0) + 1;
    counts.set(code, count);
    return count > most ? [] : [`${severity} ${code}  ${message}\n`];
  });
  const more = [...counts].filter(([, count]) => count > most);
  return [...lines, ...more.map(([code, count]) => `${code}: and ${count - most} more\n`)].join("");
}
