/** `waybill broker up`: starts a broker, or finds one that runs, and brings the channels of a spec to it. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Declared, LaunchOptions, LiveBroker, RunningBroker } from "../../live/live-broker.ts";
import { Missing } from "../../live/missing.ts";
import { UsageError } from "../output.ts";
import type { Launcher } from "./launchers.ts";
import { stateOf } from "./state.ts";
import type { Wanted } from "./wanted.ts";

/** One call of `broker up`, read. */
export interface Order {
  readonly launcher: Launcher;
  /** As given; the spec decides where nothing is. */
  readonly nodes: number | undefined;
  readonly release: string | undefined;
  readonly wanted: Wanted | undefined;
  readonly cwd: string;
}

/** Hears what happens meanwhile, line by line. */
export type Say = (line: string) => void;

/** Nodes of a launched cluster at most. */
const NODES_MOST = 3;

/** The broker that the environment names. Throws UsageError where it is not there. Undefined where it names none. */
export async function foundBroker({ launcher }: Order): Promise<RunningBroker | undefined> {
  const { variable } = launcher;
  const address = process.env[variable];
  if (address === undefined || address === "") return undefined;
  return launcher.find(address).catch((trouble: unknown) => {
    const why = trouble instanceof Error ? trouble.message : String(trouble);
    throw new UsageError(
      `${variable} names a broker that cannot be used (${why}): start it, or unset ${variable} to have one started`,
    );
  });
}

/** Starts the broker that is wanted, with a file that says how to reach it. Throws UsageError where something is missing. */
export async function startedBroker(order: Order, say: Say): Promise<LiveBroker> {
  const { launcher, wanted, cwd } = order;
  const declared = wanted?.broker;
  const nodes = order.nodes ?? (declared === undefined || declared.nodes === 1 ? 1 : NODES_MOST);
  if (declared !== undefined && declared.nodes !== nodes)
    say(`note: ${nodes} of the ${declared.nodes} nodes that the spec declares`);
  const release = order.release ?? declared?.version;
  const vhost = declared?.settings["vhost"];
  const options: LaunchOptions = {
    nodes,
    ...(launcher.releases === "any" && release !== undefined && { version: release }),
    ...(typeof vhost === "string" && { vhost }),
    onFetch: () => say(`fetching ${launcher.type}, once (54 MB) …`),
  };
  const broker = await launcher.launch(options).catch((trouble: unknown) => {
    if (trouble instanceof Missing) throw new UsageError(trouble.message);
    if (trouble instanceof Error) throw new UsageError(trouble.message);
    throw trouble;
  });
  if (release !== undefined && !isRelease(broker.version, release))
    say(`note: ${launcher.type} ${broker.version} is installed; ${release} is declared`);
  writeFileSync(join(broker.folder, "broker.json"), `${JSON.stringify(stateOf(broker, cwd), null, 2)}\n`);
  return broker;
}

function isRelease(version: string, declared: string): boolean {
  return version === declared || version.startsWith(`${declared}.`);
}

/** Creates the channels of the spec. Throws UsageError where the broker refuses one. */
export async function declared(broker: RunningBroker, wanted: Wanted, say: Say): Promise<void> {
  const { created, kept, differs }: Declared = await broker
    .declare(wanted.topology, wanted.broker.name)
    .catch((trouble: unknown) => {
      throw new UsageError(trouble instanceof Error ? trouble.message : String(trouble));
    });
  if (created.length > 0) say(`created: ${created.join(", ")}`);
  if (kept.length > 0) say(`was there: ${kept.join(", ")}`);
  for (const difference of differs) say(`note: ${difference}`);
}
