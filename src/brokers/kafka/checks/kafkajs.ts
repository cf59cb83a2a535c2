/** What a service may not ask of kafkajs, since it gets it wrong. */
import { defineDiagnostics, type Finding } from "../../../diagnostics/define.ts";
import { placeOf } from "../../../model/setting.ts";
import type { Consumer } from "../../../model/topology.ts";
import { sendingExample } from "./examples.ts";
import type { RuleGroup, Scene } from "./scene.ts";

const KAFKAJS = "kafkajs";

const producing = (settings: string): string =>
  sendingExample(
    `topic orders on events { carries: Placed }\nservice shop { client: kafkajs, producer put -> orders { sends: Placed${settings} } }`,
  );
const copying = (client: string): string =>
  sendingExample(
    `topic orders on events { carries: Placed }\ntopic copies on events { carries: Placed }\nservice shop { producer put -> orders { sends: Placed } }\nservice copy {${client}\n  consumer read <- orders { sends: write, steps: [effect, [write, settle]] }\n  producer write -> copies { sends: Placed, idempotent: false }\n}`,
  );

const { specs, report } = defineDiagnostics({
  "kafkajs-idempotent": {
    code: "WB3126",
    severity: "error",
    message: "{producer} cannot be idempotent with `client: kafkajs`",
    why: "With idempotence on, kafkajs loses a message and stores another one twice when the answer to one of several requests is lost, and acknowledges both (tried on a real broker; tulios/kafkajs#1005). Without it a message may be stored twice, and none is lost.",
    fix: "Write `idempotent: false`, or leave `client:` out and use the native client.",
    example: {
      fires: producing(", idempotent: true"),
      quiet: producing(", idempotent: false"),
    },
  },
  "kafkajs-transaction": {
    code: "WB3127",
    severity: "error",
    message: "{consumer} cannot send and settle in one transaction with `client: kafkajs`",
    why: "kafkajs does not tell the broker whose offsets a transaction commits, so that an instance that was replaced commits them, too (K-TXN-07).",
    fix: "Leave `client:` out and use the native client, or write `settle` as a step of its own.",
    example: { fires: copying(" client: kafkajs"), quiet: copying("") },
  },
});

export const kafkajsChecks: RuleGroup = { diagnostics: Object.values(specs), rule };

function* rule({ producers, consumers, clients }: Scene): Iterable<Finding> {
  for (const producer of producers) {
    if (clients.get(producer.service) !== KAFKAJS || producer.settings["idempotent"] !== true) continue;
    yield report["kafkajs-idempotent"](placeOf(producer, "idempotent"), {
      producer: `${producer.service}.${producer.name}`,
    });
  }
  for (const consumer of consumers) {
    if (clients.get(consumer.service) !== KAFKAJS || !isTransactional(consumer)) continue;
    yield report["kafkajs-transaction"](placeOf(consumer, "steps"), {
      consumer: `${consumer.service}.${consumer.name}`,
    });
  }
}

function isTransactional({ steps }: Consumer): boolean {
  if (steps === "unknown") return false;
  return steps.some(
    (group) => group.some(({ kind }) => kind === "settle") && group.some(({ kind }) => kind === "send"),
  );
}
