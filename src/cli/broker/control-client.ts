/** Finds the brokers that run here, and asks one of them for something. */
import { once } from "node:events";
import { connect } from "node:net";
import { relative } from "node:path";
import { runFolders } from "../../live/run-folders.ts";
import { within } from "../../live/until.ts";
import { UsageError } from "../output.ts";
import { type Reply, socketPath } from "./control-server.ts";
import type { Request } from "./controls.ts";
import type { BrokerState } from "./state.ts";

/** A restart waits until the node serves. */
const ANSWER_MS = 120_000;
const STATUS_MS = 5_000;

export interface Answer {
  readonly said: string;
  readonly state: BrokerState;
}

/**
 * States of the brokers that run: those started in this folder, below it or above it, if there are any, else all of this
 * user; in the order of their types. With `folder` only the one that has its data there.
 */
export async function runningBrokers(
  cwd: string,
  folder: string | undefined,
): Promise<readonly BrokerState[]> {
  const folders = folder === undefined ? runFolders() : [folder];
  const found = await Promise.all(folders.map(statusIn));
  const states = found.filter((state) => state !== undefined);
  const near = states.filter(({ startedIn }) => isNear(startedIn, cwd));
  const chosen = near.length > 0 ? near : states;
  return chosen.sort((a, b) =>
    a.type === b.type ? (a.folder < b.folder ? -1 : 1) : a.type < b.type ? -1 : 1,
  );
}

function isNear(one: string, other: string): boolean {
  return [relative(one, other), relative(other, one)].some((way) => !way.startsWith(".."));
}

/** Undefined where no broker answers: a run of tests, or one that has ended. */
async function statusIn(folder: string): Promise<BrokerState | undefined> {
  try {
    const reply = await asked(folder, { verb: "status" }, STATUS_MS);
    return "state" in reply ? reply.state : undefined;
  } catch {
    return undefined;
  }
}

/** Throws UsageError where the broker refuses, or cannot do it. */
export async function askControl(folder: string, request: Request): Promise<Answer> {
  const reply = await asked(folder, request, ANSWER_MS).catch((trouble: unknown) => {
    throw new UsageError(`the broker in ${folder} does not answer: ${String(trouble)}`);
  });
  if ("refused" in reply) throw new UsageError(reply.refused);
  if ("failed" in reply) throw new UsageError(`${request.verb} did not work: ${reply.failed}`);
  return reply;
}

async function asked(folder: string, request: Request, deadlineMs: number): Promise<Reply> {
  const socket = connect({ path: socketPath(folder) });
  try {
    await once(socket, "connect");
    socket.write(`${JSON.stringify(request)}\n`);
    let text = "";
    socket.setEncoding("utf8");
    socket.on("data", (chunk: string) => {
      text += chunk;
    });
    await within("an answer", deadlineMs, once(socket, "end"));
    // cast: the control of the same program writes it.
    return JSON.parse(text) as Reply;
  } finally {
    socket.destroy();
  }
}
