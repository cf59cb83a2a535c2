/** Names that RabbitMQ refuses, and names that two entities share. */
import { defineDiagnostics, type Finding } from "../../../diagnostics/define.ts";
import { placeOf, textSetting } from "../../../model/setting.ts";
import type { Channel } from "../../../model/topology.ts";
import { alternateOf } from "../expand.ts";
import { example } from "./examples.ts";
import { physicalName, type RuleGroup, type Scene } from "./scene.ts";

const { specs, report } = defineDiagnostics({
  "reserved-name": {
    code: "WB3211",
    severity: "error",
    message:
      "RabbitMQ keeps names that begin with `amq.` to itself, and {kind} {name} is none of those it declares",
    why: "The declaration is refused: 403 (R-EXCH-14, R-QUE-10).",
    fix: "Choose another name; `amq.direct`, `amq.fanout` and `amq.topic` may be declared as they are.",
    example: {
      fires: example(
        'exchange news on tasks { name: "amq.news", type: topic }\nqueue work on tasks {}\nbind news -> work { key: "#" }',
      ),
      quiet: example(
        'exchange news on tasks { name: "amq.topic", type: topic }\nqueue work on tasks {}\nbind news -> work { key: "#" }',
      ),
    },
  },
  "name-length": {
    code: "WB3212",
    severity: "error",
    message: "the name of {kind} {name} has {bytes} bytes; RabbitMQ takes 1 to 255",
    why: "A longer name cannot be sent, and an empty one makes RabbitMQ invent a name for a queue, and is the default exchange for an exchange (R-EXCH-05).",
    fix: "Write a name of 1 to 255 bytes.",
    example: {
      fires: example('queue work on tasks { name: "" }'),
      quiet: example('queue work on tasks { name: "work.v1" }'),
    },
  },
  "same-name": {
    code: "WB3213",
    severity: "error",
    message: "{kind} {name} and {kind} {other} are both called {physical}",
    why: "RabbitMQ knows one of them: the second declaration is the same entity, or refused where a setting differs (R-QUE-01, R-EXCH-14).",
    fix: "Rename one of them.",
    example: {
      fires: example('queue first on tasks { name: "work" }\nqueue second on tasks { name: "work" }'),
      quiet: example('queue first on tasks { name: "work" }\nqueue second on tasks { name: "work.2" }'),
    },
  },
  "alternate-taken": {
    code: "WB3214",
    severity: "error",
    message: "`alternate` of exchange {exchange} needs the name {name}, which is declared",
    why: "`alternate:` with a queue stands for a fanout exchange of that name, bound to the queue.",
    fix: "Rename the declared exchange, or write `alternate: exchange {name}` and bind it to the queue yourself.",
    example: {
      fires: example(
        'exchange news on tasks { type: fanout, alternate: rest }\nexchange spare on tasks { name: "news.alternate", type: fanout }\nqueue rest on tasks {}\nqueue work on tasks {}\nbind news -> work {}\nbind spare -> work {}',
      ),
      quiet: example(
        "exchange news on tasks { type: fanout, alternate: rest }\nqueue rest on tasks {}\nqueue work on tasks {}\nbind news -> work {}",
      ),
    },
  },
});

/** What RabbitMQ declares itself; declaring it again as it is changes nothing (R-EXCH-14, R-EXCH-20). */
const PREDECLARED: Readonly<Record<string, string>> = {
  "amq.direct": "direct",
  "amq.fanout": "fanout",
  "amq.topic": "topic",
  "amq.headers": "headers",
  "amq.match": "headers",
};

const BYTES_MAX = 255;

/** Physical names of exchanges and queues. */
export const nameChecks: RuleGroup = { diagnostics: Object.values(specs), rule };

function* rule(scene: Scene): Iterable<Finding> {
  for (const channels of [scene.exchanges, scene.queues]) {
    const seen = new Map<string, Channel>();
    for (const channel of channels) {
      yield* ownName(channel);
      yield* sharedName(seen, channel);
    }
  }
}

function* ownName(channel: Channel): Iterable<Finding> {
  const { kind } = channel;
  const name = physicalName(channel);
  const bytes = utf8Length(name);
  const place = placeOf(channel, "name");
  if (bytes < 1 || bytes > BYTES_MAX) {
    yield report["name-length"](place, { kind, name: JSON.stringify(channel.name), bytes });
  }
  if (name.startsWith("amq.") && !isPredeclared(channel, name))
    yield report["reserved-name"](place, { kind, name });
}

function isPredeclared(channel: Channel, name: string): boolean {
  const { settings } = channel;
  const isAsDeclared =
    settings["durable"] !== false && settings["auto-delete"] !== true && settings["internal"] !== true;
  return channel.kind === "exchange" && PREDECLARED[name] === textSetting(settings, "type") && isAsDeclared;
}

function* sharedName(seen: Map<string, Channel>, channel: Channel): Iterable<Finding> {
  const name = physicalName(channel);
  const other = seen.get(name);
  if (other === undefined) {
    seen.set(name, channel);
    return;
  }
  const related = [{ span: placeOf(other, "name"), label: "the other one" }];
  // An implied exchange is the last to be declared, so it is the second of a pair.
  if (channel.implied === true) {
    const exchange = channel.name.slice(0, -alternateOf("").length);
    yield report["alternate-taken"](placeOf(channel), { exchange, name }, { related });
    return;
  }
  const { kind } = channel;
  yield report["same-name"](
    placeOf(channel, "name"),
    { kind, name: channel.name, other: other.name, physical: name },
    { related },
  );
}

/** Bytes of `text` in UTF-8; a lone surrogate counts as the 3 of its replacement. */
function utf8Length(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}
