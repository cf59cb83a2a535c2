/** `topology.ts`: what brokers call the channels, and the values of enums, for programs that need them. */
import type { Data } from "../plan/data.ts";
import { physicalRef, type Scene } from "../plan/scene.ts";
import { dataLiteral } from "./literal.ts";
import type { ModuleSpec } from "./module.ts";

export function constantsModule(scene: Scene): ModuleSpec {
  const { name, brokers, channels, enums } = scene.topology;
  const written = channels.filter(({ implied }) => implied !== true);
  const kinds = [...new Set(written.map(({ kind }) => kind))];
  const topology: Data = {
    name,
    brokers: Object.fromEntries(
      brokers.map((broker) => [broker.name, { kind: broker.type, version: broker.version }]),
    ),
    channels: Object.fromEntries(
      kinds.map((kind) => {
        const own = written.filter((channel) => channel.kind === kind);
        return [
          kind,
          Object.fromEntries(
            own.map((channel) => [channel.name, { broker: channel.broker, name: physicalRef(channel).name }]),
          ),
        ];
      }),
    ),
    enums: Object.fromEntries(enums.map((each) => [each.name, each.values])),
  };
  return {
    path: "topology",
    imports: [],
    statements: [
      {
        kind: "const",
        name: "topology",
        doc: ["Names as the brokers know them, by the names of the spec."],
        value: `${dataLiteral(topology)} as const`,
      },
    ],
  };
}
