/** `waybill import KIND FILE`: a draft of a spec from what a broker exports. */
import { importDefinitions } from "../../brokers/rabbitmq/import/definitions-import.ts";
import { type CommandSpec, readCall } from "../call.ts";
import { readText, writeWhole } from "../files.ts";
import { displayPath } from "../find-specs.ts";
import { findingLines } from "../findings/frame.ts";
import { Sources } from "../../diagnostics/position.ts";
import { EXIT, type ExitCode, UsageError } from "../output.ts";
import { painter } from "../text.ts";

const KIND = "rabbitmq-definitions";

const SPEC: CommandSpec = {
  name: "import",
  takes: `${KIND} FILE`,
  doc: "drafts a spec from a file of definitions that RabbitMQ exported; what the file does not say is left unknown",
  formats: ["text"],
  options: {
    out: { type: "string", value: "FILE", doc: "write the draft there instead of printing it" },
    vhost: { type: "string", value: "NAME", doc: "only this virtual host" },
  },
  examples: [`waybill import ${KIND} definitions.json --out topology.waybill`],
};

/** Throws UsageError. */
export function runImport(args: readonly string[]): ExitCode {
  const call = readCall(SPEC, args);
  if (call === undefined) return EXIT.fine;
  const [kind, file, ...others] = call.positionals;
  if (kind !== KIND)
    throw new UsageError(`import ${kind ?? ""} is not known: waybill import ${KIND} FILE`.replace("  ", " "));
  if (file === undefined || others.length > 0) throw new UsageError(`import ${KIND} takes one file`);
  const cwd = process.cwd();
  const vhost = call.text("vhost");
  const imported = importDefinitions(
    displayPath(file, cwd),
    readText(file, cwd),
    vhost === undefined ? {} : { vhost },
  );
  const paint = painter(false);
  const nothing = new Sources([]);
  for (const finding of imported.findings) {
    call.terminal.err(`${findingLines(finding, nothing, paint).join("\n")}\n`);
  }
  const out = call.text("out");
  if (imported.text !== undefined) {
    if (out === undefined) call.terminal.out(imported.text);
    else {
      writeWhole(out, imported.text, cwd);
      if (!call.isQuiet) call.terminal.err(`wrote ${displayPath(out, cwd)}\n`);
    }
  }
  const failing = imported.findings.some(({ severity }) => severity === "error" || severity === call.failOn);
  return failing || imported.text === undefined ? EXIT.findings : EXIT.fine;
}
