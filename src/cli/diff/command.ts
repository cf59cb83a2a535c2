/** `waybill diff OLD NEW`, `waybill diff --against REV [paths]` */
import { type Call, type CommandSpec, oneOf, readCall } from "../call.ts";
import { printedJson } from "../check/json.ts";
import { findingLines } from "../findings/frame.ts";
import { ENVIRONMENT } from "../environment.ts";
import { EXIT, type ExitCode } from "../output.ts";
import { painter } from "../text.ts";
import { type Compare, compare } from "./compare.ts";
import { againstRevision, twoOperands } from "./operands.ts";
import { diffSummary, diffText } from "./text.ts";

/** The first is the default. Each includes those before it in {@link FAILING}. */
const LEVELS = ["breaking", "weakened", "risky"] as const;
type FailOn = (typeof LEVELS)[number];

const SPEC: CommandSpec = {
  name: "diff",
  judges: true,
  takes: "OLD NEW | --against REV [paths]",
  doc: "says what a change weakens and breaks: guarantees first, then each change with what the broker does",
  formats: ["text", "json", "markdown", "github"],
  options: {
    against: { type: "string", value: "REV", doc: "compare what is on disk with this git revision" },
    env: { ...ENVIRONMENT, doc: "compare in this environment alone, not as declared and in each" },
    "fail-on": {
      type: "string",
      value: LEVELS.join("|"),
      doc: "what fails: weakened guarantees; breaking changes too (default); risky ones too",
    },
  },
  examples: [
    "waybill diff --against origin/main",
    "waybill diff --against main topology/ --format markdown",
    "waybill diff old.waybill new.waybill",
    "waybill diff v1.2:topology/ topology/",
  ],
};

/** Throws UsageError. */
export async function runDiff(args: readonly string[]): Promise<ExitCode> {
  const call = readCall(SPEC, args);
  if (call === undefined) return EXIT.fine;
  const failOn = oneOf("fail-on", call.text("fail-on"), LEVELS);
  const cwd = process.cwd();
  const revision = call.text("against");
  const compared = compare(
    revision === undefined
      ? twoOperands(call.positionals, cwd)
      : againstRevision(revision, call.positionals, cwd),
    call.text("env"),
  );
  for (const { side, environment, findings } of compared.unread) {
    const shown = findings.flatMap((finding) =>
      findingLines(finding, compared.sources[side], painter(false)),
    );
    const what =
      environment === undefined ? `the ${side} side` : `environment ${environment} of the ${side} side`;
    call.terminal.err(`${shown.join("\n")}\n${what} has errors and cannot be compared\n`);
  }
  call.terminal.out(await printed(compared, call));
  const isOpen = call.isStrict && compared.open() > 0;
  return compared.unread.length > 0 || isOpen || fails(compared, failOn) ? EXIT.findings : EXIT.fine;
}

function fails({ counts: { weakened, breaking, risky } }: Compare, failOn: FailOn): boolean {
  if (weakened > 0) return true;
  if (breaking > 0 && failOn !== "weakened") return true;
  return risky > 0 && failOn === "risky";
}

/** Printers that people rarely ask for are loaded when they do. */
async function printed(compared: Compare, { format, isQuiet, terminal }: Call): Promise<string> {
  switch (format) {
    case "json":
      return printedJson((await import("./json.ts")).jsonDiff(compared));
    case "markdown":
      return (await import("./markdown.ts")).diffMarkdown(compared);
    case "github":
      return (await import("./github.ts")).diffGithub(compared);
    default: {
      const text = diffText(compared, painter(terminal.colour));
      return isQuiet ? text : `${text}${diffSummary(compared)}\n`;
    }
  }
}
