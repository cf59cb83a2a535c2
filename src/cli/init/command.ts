/** `waybill init [DIR]`: a project to start from, with a topology, services, tests and what they need. */
import { resolve } from "node:path";
import { assert } from "../../base/assert.ts";
import { type Call, type CommandSpec, readCall } from "../call.ts";
import { EXIT, type ExitCode, UsageError } from "../output.ts";
import { type Source, sourceFor, templateFolder } from "./installed.ts";
import { placeFiles, shownFolder, standingIn, writtenOver } from "./place.ts";
import { starterFiles } from "./starter.ts";

const SPEC: CommandSpec = {
  name: "init",
  takes: "[DIR]",
  doc: "writes a project to start from: a topology, its services and tests; or a draft of what there is already",
  formats: ["text"],
  options: {
    from: {
      type: "string",
      value: "SOURCE",
      doc: "no project, but a draft of this: source code, AsyncAPI, Strimzi, definitions; a folder of them; kafka://HOST:PORT, http://HOST:15672",
    },
    force: {
      type: "boolean",
      doc: "also beside what is in the folder; files of the same names are written over",
    },
  },
  examples: ["waybill init shop", "waybill init . --force", "waybill init --from ../orders-service topology"],
};

/** Names that are said of those that stand in the way. */
const NAMED = 5;

/** Throws UsageError. */
export async function runInit(args: readonly string[]): Promise<ExitCode> {
  const call = readCall(SPEC, args);
  if (call === undefined) return EXIT.fine;
  const [given = ".", ...others] = call.positionals;
  if (others.length > 0) throw new UsageError(`init takes one folder, not also ${others.join(" ")}`);
  if (given === "") throw new UsageError("the folder has no name: waybill init DIR");
  const source = call.text("from");
  if (source !== undefined) return (await import("./from.ts")).initFrom(source, given, call);
  return initStarter(given, call);
}

function initStarter(given: string, call: Call): ExitCode {
  const cwd = process.cwd();
  const folder = resolve(cwd, given);
  const shown = shownFolder(folder, cwd);
  const standing = standingIn(folder, shown);
  if (standing.length > 0 && !call.flag("force"))
    throw new UsageError(
      `${shown} is not empty (${listed(standing)}): name another folder, or say --force to write beside that`,
    );
  const from = templateFolder();
  assert(from !== undefined, "the template lies beside the program");
  const source = sourceFor(folder);
  const files = starterFiles(from, folder, source);
  const over = writtenOver(folder, files);
  placeFiles(folder, files, shown);
  if (!call.isQuiet) call.terminal.err(`${told(shown, files.size, over, source).join("\n")}\n`);
  return EXIT.fine;
}

function told(shown: string, count: number, over: readonly string[], source: Source): readonly string[] {
  return [
    `wrote ${count} files to ${shown}${over.length === 0 ? "" : `, over ${listed(over)}`}`,
    ...(source.path === undefined
      ? []
      : [`Waybill is not in a registry: package.json takes it from ${source.path}, which has to stay there`]),
    "",
    ...(shown === "." ? [] : [`  cd ${shown}`]),
    "  npm install",
    "  npm run check",
    "  npm run verify",
    "  npm test",
  ];
}

function listed(names: readonly string[]): string {
  const more = names.length - NAMED;
  return `${names.slice(0, NAMED).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}
