/** `waybill broker compose [paths]`: the brokers of a spec as a compose file. */
import { stringify } from "yaml";
import type { ComposedBroker, ComposeService } from "../../live/compose.ts";
import { Missing } from "../../live/missing.ts";
import type { Broker } from "../../model/topology.ts";
import type { Call } from "../call.ts";
import { writeWhole } from "../files.ts";
import { displayPath } from "../find-specs.ts";
import { EXIT, type ExitCode, UsageError } from "../output.ts";
import { type Launcher, launcherOf } from "./launchers.ts";
import { soundTopologies, UnsoundSpec } from "./wanted.ts";

interface Composed extends ComposedBroker {
  readonly declared: Broker;
  readonly launcher: Launcher;
}

/** Ports of one broker to those of the next of its type: more than it has nodes. */
const STEP = 100;

/** Throws UsageError. */
export function runCompose(call: Call, paths: readonly string[]): ExitCode {
  const cwd = process.cwd();
  try {
    const brokers = soundTopologies(paths, cwd).flatMap((topology) => topology.brokers);
    const text = composeText(composedOf(brokers));
    const out = call.text("out");
    if (out === undefined) call.terminal.out(text);
    else {
      writeWhole(out, text, cwd);
      if (!call.isQuiet) call.terminal.err(`wrote ${displayPath(out, cwd)}\n`);
    }
    return EXIT.fine;
  } catch (trouble) {
    if (!(trouble instanceof UnsoundSpec)) throw trouble;
    call.terminal.err(`${trouble.message}\nthe spec has errors: no file was written\n`);
    return EXIT.findings;
  }
}

/** Brokers in the order of the spec; one that two topologies share is one. Throws UsageError. */
function composedOf(brokers: readonly Broker[]): readonly Composed[] {
  const composed: Composed[] = [];
  const prefixes = new Set<string>();
  for (const declared of brokers) {
    const launcher = launcherOf(declared.type);
    if (launcher === undefined || composed.some((each) => each.declared.name === declared.name)) continue;
    const ofType = composed.filter((each) => each.launcher === launcher).length;
    const prefix = prefixOf(declared.name, prefixes);
    prefixes.add(prefix);
    const options = {
      prefix,
      firstPort: launcher.port + ofType * STEP,
    };
    try {
      composed.push({ ...launcher.compose(declared, options), declared, launcher });
    } catch (trouble) {
      throw trouble instanceof Missing
        ? new UsageError(`broker ${declared.name}: ${trouble.message}`)
        : trouble;
    }
  }
  if (composed.length === 0) throw new UsageError("the spec declares no broker");
  return composed;
}

/** A hostname is the broker's name, in letters alone, and then a number; where two would be the same, one is longer. */
function prefixOf(name: string, taken: ReadonlySet<string>): string {
  const letters = name.toLowerCase().replaceAll(/[^a-z]/g, "");
  let prefix = letters === "" ? "broker" : letters;
  while (taken.has(prefix)) prefix += "x";
  return prefix;
}

function composeText(composed: readonly Composed[]): string {
  const services: Record<string, ComposeService> = {};
  for (const each of composed) Object.assign(services, each.services);
  const lines = composed.map(({ launcher, address }) => `#   export ${launcher.variable}='${address}'`);
  const ups = composed.map(({ launcher, declared }) => {
    return `#   waybill broker up ${launcher.type} --topology SPEC --broker ${declared.name}`;
  });
  return [
    "# The brokers of the spec, by Waybill. Start them, then create their channels:",
    "#   docker compose up --detach --wait",
    ...composed.flatMap((_, index) => [lines[index] ?? "", ups[index] ?? ""]),
    stringify({ services }, { lineWidth: 0 }),
  ].join("\n");
}
