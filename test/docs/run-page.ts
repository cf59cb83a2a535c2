/** Runs the commands of a page as a reader would: in a folder with `specs/` and the files that the page shows. */
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { waybillPath } from "../cli/run-waybill.ts";
import { type Block, blocksOf, type Command, commandsOf, consoleText, withBlocks } from "./page.ts";
import { isProgram, runProgram } from "./run-program.ts";

/** `text` as it is if every command prints what it says and every picture is the one drawn now, and what ended with another exit code. */
export function runPage(text: string): { readonly text: string; readonly wrongExits: readonly string[] } {
  const folder = mkdtempSync(join(tmpdir(), "waybill-page-"));
  try {
    cpSync("specs", join(folder, "specs"), { recursive: true });
    for (const { info, text: content } of blocksOf(text)) {
      const { file } = info;
      if (file === undefined) continue;
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), content);
    }
    return runIn(folder, text);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function runIn(
  folder: string,
  text: string,
): { readonly text: string; readonly wrongExits: readonly string[] } {
  const wrongExits: string[] = [];
  let token = "";
  let printed = "";
  const replaced = withBlocks(text, (block) => {
    const { exit = "0", from, replay } = block.info;
    if (block.language === "mermaid" && from !== undefined) return run(`npx . diagram ${from}`, folder).out;
    // A story is replayed by the token that the page printed last, here as a picture.
    if (block.language === "mermaid" && replay !== undefined)
      return run(`npx . replay ${token} ${replay} --format mermaid`, folder).out;
    if (isProgram(block)) {
      const { code, out } = runProgram(block, folder);
      if (code !== 0) wrongExits.push(`line ${block.line}: exit ${String(code)}: ${out}`);
      printed = out;
    }
    if (block.language === "text" && block.info["output"] !== undefined) return printed;
    if (block.language !== "console") return block.text;
    const commands = commandsOf(block).map((written): Command => {
      const command = token === "" ? written.command : written.command.replace(/wb1:[\w-]+/, token);
      const { code, out } = run(command, folder);
      if (String(code) !== exit)
        wrongExits.push(`line ${block.line}: ${command}: exit ${String(code)}, not ${exit}`);
      token = /(?<=replay )wb1:[\w-]+/.exec(out)?.[0] ?? token;
      const output = out.trimEnd();
      return { command, output: timeless(output) === timeless(written.output) ? written.output : output };
    });
    return consoleText(commands);
  });
  return { text: replaced, wrongExits };
}

/** Nothing on a page runs longer than this. In ms. */
const TIME_MAX = 30_000;

/** `npx .` is the command line that was built for the tests; a command may go through a pipe. */
function run(command: string, folder: string): { readonly code: number | null; readonly out: string } {
  const script = `npx() { shift; "$NODE" "$WAYBILL" "$@"; }\n{ ${command}\n} 2>&1`;
  const { status, stdout } = spawnSync("sh", ["-c", script], {
    cwd: folder,
    encoding: "utf8",
    timeout: TIME_MAX,
    env: { PATH: process.env["PATH"] ?? "", NODE: process.execPath, WAYBILL: waybillPath() },
  });
  return { code: status, out: stdout };
}

/** Output without what the clock says. */
function timeless(output: string): string {
  return output.replaceAll(/(?<=\. )\d+(?:\.\d+)? (?:ms|s)$/gm, "(time)");
}

/** Whether a page has anything to run. */
export function isRunning({ language, info }: Block): boolean {
  return (
    language === "console" ||
    isProgram({ language }) ||
    (language === "mermaid" && info["from"] !== undefined)
  );
}
