/** How the types of a channel are told apart, for the runtime. */
import { parseTemplate } from "../../../grammar/template.ts";
import type { Channel, Producer, TypeTag } from "../../model/topology.ts";
import { tagValue } from "../../model/tags.ts";
import { MessageIndex } from "../../compiler/check/messages.ts";
import type { Data } from "./data.ts";
import type { Scene } from "./scene.ts";

/** Of what a consumer reads at `channel`. Where there is one type only, nothing has to say it. */
export function gotBy(scene: Scene, channel: Channel): Data {
  const types = scene.traffic.at(channel);
  const [only, ...others] = types;
  if (only !== undefined && others.length === 0) return { by: "only", type: only };
  const tag = scene.traffic.tagAt(channel);
  if (tag.kind !== "routing-key") return taggedBy(scene, tag, types);
  const { services } = scene.topology;
  const senders = services.flatMap(({ producers }) => producers);
  return keyedBy(
    scene,
    senders.filter((producer) => scene.traffic.passes(producer, channel)),
  );
}

/** Of what a producer sends. */
export function sentBy(scene: Scene, producer: Producer): Data {
  const tag = scene.traffic.tagAt(producer.to);
  if (tag.kind === "routing-key") return keyedBy(scene, [producer]);
  return taggedBy(scene, tag, scene.traffic.sentBy(producer));
}

function taggedBy(
  scene: Scene,
  tag: Exclude<TypeTag, { readonly kind: "routing-key" }>,
  types: readonly string[],
): Data {
  if (tag.kind === "header") return { by: "header", name: tag.name };
  const index = new MessageIndex(scene.topology);
  const values = types.map((name) => {
    const message = index.message(name);
    const walk = message === undefined ? undefined : index.walk(message, tag.path);
    const value =
      message === undefined || walk?.kind !== "found"
        ? undefined
        : tagValue(scene.topology, message, walk.type);
    return [value ?? name, name] as const;
  });
  return { by: "field", path: tag.path.split("."), values: Object.fromEntries(values) };
}

/** Keys as patterns: a part that depends on the message is one word. */
function keyedBy(scene: Scene, producers: readonly Producer[]): Data {
  const patterns = producers.flatMap((producer) => {
    const { routingKey } = scene.rules(scene.broker(scene.channel(producer.to).broker));
    const template = routingKey === undefined ? undefined : producer.settings[routingKey];
    const pattern = patternOf(typeof template === "string" ? template : "");
    return scene.traffic.sentBy(producer).map((type) => [pattern, type] as const);
  });
  return { by: "routing-key", patterns: Object.fromEntries(patterns) };
}

function patternOf(template: string): string {
  const text = parseTemplate(template)
    .parts.map((part) => (part.kind === "text" ? part.text : "\u0000"))
    .join("");
  return text
    .split(".")
    .map((word) => (word.includes("\u0000") ? "*" : word))
    .join(".");
}
