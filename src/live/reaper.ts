/**
 * Broker processes that cannot outlive the run that started them. A small shell, in a session of its own, holds the list
 * of their process groups and the run's folder; when the pipe to it closes, because the run ended or because it was killed
 * in whatever way, it kills the groups and removes the folder.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { createInterface, type Interface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { RUN_FOLDER } from "./run-folders.ts";
import { until } from "./until.ts";

/** Reads `group ID` and `forget ID` lines; answers each with the id. A stopped group dies of KILL, too. */
const REAPER = `
trap '' INT TERM HUP QUIT
folder=$(mktemp -d "\${TMPDIR:-/tmp}/${RUN_FOLDER}XXXXXX") || exit 1
echo "$folder"
groups=
while read -r verb id; do
  kept=
  for g in $groups; do [ "$g" = "$id" ] || kept="$kept $g"; done
  groups=$kept
  [ "$verb" = group ] && groups="$groups $id"
  echo "$id"
done
for g in $groups; do kill -KILL "-$g"; done 2>/dev/null
for g in $groups; do
  tries=0
  while kill -0 "-$g" 2>/dev/null && [ $tries -lt 100 ]; do sleep 0.05; tries=$((tries + 1)); done
done
rm -rf -- "$folder"
`;

/** Waits for a line before it becomes the command: by then the reaper knows the group. No line, no command. */
const GATE = `read -r go && exec "$@"`;

/** A started process, leader of its own process group. */
export interface Member {
  readonly name: string;
  readonly pid: number;
  /** Present where the process was started with `talks`. */
  readonly input?: Writable;
  readonly output?: Readable;
  /** Not yet ended. A stopped (paused) process is running. */
  running(): boolean;
  /** Sends the signal to the whole group. */
  signal(signal: NodeJS.Signals): void;
  /** Kills it and returns when it has ended. */
  end(): Promise<void>;
  /** Settles when the process has ended, with its exit code; null where a signal ended it. */
  readonly ended: Promise<number | null>;
}

export interface MemberSpec {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly folder?: string;
  /** Where stdout (unless it talks) and stderr go. */
  readonly log: string;
  /** stdin and stdout are pipes. */
  readonly talks?: boolean;
}

/** Name of the environment variable that marks every process of a run with the run's folder. */
export const RUN_MARK = "WAYBILL_LIVE_RUN";

function signalGroup(group: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-group, signal);
  } catch {
    // nobody is left in it
  }
}

export class Reaper {
  /** The run's own folder; it goes when the reaper goes. */
  readonly folder: string;
  readonly #shell: ChildProcess;
  readonly #answers: AsyncIterator<string>;
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(shell: ChildProcess, folder: string, answers: AsyncIterator<string>) {
    this.#shell = shell;
    this.folder = folder;
    this.#answers = answers;
  }

  static async start(): Promise<Reaper> {
    const shell = spawn("sh", ["-c", REAPER], { detached: true, stdio: ["pipe", "pipe", "ignore"] });
    const lines: Interface = createInterface({ input: shell.stdout });
    const answers = lines[Symbol.asyncIterator]();
    const folder = await answers.next();
    if (folder.done === true) throw new Error("no temporary folder could be made");
    shell.unref();
    return new Reaper(shell, folder.value, answers);
  }

  /** Starts a process that dies with this run at the latest. */
  async start(spec: MemberSpec): Promise<Member> {
    const log = openSync(spec.log, "a");
    const talks = spec.talks ?? false;
    const child = spawn("sh", ["-c", GATE, "sh", spec.command, ...spec.args], {
      detached: true,
      cwd: spec.folder ?? this.folder,
      env: { ...spec.env, [RUN_MARK]: this.folder },
      stdio: ["pipe", talks ? "pipe" : log, log],
    });
    closeSync(log);
    const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
    const { pid, stdin, stdout } = child;
    if (pid === undefined || stdin === null) throw new Error(`${spec.name} could not be started`);
    stdin.on("error", () => undefined);
    await this.#tell("group", pid);
    stdin.write("go\n");
    if (!talks) stdin.end();
    let running = true;
    child.once("exit", () => {
      running = false;
      signalGroup(pid, "SIGKILL");
      void this.#tell("forget", pid);
    });
    return {
      name: spec.name,
      pid,
      ...(talks && stdout !== null && { input: stdin, output: stdout }),
      running: () => running,
      signal: (signal) => {
        if (running) signalGroup(pid, signal);
      },
      end: async () => {
        if (running) signalGroup(pid, "SIGKILL");
        await ended;
      },
      ended,
    };
  }

  /** Kills what still runs, removes the folder, and returns when both are done. */
  async close(): Promise<void> {
    this.#shell.stdin?.end();
    await until("the reaper's end", 15_000, () => this.#shell.exitCode !== null);
  }

  async #tell(verb: "group" | "forget", id: number): Promise<void> {
    const turn = this.#turn.then(async () => {
      if (this.#shell.stdin?.writable !== true) return;
      this.#shell.stdin.write(`${verb} ${id}\n`);
      await this.#answers.next();
    });
    this.#turn = turn;
    await turn;
  }
}
