/** The brokers and processes of one live run, and what is recorded of them. */
import { join } from "node:path";
import { present } from "../../../base/assert.ts";
import type { Analysis } from "../../../compiler/infer/analyse.ts";
import { watchedGuarantees } from "../../../verify/watched-guarantees.ts";
import { generatedServices } from "../../../codegen/generate.ts";
import type { Reaper } from "../../../live/reaper.ts";
import { ANALYSIS_BROKERS } from "../../../brokers/analysis.ts";
import type { Service, Topology } from "../../../model/topology.ts";
import type { Clients } from "./clients.ts";
import { accessTo } from "./access.ts";
import type { LiveBrokers } from "./brokers.ts";
import { clockUs, type GivenCode, type ServiceStart } from "./protocol.ts";
import { Recorder } from "./recorder.ts";
import { type Heard, ServiceProcess } from "./service-process.ts";
import { UsageError } from "../../output.ts";
import { LiveStore } from "./store.ts";

export interface SceneParts {
  readonly analysis: Analysis;
  /** As it is tried: clients are made of it. */
  readonly topology: Topology;
  readonly brokers: LiveBrokers;
  readonly clients: Clients;
  readonly reaper: Reaper;
  /** URL of a file of the user's project. */
  readonly project: string;
  /** Services of the user, where some are given. */
  readonly code?: GivenCode;
}

export class Scene {
  readonly analysis: Analysis;
  readonly brokers: LiveBrokers;
  readonly recorder: Recorder;
  /** What went wrong outside any call, as the processes said it; each text once. */
  readonly troubles: Set<string> = new Set<string>();
  readonly #parts: SceneParts;
  readonly #store: LiveStore;
  readonly #processes = new Map<string, ServiceProcess>();
  readonly #falls = new Map<string, number>();
  #fallen: UsageError | undefined;
  #files = 0;

  constructor(parts: SceneParts) {
    this.#parts = parts;
    this.analysis = parts.analysis;
    this.brokers = parts.brokers;
    this.recorder = new Recorder(watchedGuarantees(parts.analysis, ANALYSIS_BROKERS));
    this.#store = new LiveStore(({ about, began }, by, seq) =>
      this.recorder.take({ e: "effect", ...about, t: [began, clockUs()], by, seq }),
    );
  }

  get services(): readonly Service[] {
    return generatedServices(this.#parts.topology);
  }

  /** The brokers have as many nodes as the spec says, so that clients generated elsewhere find what they look for. */
  get #isAsDeclared(): boolean {
    const { brokers } = this.#parts.topology;
    return this.analysis.topology.brokers.every(({ name, nodes }) =>
      brokers.some((tried) => tried.name === name && tried.nodes === nodes),
    );
  }

  serviceOf(name: string): Service {
    return present(
      this.services.find((each) => each.name === name),
      "a script speaks of services of its topology",
    );
  }

  /** The path of a file of the run that is not there yet. */
  freshFile(name: string): string {
    this.#files += 1;
    return join(this.#parts.reaper.folder, `${name}-${this.#files}`);
  }

  /** Instances of a service that run, in their order. */
  instancesOf(service: string): readonly ServiceProcess[] {
    return [...this.#processes.values()].filter((each) => each.service === service && each.isRunning);
  }

  /** Starts every service with the instances that it declares: those that read first. Throws UsageError. */
  async startAll(): Promise<void> {
    const readers = this.services.filter(({ consumers }) => consumers.length > 0);
    const others = this.services.filter(
      ({ consumers, producers }) => consumers.length === 0 && producers.length > 0,
    );
    for (const group of [readers, others])
      await Promise.all(
        group.flatMap((service) => namesOf(service).map((name) => this.start(service, name))),
      );
  }

  /** Starts an instance, anew where it ran before; resolves when it sends and reads. */
  async start(service: Service, instance: string): Promise<ServiceProcess> {
    const { clients, code, project, reaper, topology } = this.#parts;
    const start: ServiceStart = {
      service: service.name,
      instance,
      generated: clients.url,
      project,
      brokers: accessTo(this.brokers, topology, service, instance, code === undefined || this.#isAsDeclared),
      codecs: clients.codecs,
      topology,
      ...(code === undefined ? {} : { code }),
    };
    const process: ServiceProcess = await ServiceProcess.start(reaper, start, (word) =>
      this.#hear(word, process),
    );
    this.#processes.set(instance, process);
    void process.ended.then(() => {
      this.#store.died(instance);
      if (this.instancesOf(service.name).length === 0) this.recorder.forget(service.name);
    });
    process.onFall((code) => this.#fell(service, process, code));
    await process.up();
    return process;
  }

  /** Throws UsageError where a service ends by itself again and again. */
  mustStand(): void {
    if (this.#fallen !== undefined) throw this.#fallen;
  }

  /** Somebody starts again what has ended by itself, as in production; not for ever. */
  #fell(service: Service, process: ServiceProcess, code: number): void {
    const falls = (this.#falls.get(process.instance) ?? 0) + 1;
    this.#falls.set(process.instance, falls);
    const text = `${process.instance} ended by itself with exit code ${code}`;
    this.troubles.add(`${text}; it was started again`);
    if (falls <= FALLS_MAX) {
      this.start(service, process.instance).catch((error: unknown) => {
        this.#fallen = asUsage(error);
      });
    } else this.#fallen = new UsageError(`${text}, ${falls} times. Its last words:\n${process.lastWords()}`);
  }

  /** Ends all processes in good order. */
  async stopAll(): Promise<void> {
    await Promise.all(
      [...this.#processes.values()].filter(({ isRunning }) => isRunning).map((each) => each.stop()),
    );
  }

  #hear(word: Parameters<Heard>[0], process: ServiceProcess): void {
    if (word.say === "event") this.recorder.take(word.event, word.returned);
    else if (word.say === "trouble") this.troubles.add(`${process.service}: ${word.text}`);
    else
      this.#store.ask(word.question, process.instance, (answer) =>
        process.tell({ do: "answer", to: word.number, answer }),
      );
  }
}

/** An instance that has ended by itself more often is not started again. */
const FALLS_MAX = 3;

function asUsage(error: unknown): UsageError {
  return error instanceof UsageError ? error : new UsageError(String(error));
}

/** Names of the instances that a service declares: as many as its consumers at most. */
function namesOf({ name, consumers }: Service): readonly string[] {
  const count = Math.max(1, ...consumers.map(({ instances }) => instances));
  return Array.from({ length: count }, (_, n) => `${name}-${n + 1}`);
}
