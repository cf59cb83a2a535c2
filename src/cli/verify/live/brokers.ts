/** The real brokers of a live run, by the names of the spec. */
import { present } from "../../../base/assert.ts";
import type { LiveBroker, RunningBroker } from "../../../live/live-broker.ts";
import type { Broker, Topology } from "../../../model/topology.ts";
import { launcherOf } from "../../broker/launchers.ts";
import { declared, type Say, startedBroker } from "../../broker/up.ts";
import { UsageError } from "../../output.ts";

/** What a report says of a real broker. */
export interface BrokerTried {
  readonly name: string;
  readonly type: string;
  /** Absent where it ran already. */
  readonly version?: string;
  readonly nodes?: number;
}

/** One broker of the spec, and the real one that stands for it. */
export interface BrokerInUse {
  readonly declared: Broker;
  readonly running: RunningBroker;
  /** Present where it was started for this run: only such a one is harmed. */
  readonly launched?: LiveBroker;
}

export class LiveBrokers {
  readonly all: readonly BrokerInUse[];

  private constructor(all: readonly BrokerInUse[]) {
    this.all = all;
  }

  /** Starts a broker for each that the spec declares, with its channels. Throws UsageError. */
  static async launch(topology: Topology, cwd: string, say: Say): Promise<LiveBrokers> {
    const wanted = topology.brokers.map((broker) => {
      const launcher = launcherOf(broker.type);
      if (launcher === undefined)
        throw new UsageError(
          `${broker.name} is a broker of type ${broker.type}, and none of that type can be started here`,
        );
      return { broker, launcher };
    });
    const started = await Promise.allSettled(
      wanted.map(async ({ broker, launcher }): Promise<BrokerInUse> => {
        say(`starting ${broker.type} for ${broker.name} …`);
        const { variable } = launcher;
        if (process.env[variable] !== undefined)
          say(`note: ${variable} is not used: what is killed here was started for it`);
        const order = { launcher, nodes: undefined, release: undefined, wanted: { topology, broker }, cwd };
        const launched = await startedBroker(order, say);
        return { declared: broker, running: launched, launched };
      }),
    );
    const all = started.flatMap((each) => (each.status === "fulfilled" ? [each.value] : []));
    const brokers = new LiveBrokers(all);
    try {
      const failed = started.find((each) => each.status === "rejected");
      if (failed !== undefined) throw failed.reason;
      await brokers.#declare(topology, say);
      return brokers;
    } catch (trouble) {
      await brokers.close();
      throw trouble;
    }
  }

  /** The real address of a broker of the spec. */
  addressOf(name: string): string {
    return this.all.find(({ declared: { name: own } }) => own === name)?.running.address ?? "";
  }

  /** For the report. */
  tried(): readonly BrokerTried[] {
    return this.all.map(({ declared: { name, type }, launched }) => ({
      name,
      type,
      ...(launched === undefined ? {} : { version: launched.version, nodes: launched.nodes.length }),
    }));
  }

  /** The broker of that name, which was started for this run. */
  launchedOf(name: string): LiveBroker {
    return present(
      this.all.find(({ declared: { name: own } }) => own === name)?.launched,
      "a script harms only what was started for it",
    );
  }

  /** Messages that wait in queues, by the queues' names in the spec. Throws where a broker does not answer. */
  async waiting(topology: Topology): Promise<ReadonlyMap<string, number>> {
    const all: [string, number][] = [];
    for (const {
      running,
      declared: { name },
    } of this.all)
      all.push(...(await running.waiting(topology, name)));
    return new Map(all);
  }

  async close(): Promise<void> {
    for (const { launched } of this.all) await launched?.close();
  }

  async #declare(topology: Topology, say: Say): Promise<void> {
    for (const { running, declared: broker } of this.all) await declared(running, { topology, broker }, say);
  }
}
