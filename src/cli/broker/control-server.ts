/** Listens in the folder of a running broker for what is to be done to it: one JSON line asked, one answered. */
import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";
import { createInterface } from "node:readline";
import { join } from "node:path";
import type { LiveBroker } from "../../live/live-broker.ts";
import { UsageError } from "../output.ts";
import { control, Refused, type Request, VERBS } from "./controls.ts";
import { type BrokerState, stateOf } from "./state.ts";

/** What a control answers. */
export type Reply =
  | { readonly said: string; readonly state: BrokerState }
  | { readonly refused: string }
  | { readonly failed: string };

/** Longer paths of sockets are cut off by some systems. In bytes. */
const SOCKET_PATH_MAX = 100;

export function socketPath(folder: string): string {
  return join(folder, "control.sock");
}

export class ControlServer {
  readonly #server: Server;
  readonly #broker: LiveBroker;
  readonly #startedIn: string;
  readonly #end: () => void;
  readonly #sockets = new Set<Socket>();
  /** One thing after the other, whoever asks. */
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(broker: LiveBroker, startedIn: string, end: () => void) {
    this.#broker = broker;
    this.#startedIn = startedIn;
    this.#end = end;
    this.#server = createServer((socket) => this.#serve(socket));
  }

  /** `end` is called when somebody asks for the end of the broker. Throws UsageError. */
  static async open(broker: LiveBroker, startedIn: string, end: () => void): Promise<ControlServer> {
    const path = socketPath(broker.folder);
    if (Buffer.byteLength(path) > SOCKET_PATH_MAX)
      throw new UsageError(`the temporary folder has too long a path for a socket in it: set TMPDIR=/tmp`);
    const control = new ControlServer(broker, startedIn, end);
    control.#server.listen(path);
    await once(control.#server, "listening");
    return control;
  }

  close(): void {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  #serve(socket: Socket): void {
    this.#sockets.add(socket);
    socket.once("close", () => this.#sockets.delete(socket));
    socket.on("error", () => undefined);
    createInterface({ input: socket }).once("line", (line) => {
      const answer = this.#turn.then(() => this.#answer(line));
      this.#turn = answer.then(({ reply, isEnd }) => {
        socket.end(`${JSON.stringify(reply)}\n`);
        if (isEnd) this.#end();
      });
    });
  }

  async #answer(line: string): Promise<{ readonly reply: Reply; readonly isEnd: boolean }> {
    try {
      const request = requestIn(line);
      const said = await control(this.#broker, request);
      return {
        reply: { said, state: stateOf(this.#broker, this.#startedIn) },
        isEnd: request.verb === "down",
      };
    } catch (trouble) {
      const message = trouble instanceof Error ? trouble.message : String(trouble);
      return { reply: trouble instanceof Refused ? { refused: message } : { failed: message }, isEnd: false };
    }
  }
}

function requestIn(line: string): Request {
  const asked: unknown = JSON.parse(line);
  if (typeof asked !== "object" || asked === null || !("verb" in asked)) throw new Refused("no verb");
  const verb = VERBS.find((each) => each === asked.verb);
  if (verb === undefined) throw new Refused(`${String(asked.verb)} is no verb of this version of Waybill`);
  return {
    verb,
    ...("target" in asked && typeof asked.target === "string" && { target: asked.target }),
    ...("delayMs" in asked && typeof asked.delayMs === "number" && { delayMs: asked.delayMs }),
  };
}
