/** `waybill broker up TYPE`, in the foreground or detached. */
import type { RunningBroker } from "../../live/live-broker.ts";
import type { Call } from "../call.ts";
import { printedJson } from "../check/json.ts";
import { EXIT, type ExitCode, UsageError } from "../output.ts";
import { dieWithCaller, isBackground, startInBackground, tellCaller } from "./background.ts";
import { type Launcher, launcherOf, TYPES } from "./launchers.ts";
import { type BrokerState, stateOf } from "./state.ts";
import { stayUp } from "./stay.ts";
import { assignment, HINT, upText } from "./text.ts";
import { declared, foundBroker, type Order, type Say, startedBroker } from "./up.ts";
import { UnsoundSpec, wantedOf } from "./wanted.ts";

const RELEASE = /^\d+\.\d+(?:\.\d+)?$/;

/** `rest` are the words behind `up`, `args` all of the call. Throws UsageError. */
export async function runUp(call: Call, rest: readonly string[], args: readonly string[]): Promise<ExitCode> {
  const say: Say = (line) => {
    if (!call.isQuiet) call.terminal.err(`${line}\n`);
  };
  if (isBackground()) return upInBackground(call, rest);
  try {
    const order = orderOf(call, rest);
    const found = await foundBroker(order);
    if (found !== undefined) return await useFound(found, order, call, say);
    if (call.flag("detach")) {
      const [shown, ...lines] = await startInBackground(args, say);
      call.terminal.out(`${shown ?? ""}\n`);
      for (const line of lines) say(line);
      say("waybill broker down ends it");
      return EXIT.fine;
    }
    await upHere(order, say, (state) => {
      for (const line of upText(state)) say(line);
      call.terminal.out(shownState(call, state));
      say(HINT);
      say("Ctrl-C ends it");
    });
    return EXIT.fine;
  } catch (trouble) {
    if (!(trouble instanceof UnsoundSpec)) throw trouble;
    call.terminal.err(`${trouble.message}\nthe spec has errors: nothing was started\n`);
    return EXIT.findings;
  }
}

function shownState({ format }: Call, state: BrokerState): string {
  return format === "json" ? printedJson({ version: 1, brokers: [state] }) : `${assignment(state)}\n`;
}

/** Throws UsageError, UnsoundSpec. */
function orderOf(call: Call, rest: readonly string[]): Order {
  const [type, ...others] = rest;
  const launcher = launcherNamed(type);
  if (others.length > 0) throw new UsageError(`broker up takes one type, not also ${others.join(" ")}`);
  const nodes = call.text("nodes");
  if (nodes !== undefined && nodes !== "1" && nodes !== "3")
    throw new UsageError(`--nodes takes 1 or 3, not ${nodes.slice(0, 20)}`);
  const release = call.text("release");
  if (release !== undefined && launcher.releases !== "any")
    throw new UsageError(`--release is for kafka: ${launcher.type} runs as it is installed`);
  if (release !== undefined && !RELEASE.test(release))
    throw new UsageError(`--release takes a version such as 4.3 or 4.3.1, not ${release.slice(0, 20)}`);
  const path = call.text("topology");
  const name = call.text("broker");
  if (path === undefined && name !== undefined) throw new UsageError("--broker goes with --topology");
  const cwd = process.cwd();
  return {
    launcher,
    nodes: nodes === undefined ? undefined : Number(nodes),
    release,
    wanted: path === undefined ? undefined : wantedOf(path, launcher.type, name, cwd),
    cwd,
  };
}

function launcherNamed(type: string | undefined): Launcher {
  const launcher = type === undefined ? undefined : launcherOf(type);
  if (launcher !== undefined) return launcher;
  throw new UsageError(
    `broker up takes ${TYPES.join(" or ")}${type === undefined ? "" : `, not ${type.slice(0, 60)}`}`,
  );
}

async function useFound(found: RunningBroker, order: Order, call: Call, say: Say): Promise<ExitCode> {
  const { variable } = order.launcher;
  say(
    `${variable} names a ${found.type} that runs: nothing is started, and nothing of it can be killed or cut here`,
  );
  if (order.wanted !== undefined) await declared(found, order.wanted, say);
  call.terminal.out(`${variable}=${found.address}\n`);
  return EXIT.fine;
}

/** Returns when the broker has ended. */
async function upHere(order: Order, say: Say, ready: (state: BrokerState) => void): Promise<void> {
  const { launcher, cwd, wanted } = order;
  say(`starting ${launcher.type} …`);
  const broker = await startedBroker(order, say);
  try {
    if (wanted !== undefined) await declared(broker, wanted, say);
  } catch (trouble) {
    await broker.close();
    throw trouble;
  }
  await stayUp(broker, cwd, isBackground(), () => ready(stateOf(broker, cwd)));
}

async function upInBackground(call: Call, rest: readonly string[]): Promise<ExitCode> {
  const caller = dieWithCaller();
  try {
    const order = orderOf(call, rest);
    await upHere(
      order,
      (line) => tellCaller({ kind: "said", line }),
      (state) => {
        tellCaller({ kind: "up", lines: [shownState(call, state).trimEnd(), ...upText(state)] });
        caller.release();
      },
    );
    return EXIT.fine;
  } catch (trouble) {
    tellCaller({ kind: "failed", message: trouble instanceof Error ? trouble.message : String(trouble) });
    return EXIT.usage;
  }
}
