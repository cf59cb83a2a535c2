/** `--detach`: the same command in a process of its own, which tells over a channel how it starts. */
import { spawn } from "node:child_process";
import { UsageError } from "../output.ts";
import type { Say } from "./up.ts";

/** Marks that process. */
const MARK = "WAYBILL_BROKER_BACKGROUND";

/** What it tells. */
export type Word =
  | { readonly kind: "said"; readonly line: string }
  | { readonly kind: "up"; readonly lines: readonly string[] }
  | { readonly kind: "failed"; readonly message: string };

export function isBackground(): boolean {
  return process.env[MARK] !== undefined && process.send !== undefined;
}

/** Tells the process that waits. */
export function tellCaller(word: Word): void {
  process.send?.(word);
}

/** From inside: ends this process when its caller goes away before it has been told that the broker is up. */
export function dieWithCaller(): { readonly release: () => unknown } {
  const die = (): void => process.exit(1);
  process.once("disconnect", die);
  return {
    release: () => process.removeListener("disconnect", die),
  };
}

/** Starts `waybill broker up …` with these words in the background and returns what it prints when it is up. Throws UsageError. */
export async function startInBackground(args: readonly string[], say: Say): Promise<readonly string[]> {
  const [, script = ""] = process.argv;
  const child = spawn(process.execPath, [script, "broker", ...args], {
    detached: true,
    stdio: ["ignore", "ignore", "ignore", "ipc"],
    env: { ...process.env, [MARK]: "1" },
  });
  return new Promise((resolve, reject) => {
    child.once("error", (error) => reject(error));
    child.once("exit", () => reject(new UsageError("the broker ended while it started")));
    child.on("message", (word: Word) => {
      if (word.kind === "said") say(word.line);
      else if (word.kind === "failed") reject(new UsageError(word.message));
      else {
        child.unref();
        child.removeAllListeners();
        if (child.connected) child.disconnect();
        resolve(word.lines);
      }
    });
  });
}
