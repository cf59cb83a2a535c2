/** Services on RabbitMQ as generated code would have them, small enough to be read beside their tests. */
import { amqplib } from "../../src/brokers/rabbitmq/transport/amqplib.ts";
import { type RabbitOptions, rabbitmq } from "../../src/brokers/rabbitmq/transport/rabbitmq.ts";
import { type Broker, type Codec, type Park, park, type Service, service } from "../../src/client/client.ts";
import type {
  BrokerPlan,
  ChannelPlan,
  ConsumerPlan,
  ProducerPlan,
  ServicePlan,
  Settings,
} from "../../src/client/plan.ts";

export { park };

export interface Job {
  readonly id: string;
  readonly lane: string;
}

/** What these services are the clients of. */
export const SPEC = `waybill 1
topology jobs
broker tasks { type: rabbitmq, version: "3.10", nodes: 1 }
enum Lane { a, b }
message Job { identity id: string, lane: Lane }
exchange jobs on tasks { type: topic, carries: Job }
queue work on tasks {}
queue parking on tasks {}
bind jobs -> work { key: "job.#" }
service office {
  producer submit -> jobs { sends: Job, routing-key: "job.{lane}", confirms: true, mandatory: true, on-unknown: send-again }
}
service workshop {
  consumer work <- work { prefetch: 10, on-failure: requeue }
}
guarantee office.submit -> workshop.work { delivery: at-least-once }
`;

const JOB: Codec<Job> = {
  type: "Job",
  identity: ["id"],
  content: "json",
  encode: (job) => job,
  decode: (wire) => {
    if (typeof wire === "object" && wire !== null && "id" in wire && "lane" in wire) {
      const { id, lane } = wire;
      if (typeof id === "string" && typeof lane === "string") return { id, lane };
    }
    throw new TypeError("no job");
  },
};

interface Brokers {
  readonly tasks: Broker<"rabbitmq">;
}
export interface Sends {
  readonly submit: { readonly Job: Job };
}
interface Consumes {
  readonly work: {
    readonly gets: { readonly Job: Job };
    readonly returns: void | Park;
    readonly inbox: false;
  };
}

/** Names of one test on the shared broker. */
export interface Names {
  readonly exchange: string;
  readonly queue: string;
  readonly parking: string;
}

export function namesOf(library: string, test: string): Names {
  const first = `${library}.${test}`;
  return { exchange: `${first}.jobs`, queue: `${first}.work`, parking: `${first}.parking` };
}

/** One client library. */
export interface OpenedLibrary {
  readonly library: string;
  readonly open: (options: RabbitOptions) => Broker<"rabbitmq">;
}

/** The client libraries that the transport stands on. */
export const LIBRARIES: readonly [OpenedLibrary, ...OpenedLibrary[]] = [
  { library: "rabbitmq-client", open: rabbitmq },
  { library: "amqplib", open: amqplib },
];

const queue = (name: string, physical: string, settings: Settings): ChannelPlan => ({
  kind: "queue",
  name,
  physical,
  settings: { durable: true, ...settings },
});

/** An exchange, a queue bound to it by `job.#`, and a queue for what is put aside. */
function brokerPlan({ exchange, queue: work, parking }: Names, settings: Settings = {}): BrokerPlan {
  return {
    kind: "rabbitmq",
    version: "3.10",
    settings: { vhost: "/" },
    channels: [
      { kind: "exchange", name: "jobs", physical: exchange, settings: { type: "topic", durable: true } },
      queue("work", work, settings),
      queue("parking", parking, {}),
    ],
    bindings: [
      {
        from: { kind: "exchange", name: exchange },
        to: { kind: "queue", name: work },
        settings: { key: ["job.#"] },
      },
    ],
  };
}

const by = { by: "only", type: "Job" } as const;

/** Sends jobs with the routing key `job.<lane>`, or what `change` says. */
export function sender(
  all: Names,
  change: Partial<ProducerPlan> = {},
  settings: Settings = {},
): Service<Brokers, Sends, Record<never, never>> {
  const submit: ProducerPlan = {
    name: "submit",
    broker: "tasks",
    channel: { kind: "exchange", name: all.exchange },
    types: ["Job"],
    routingKey: ["job.", ["lane"]],
    discriminator: by,
    settings: { confirms: true, mandatory: true, persistent: true },
    where: "jobs.waybill:1",
    ...change,
  };
  const plan: ServicePlan = {
    topology: "jobs",
    name: "office",
    brokers: { tasks: brokerPlan(all, settings) },
    producers: { submit },
    consumers: {},
    codecs: { Job: JOB },
  };
  return service(() => plan);
}

/** Works jobs off. */
export function worker(
  all: Names,
  change: Partial<ConsumerPlan> = {},
  settings: Settings = {},
): Service<Brokers, Record<never, never>, Consumes> {
  const work: ConsumerPlan = {
    name: "work",
    broker: "tasks",
    channel: { kind: "queue", name: all.queue },
    types: ["Job"],
    discriminator: by,
    concurrency: 1,
    steps: [["effect"], ["settle"]],
    settle: { kind: "act" },
    onFailure: { kind: "requeue" },
    sends: [],
    settings: { prefetch: 10 },
    where: "jobs.waybill:2",
    ...change,
  };
  const plan: ServicePlan = {
    topology: "jobs",
    name: "workshop",
    brokers: { tasks: brokerPlan(all, settings) },
    producers: {},
    consumers: { work },
    codecs: { Job: JOB },
  };
  return service(() => plan);
}
