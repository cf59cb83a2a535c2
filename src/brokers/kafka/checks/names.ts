/** Names that Kafka refuses, alone or beside another (K-TOPIC-16). */
import { defineDiagnostics, type Finding } from "../../../diagnostics/define.ts";
import { placeOf } from "../../../model/setting.ts";
import { example } from "./examples.ts";
import { type Scene, topicName, type RuleGroup } from "./scene.ts";

const NAME_MAX = 249;

const { specs, report } = defineDiagnostics({
  "topic-name": {
    code: "WB3111",
    severity: "error",
    message: "Kafka refuses the topic name {name}: {reason}",
    why: "The topic cannot be created: InvalidTopic (K-TOPIC-16).",
    fix: "Use 1 to 249 ASCII letters, digits, `.`, `_`, `-`; neither `.` nor `..`.",
    example: {
      fires: example('topic orders on events { name: "orders/placed" }'),
      quiet: example('topic orders on events { name: "orders.placed" }'),
    },
  },
  "topic-collision": {
    code: "WB3112",
    severity: "error",
    message: "the topic names {name} and {other} collide",
    why: "Kafka takes `.` and `_` for the same character in metric names and refuses the second topic: InvalidTopic (K-TOPIC-16).",
    fix: "Rename one of them.",
    example: {
      fires: example(
        'topic first on events { name: "order.placed" }\ntopic second on events { name: "order_placed" }',
      ),
      quiet: example(
        'topic first on events { name: "order.placed" }\ntopic second on events { name: "order-placed" }',
      ),
    },
  },
});

export const nameChecks: RuleGroup = { diagnostics: Object.values(specs), rule };

function* rule(scene: Scene): Iterable<Finding> {
  const seen = new Map<string, { readonly name: string; readonly span: ReturnType<typeof placeOf> }>();
  for (const topic of scene.topics) {
    const name = topicName(topic);
    const span = placeOf(topic, "name");
    const reason = nameTrouble(name);
    if (reason !== undefined) {
      yield report["topic-name"](span, { name: JSON.stringify(name), reason });
      continue;
    }
    const key = name.replaceAll(".", "_");
    const other = seen.get(key);
    if (other === undefined) seen.set(key, { name, span });
    else {
      const related = [{ span: other.span, label: "the other topic" }];
      yield report["topic-collision"](span, { name, other: other.name }, { related });
    }
  }
}

/** What Kafka has against `name`; undefined if nothing. */
function nameTrouble(name: string): string | undefined {
  if (name === "") return "it is empty";
  if (name === "." || name === "..") return "it is reserved";
  if (name.length > NAME_MAX) return `it is longer than ${NAME_MAX} characters`;
  const character = [...name].find((each) => !/[A-Za-z0-9._-]/.test(each));
  return character === undefined ? undefined : `it contains ${JSON.stringify(character)}`;
}
