/** A Java process with clients of the reference implementation, commanded over its pipes. */
import { createInterface } from "node:readline";
import { join } from "node:path";
import type { Member, Reaper } from "../../../live/reaper.ts";
import { within } from "../../../live/until.ts";
import type { Artifacts } from "./artifacts.ts";

/** An answer or event of the driver: flat, by its `op` or `event`. */
export type Fields = Readonly<Record<string, unknown>>;

/** The driver answered with an error of the Java client. */
class ClientError extends Error {
  /** Simple name of the Java exception. */
  override readonly name: string;
  constructor(name: string, detail: string) {
    super(`${name}: ${detail}`);
    this.name = name;
  }
}

interface Pending {
  readonly resolve: (answer: Fields) => void;
  readonly reject: (trouble: Error) => void;
}

/** No command to a client takes long, except where a script has made its broker silent. */
const ANSWER_MS = 30_000;

export class JavaHost {
  readonly member: Member;
  /** Who hears of events; set by whoever uses the host. */
  onEvent: (event: Fields) => void = () => undefined;
  readonly #pending = new Map<number, Pending>();
  #nextId = 1;

  private constructor(member: Member) {
    this.member = member;
    if (member.output === undefined) throw new Error("the driver must talk");
    createInterface({ input: member.output }).on("line", (line) => this.#hear(line));
    void member.ended.then(() => {
      for (const { reject } of this.#pending.values()) reject(new Error(`${member.name} has ended`));
      this.#pending.clear();
    });
  }

  static async start(reaper: Reaper, { libraries, classes }: Artifacts, name: string): Promise<JavaHost> {
    const member = await reaper.start({
      name,
      command: "java",
      args: [
        "-XX:-UsePerfData",
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-Xmx192m",
        "-cp",
        `${classes}:${libraries}`,
        "Driver",
      ],
      env: { PATH: process.env["PATH"] ?? "" },
      log: join(reaper.folder, `${name}.log`),
      talks: true,
    });
    return new JavaHost(member);
  }

  /** Sends a command and returns its answer. Throws {@link ClientError}. */
  ask(op: string, client: string, fields: Fields = {}): Promise<Fields> {
    const id = this.#nextId++;
    const answer = new Promise<Fields>((resolve, reject) => this.#pending.set(id, { resolve, reject }));
    this.member.input?.write(`${JSON.stringify({ ...fields, id, op, client })}\n`);
    return within(`${op} of ${client}`, ANSWER_MS, answer);
  }

  #hear(line: string): void {
    // cast: the driver writes one JSON object a line.
    const message = JSON.parse(line) as Fields;
    if (typeof message["event"] === "string") return this.onEvent(message);
    const id = Number(message["id"]);
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    if (pending === undefined) return;
    if (typeof message["error"] === "string") {
      pending.reject(new ClientError(message["error"], String(message["detail"])));
    } else {
      // cast: as above, `ok` is an object.
      pending.resolve(message["ok"] as Fields);
    }
  }
}
