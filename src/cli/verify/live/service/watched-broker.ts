/** A broker of the generated runtime whose services are observed and can be struck, whoever starts them. */
import type { Broker } from "../../../../client/broker.ts";
import type { Settings } from "../../../../client/plan.ts";
import type { Stage } from "./stage.ts";

/** `tried`: settings of a consumer as this run has them, which clients that were generated elsewhere do not know. */
export function watchedBroker(broker: Broker, stage: Stage, tried: (consumer: string) => Settings): Broker {
  return {
    kind: broker.kind,
    observe: stage.observe,
    connect: async (connecting) => {
      const consumers = Object.entries(connecting.consumers).map(
        ([key, plan]) => [key, { ...plan, settings: { ...plan.settings, ...tried(plan.name) } }] as const,
      );
      const connection = await broker.connect({ ...connecting, consumers: Object.fromEntries(consumers) });
      return {
        send: async (producer, message) => {
          if (message.cause === undefined) return connection.send(producer, message);
          stage.at("before send");
          const receipt = await connection.send(producer, message);
          stage.at("after send");
          return receipt;
        },
        consume: (key, handle) => {
          const { name = key, gate } = connecting.consumers[key] ?? {};
          return connection.consume(key, (incoming) =>
            stage.execution(name, gate !== undefined, async () => {
              const handled = await handle(incoming);
              if (handled.kind === "done") stage.at("handled");
              return handled;
            }),
          );
        },
        stop: (options) => connection.stop(options),
        close: () => connection.close(),
      };
    },
  };
}
