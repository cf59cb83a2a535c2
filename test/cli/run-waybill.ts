/** Runs the built command line as a child process, as people do. It is built once a process, into a folder of its own. */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

let built: string | undefined;

/** Folder with all that is built, as `dist` has it. */
export function builtFolder(): string {
  if (built === undefined) {
    const folder = mkdtempSync(join(tmpdir(), "waybill-built-"));
    process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
    writeFileSync(join(folder, "package.json"), '{ "type": "module" }\n');
    // What is not bundled is found there, as beside an installed package.
    symlinkSync(resolve("node_modules"), join(folder, "node_modules"), "dir");
    execFileSync(process.execPath, ["tools/build.mjs", folder]);
    built = folder;
  }
  return built;
}

/** Path of the built `waybill.js`. */
export function waybillPath(): string {
  return join(builtFolder(), "cli/waybill.js");
}

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface Where {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Nothing runs longer than this. In ms. */
const TIME_MAX = 60_000;

/** Runs `waybill ...args` to its end. */
export function waybill(args: readonly string[], { cwd, env }: Where = {}): Ended {
  const { status, stdout, stderr } = spawnSync(process.execPath, [waybillPath(), ...args], {
    encoding: "utf8",
    timeout: TIME_MAX,
    maxBuffer: 256 * 1024 * 1024,
    env: { PATH: process.env["PATH"] ?? "", ...env },
    ...(cwd === undefined ? {} : { cwd }),
  });
  return { code: status, out: stdout, err: stderr };
}

/** Text output without what the clock says. */
export function timeless(text: string): string {
  return text.replaceAll(/wb1:[\w-]+/g, "wb1:…").replaceAll(/(?<=\. )\d+(?:\.\d+)? (?:ms|s)$/gm, "(time)");
}
