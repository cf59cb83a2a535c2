/** The command line. Reads the command's word and loads that command alone, so that `check` starts in no time. */
import { EXIT, type ExitCode, type RunCommand, UsageError } from "./output.ts";

const COMMANDS: Readonly<Record<string, () => Promise<RunCommand>>> = {
  check: async () => (await import("./check/command.ts")).runCheck,
  verify: async () => (await import("./verify/command.ts")).runVerify,
  judge: async () => (await import("./judge/command.ts")).runJudge,
  merge: async () => (await import("./merge/command.ts")).runMerge,
  fmt: async () => (await import("./fmt/command.ts")).runFmt,
  convert: async () => (await import("./convert/command.ts")).runConvert,
  diff: async () => (await import("./diff/command.ts")).runDiff,
  replay: async () => (await import("./replay/command.ts")).runReplay,
  explain: async () => (await import("./explain/command.ts")).runExplain,
  generate: async () => (await import("./generate/command.ts")).runGenerate,
  import: async () => (await import("./import/command.ts")).runImport,
  diagram: async () => (await import("./diagram/command.ts")).runDiagram,
  init: async () => (await import("./init/command.ts")).runInit,
  broker: async () => (await import("./broker/command.ts")).runBroker,
};

async function main(args: readonly string[]): Promise<ExitCode> {
  const [word, ...rest] = args;
  const load = word !== undefined && Object.hasOwn(COMMANDS, word) ? COMMANDS[word] : undefined;
  if (load === undefined || rest.includes("--version")) {
    return (await import("./help.ts")).answer(load === undefined ? word : "--version", Object.keys(COMMANDS));
  }
  return (await load())(rest);
}

function told(error: unknown, isDebugging: boolean): ExitCode {
  if (error instanceof UsageError) {
    process.stderr.write(`waybill: ${error.message}\n`);
    return EXIT.usage;
  }
  const what = error instanceof Error ? error.message : String(error);
  const stack = isDebugging && error instanceof Error ? `\n${error.stack ?? ""}` : "";
  process.stderr.write(
    `waybill: a mistake in Waybill itself: ${what.slice(0, 300)}${stack}\n` +
      `Please report it with the spec and the command${isDebugging ? "" : "; --debug shows where it happened"}.\n`,
  );
  return EXIT.defect;
}

/** A reader that has seen enough, as `| head` does, ends the command without a word. */
function endQuietlyWhenUnread(stream: NodeJS.WriteStream): void {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    process.exit(error.code === "EPIPE" ? (process.exitCode ?? EXIT.fine) : EXIT.defect);
  });
}

endQuietlyWhenUnread(process.stdout);
endQuietlyWhenUnread(process.stderr);
const args = process.argv.slice(2);
try {
  process.exitCode = await main(args);
} catch (error) {
  process.exitCode = told(error, args.includes("--debug"));
}
