/** A broker of the generated runtime whose services are observed and can be struck, whoever starts them. */
import type { Broker } from "../../../../client/broker.ts";
import type { Stage } from "./stage.ts";

export function watchedBroker(broker: Broker, stage: Stage): Broker {
  return {
    kind: broker.kind,
    observe: stage.observe,
    connect: async (connecting) => {
      const connection = await broker.connect(connecting);
      return {
        send: async (producer, message) => {
          if (message.cause === undefined) return connection.send(producer, message);
          stage.at("before send");
          const receipt = await connection.send(producer, message);
          stage.at("after send");
          return receipt;
        },
        consume: (key, handle) => {
          const name = connecting.consumers[key]?.name ?? key;
          return connection.consume(key, (incoming) =>
            stage.execution(name, async () => {
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
