/** One live run of one topology: brokers, clients, processes, the script, and what the judge says of the history. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { ANALYSIS_BROKERS } from "../../../brokers/analysis.ts";
import type { Analysis } from "../../../compiler/infer/analyse.ts";
import { Reaper } from "../../../live/reaper.ts";
import { watchedChannels } from "../../../verify/watched-channels.ts";
import { watchedGuarantees } from "../../../verify/watched-guarantees.ts";
import { displayPath } from "../../find-specs.ts";
import { judgeFile, type Judged } from "../../judge/judged.ts";
import { LiveBrokers } from "./brokers.ts";
import { writeClients } from "./clients.ts";
import type { LiveOptions } from "./options.ts";
import { type Played, play } from "./play.ts";
import { type LiveReport, liveVerdicts } from "./report.ts";
import { Scene } from "./scene.ts";
import { kindsPromised, scriptOf } from "./script.ts";
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
  const { topology, notes } = triedTopology(analysis.topology, options.nodes);
  const reaper = await Reaper.start();
  let brokers: LiveBrokers | undefined;
  try {
    const clients = writeClients(topology, reaper.folder);
    brokers = await LiveBrokers.launch(topology, cwd, say);
    const project = pathToFileURL(join(cwd, "package.json")).href;
    const scene = new Scene({ analysis, topology, brokers, clients, reaper, project });
    const played = await playedOn(scene, call);
    for (const trouble of scene.troubles) say(`note: ${trouble}`);
    const file = join(options.history ?? reaper.folder, `${topology.name}_live.jsonl`);
    writeFileSync(file, scene.recorder.history(topology.name));
    const judged = judgedHistory(analysis, file, cwd);
    return {
      topology: topology.name,
      brokers: brokers.tried(),
      seed: options.seed,
      played,
      notes,
      guarantees: liveVerdicts(analysis, judged, played),
      judged,
      events: scene.recorder.events().map((event) => ({ ...event })),
      ...(options.history === undefined ? {} : { history: displayPath(file, cwd) }),
    };
  } finally {
    await brokers?.close();
    await reaper.close();
  }
}

async function playedOn(scene: Scene, { options, signal, say }: LiveCall): Promise<Played> {
  const { analysis } = scene;
  say(`starting ${scene.services.map(({ name }) => name).join(", ")} …`);
  await scene.startAll();
  const kinds = options.kinds ?? kindsPromised(analysis);
  const faults = scriptOf(analysis, kinds, ({ broker, consumer: { from } }) => {
    const rules = ANALYSIS_BROKERS.find(({ type }) => type === broker.type);
    return rules?.kinds.find(({ kind }) => kind === from.kind)?.keeps === "log";
  });
  const { seed, messages, budgetMs } = options;
  const said = workloadOf(analysis, seed);
  const played = await play({ scene, said, messages, faults, budgetMs, signal, say });
  await scene.stopAll();
  return played;
}

function judgedHistory(analysis: Analysis, file: string, cwd: string): Judged {
  return judgeFile(file, cwd, ({ flows }) => ({
    guarantees: watchedGuarantees(analysis, ANALYSIS_BROKERS),
    channels: watchedChannels(analysis, ANALYSIS_BROKERS, flows),
  }));
}
