/** One live run of one topology: brokers, clients, processes, the script, and what the judge says of the history. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { ANALYSIS_BROKERS } from "../../../brokers/analysis.ts";
import type { Analysis } from "../../../compiler/infer/analyse.ts";
import type { Hop } from "../../../model/flow.ts";
import { Reaper } from "../../../live/reaper.ts";
import { TimedOut } from "../../../live/until.ts";
import { watchedChannels } from "../../../verify/watched-channels.ts";
import { watchedGuarantees } from "../../../verify/watched-guarantees.ts";
import { displayPath } from "../../find-specs.ts";
import { judgeFile, type Judged } from "../../judge/judged.ts";
import { UsageError } from "../../output.ts";
import { LiveBrokers } from "./brokers.ts";
import { writeClients } from "./clients.ts";
import { givenCode } from "./code.ts";
import type { LiveOptions } from "./options.ts";
import { LEAST, type Played, play } from "./play.ts";
import { type LiveReport, liveVerdicts } from "./report.ts";
import { clockUs } from "./protocol.ts";
import { restOf } from "./rest.ts";
import { Scene } from "./scene.ts";
import { chosen, kindsPromised, MADE, type PlannedFault, scriptOf } from "./script.ts";
import { triedTopology } from "./tried.ts";
import { workloadOf } from "./workload.ts";

export interface LiveCall {
  readonly options: LiveOptions;
  readonly cwd: string;
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
}

/** Leaves nothing behind, however it ends. Throws UsageError where something that it needs is missing. */
export async function liveRun(analysis: Analysis, call: LiveCall): Promise<LiveReport> {
  const { options, cwd, say } = call;
  const faults = faultsOf(analysis, options);
  const { topology, notes } = triedTopology(analysis.topology, options.nodes);
  const reaper = await Reaper.start();
  let brokers: LiveBrokers | undefined;
  try {
    const clients = writeClients(topology, reaper.folder);
    const code =
      options.services === undefined ? {} : { code: givenCode(options.services, reaper.folder, cwd) };
    brokers = await LiveBrokers.launch(topology, cwd, say);
    const project = pathToFileURL(join(cwd, "package.json")).href;
    const scene = new Scene({ analysis, topology, brokers, clients, reaper, project, ...code });
    const played = await playedOn(scene, faults, call);
    for (const trouble of scene.troubles) say(`note: ${trouble}`);
    const file = join(options.history ?? reaper.folder, `${topology.name}_live.jsonl`);
    writeFileSync(file, scene.recorder.history(topology.name));
    const judged = judgedHistory(analysis, file, cwd);
    return {
      topology: topology.name,
      brokers: brokers.tried(),
      seed: options.seed,
      played,
      notes: [...notes, ...moreThanAsked(played, options)],
      guarantees: liveVerdicts(analysis, judged, played),
      judged,
      events: scene.recorder.events().map((event) => ({ ...event })),
      ...(options.history === undefined ? {} : { history: displayPath(file, cwd) }),
    };
  } catch (trouble) {
    // What takes too long is no mistake of ours.
    throw trouble instanceof TimedOut ? new UsageError(trouble.message) : trouble;
  } finally {
    await brokers?.close();
    await reaper.close();
  }
}

async function playedOn(
  scene: Scene,
  faults: readonly PlannedFault[],
  { options, signal, say }: LiveCall,
): Promise<Played> {
  const { analysis } = scene;
  say(`starting ${scene.services.map(({ name }) => name).join(", ")} …`);
  await scene.startAll();
  const { seed, messages, budgetMs } = options;
  const said = workloadOf(analysis, seed);
  const played = await play({ scene, said, messages, faults, budgetMs, signal, say });
  await scene.stopAll();
  if (!signal.aborted) scene.recorder.take({ e: "rest", t: clockUs(), ...(await restOf(scene)) });
  return played;
}

/** Throws UsageError where a fault is asked for that nothing here can have. */
function faultsOf(analysis: Analysis, { faults: names }: LiveOptions): readonly PlannedFault[] {
  const isLog = ({ broker, consumer: { from } }: Hop): boolean => {
    const rules = ANALYSIS_BROKERS.find(({ type }) => type === broker.type);
    return rules?.kinds.find(({ kind }) => kind === from.kind)?.keeps === "log";
  };
  if (names === undefined) return scriptOf(analysis, kindsPromised(analysis), isLog);
  const script = scriptOf(analysis, MADE, isLog);
  const { faults, unknown } = chosen(script, names);
  if (unknown.length === 0) return faults;
  const known = [...new Set(script.map(({ what }) => what))].join(", ");
  throw new UsageError(`${analysis.topology.name} can have no ${unknown.join(", ")}: there are ${known}`);
}

/** A fault needs messages to strike. */
function moreThanAsked({ sent, faults }: Played, { messages }: LiveOptions): readonly string[] {
  if (sent <= messages + LEAST) return [];
  const strikes = faults.length === 1 ? "a fault" : `${faults.length} faults`;
  return [`more than ${messages} messages, since ${strikes} took at least ${LEAST} each`];
}

function judgedHistory(analysis: Analysis, file: string, cwd: string): Judged {
  return judgeFile(file, cwd, ({ flows }) => ({
    guarantees: watchedGuarantees(analysis, ANALYSIS_BROKERS),
    channels: watchedChannels(analysis, ANALYSIS_BROKERS, flows),
  }));
}
