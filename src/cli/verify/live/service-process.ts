/** One instance of a service in a process of its own, as the command sees it. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { Member, Reaper } from "../../../live/reaper.ts";
import { within } from "../../../live/until.ts";
import { UsageError } from "../../output.ts";
import type { Order, ServiceStart, Word } from "./protocol.ts";

// The bundler puts the entry into `cli`, beside `chunks`, where this module ends up.
const ENTRY = new URL("../cli/live-service.js", import.meta.url);

/** A group of consumers may have to wait for a dead member. */
const START_MS = 90_000;
const STOP_MS = 20_000;
const LAST_LINES = 6;

/** Hears what a process says beside that it is up or has stopped. */
export type Heard = (word: Extract<Word, { readonly say: "event" | "trouble" | "ask" }>) => void;

export class ServiceProcess {
  readonly instance: string;
  readonly service: string;
  readonly #member: Member;
  readonly #log: string;
  readonly #up: Promise<void>;
  #isDying = false;

  private constructor(member: Member, log: string, { instance, service }: ServiceStart, heard: Heard) {
    this.#member = member;
    this.#log = log;
    this.instance = instance;
    this.service = service;
    this.#up = new Promise((resolve, reject) => {
      const { output } = member;
      if (output === undefined) return reject(new TypeError("a process of a service does not talk"));
      createInterface({ input: output }).on("line", (line) => {
        // cast: the process writes it, and nobody else writes there.
        const word = JSON.parse(line) as Word;
        if (word.say === "up") resolve();
        else if (word.say === "failed") reject(new UsageError(`${service} does not start: ${word.why}`));
        else if (word.say !== "stopped") heard(word);
      });
      void member.ended.then(() => reject(new UsageError(`${service} ended while it started`)));
    });
    // Who asks whether it is up hears of it.
    this.#up.catch(() => undefined);
  }

  /** Starts it; it dies with this run at the latest. `heard` is called with itself for answers. */
  static async start(reaper: Reaper, start: ServiceStart, heard: Heard): Promise<ServiceProcess> {
    const file = join(reaper.folder, `${start.instance}.json`);
    writeFileSync(file, JSON.stringify(start));
    const log = join(reaper.folder, `${start.instance}.log`);
    const member = await reaper.start({
      name: start.instance,
      command: process.execPath,
      args: [fileURLToPath(ENTRY), file],
      env: environment(),
      folder: process.cwd(),
      log,
      talks: true,
    });
    return new ServiceProcess(member, log, start, heard);
  }

  /** Resolves when it sends and reads. Throws UsageError where it cannot. */
  up(): Promise<void> {
    return within(`${this.instance} to start`, START_MS, this.#up);
  }

  get isRunning(): boolean {
    return this.#member.running() && !this.#isDying;
  }

  tell(order: Order): void {
    if (this.#member.running()) this.#member.input?.write(`${JSON.stringify(order)}\n`);
  }

  /** Resolves when it has ended, in whatever way. */
  get ended(): Promise<number | null> {
    return this.#member.ended;
  }

  /** Calls `fell` with its exit code where it ends, once it is up, although nobody wanted that. */
  onFall(fell: (code: number) => void): void {
    void this.#up
      .then(() => this.#member.ended)
      .then((code) => {
        if (code !== null && !this.#isDying) fell(code);
      })
      .catch(() => undefined);
  }

  /** The end of what it wrote to stderr, which is where user code prints. */
  lastWords(): string {
    return readFileSync(this.#log, "utf8").trimEnd().split("\n").slice(-LAST_LINES).join("\n");
  }

  /** SIGKILL. */
  async kill(): Promise<void> {
    this.#isDying = true;
    await this.#member.end();
  }

  /** SIGSTOP and SIGCONT. */
  signal(signal: "SIGSTOP" | "SIGCONT"): void {
    this.#member.signal(signal);
  }

  /** In good order; what takes too long is killed. */
  async stop(): Promise<void> {
    this.#isDying = true;
    this.tell({ do: "stop" });
    await within("the end of a service", STOP_MS, this.#member.ended).catch(() => this.#member.end());
  }
}

function environment(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
