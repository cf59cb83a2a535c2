/** `waybill broker WHAT`: real brokers for trying things out, and what can be done to them while they run. */
import { type Call, type CommandSpec, durationMs, readCall } from "../call.ts";
import { nearest } from "../../diagnostics/nearest.ts";
import { EXIT, type ExitCode, UsageError } from "../output.ts";
import { askControl, runningBrokers } from "./control-client.ts";
import { LINK_VERBS, NODE_VERBS, type Verb, VERBS } from "./controls.ts";
import { TYPES } from "./launchers.ts";
import { exportLine, statusText } from "./text.ts";
import { meantBy } from "./targets.ts";
import { runUp } from "./up-command.ts";
import { printedJson } from "../check/json.ts";

const SPEC: CommandSpec = {
  name: "broker",
  takes:
    "up TYPE | kill|pause|resume|restart NODE | cut|hold|swallow|delay|heal LINK | status | env | down | compose [paths]",
  doc: `starts a real broker (${TYPES.join(", ")}) on free ports with data of its own, and does to it what can happen to one`,
  formats: ["text", "json"],
  options: {
    nodes: {
      type: "string",
      value: "1|3",
      doc: "up: how many nodes (default: as the spec declares, else 1)",
    },
    topology: { type: "string", value: "SPEC", doc: "up: create the channels of this spec on it" },
    broker: {
      type: "string",
      value: "NAME",
      doc: "up: those of this broker, where the spec has several of the type",
    },
    release: { type: "string", value: "VERSION", doc: "up kafka: this release, fetched once" },
    detach: { type: "boolean", doc: "up: return when it is up; waybill broker down ends it" },
    by: { type: "string", value: "DURATION", doc: "delay: how much later each direction is: 200ms, 2s" },
    out: { type: "string", value: "FILE", doc: "compose: write the file there instead of printing it" },
    at: {
      type: "string",
      value: "FOLDER",
      doc: "the broker with its data in this folder, where several run",
    },
  },
  examples: [
    "waybill broker up kafka --nodes 3 --topology topology/shop.waybill",
    'eval "$(waybill broker env)"',
    "waybill broker kill node-1",
    "waybill broker cut clients",
    "waybill broker delay kafka/notifier --by 200ms",
    "waybill broker heal",
    "waybill broker compose topology/ --out compose.yaml",
  ],
};

const WORDS = ["up", ...VERBS, "env", "compose"];

/** Throws UsageError. */
export async function runBroker(args: readonly string[]): Promise<ExitCode> {
  const call = readCall(SPEC, args);
  if (call === undefined) return EXIT.fine;
  const [word, ...rest] = call.positionals;
  if (word === "up") return runUp(call, rest, args);
  if (word === "compose") return (await import("./compose.ts")).runCompose(call, rest);
  const verb = VERBS.find((each) => each === word);
  if (verb === undefined && word !== "env") throw new UsageError(unknown(word));
  const running = await runningBrokers(process.cwd(), call.text("at"));
  if (verb === undefined || verb === "status") {
    onlyTakes(word ?? "", rest, 0);
    return printAll(call, running, verb === undefined);
  }
  return verb === "down" ? runDown(rest, running, call) : runVerb(verb, rest, running, call);
}

function unknown(word: string | undefined): string {
  if (word === undefined) return `broker takes a word: ${WORDS.join(", ")}`;
  const meant = nearest(word, WORDS);
  return `broker does not know ${word.slice(0, 60)}: ${meant === undefined ? WORDS.join(", ") : `did you mean ${meant}?`}`;
}

function onlyTakes(word: string, given: readonly string[], most: number): void {
  if (given.length > most) throw new UsageError(`broker ${word} takes no ${given.slice(most).join(" ")}`);
}

function printAll({ terminal, format }: Call, running: Running, isEnv: boolean): ExitCode {
  if (format === "json") terminal.out(printedJson({ version: 1, brokers: running }));
  else if (running.length === 0 && !isEnv) terminal.out("no broker runs here\n");
  else for (const state of running) terminal.out(isEnv ? `${exportLine(state)}\n` : statusText(state));
  if (!isEnv || running.length > 0) return EXIT.fine;
  throw new UsageError(`no broker runs here: waybill broker up ${TYPES.join("|")}`);
}

type Running = Awaited<ReturnType<typeof runningBrokers>>;

async function runDown(rest: readonly string[], running: Running, { terminal }: Call): Promise<ExitCode> {
  onlyTakes("down", rest, 1);
  const [type] = rest;
  if (type !== undefined && !TYPES.includes(type))
    throw new UsageError(`broker down takes ${TYPES.join(" or ")}, not ${type.slice(0, 60)}`);
  const meant = running.filter((each) => type === undefined || each.type === type);
  if (meant.length === 0) throw new UsageError(`no ${type ?? "broker"} runs here`);
  for (const { folder } of meant) terminal.err(`${(await askControl(folder, { verb: "down" })).said}\n`);
  return EXIT.fine;
}

async function runVerb(verb: Verb, rest: readonly string[], running: Running, call: Call): Promise<ExitCode> {
  onlyTakes(verb, rest, 1);
  const [word] = rest;
  if (word === undefined && verb !== "heal") throw new UsageError(`broker ${verb} takes ${takenBy(verb)}`);
  const delayMs = durationMs(call, "by");
  if (verb === "delay" && delayMs === undefined)
    throw new UsageError("broker delay needs how much: --by 200ms");
  if (word === undefined) return healAll(running, call);
  const { broker, target } = meantBy(word, verb, running);
  const request = { verb, target, ...(delayMs !== undefined && { delayMs }) };
  say(call, `${broker.type}: ${(await askControl(broker.folder, request)).said}`);
  return EXIT.fine;
}

function takenBy(verb: Verb): string {
  const isOfNodes = NODE_VERBS.some((each) => each === verb);
  return isOfNodes
    ? "a node: node-1"
    : `a link: clients, node-1 or a client's name (${LINK_VERBS.join(", ")})`;
}

async function healAll(running: Running, call: Call): Promise<ExitCode> {
  if (running.length === 0) throw new UsageError("no broker runs here");
  for (const { type, folder } of running)
    say(call, `${type}: ${(await askControl(folder, { verb: "heal" })).said}`);
  return EXIT.fine;
}

function say({ isQuiet, terminal }: Call, line: string): void {
  if (!isQuiet) terminal.err(`${line}\n`);
}
