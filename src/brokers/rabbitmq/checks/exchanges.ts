/** Exchanges and bindings that RabbitMQ refuses, or that do not match what they seem to. */
import { defineDiagnostics, type Finding } from "../../../diagnostics/define.ts";
import { entriesSetting, flagSetting, placeOf, textSetting } from "../../../model/setting.ts";
import type { Binding, Channel } from "../../../model/topology.ts";
import { example, sendingExample } from "./examples.ts";
import { bindingKeys } from "./reach.ts";
import { endpointName, isAtLeast, type RuleGroup, type Scene } from "./scene.ts";

const routed = (type: string, key: string, version = "4.3"): string =>
  example(
    `exchange news on tasks { type: ${type} }\nqueue work on tasks {}\nbind news -> work { key: "${key}" }`,
    version,
  );

const headed = (match: string): string =>
  example(
    `exchange news on tasks { type: headers }\nqueue work on tasks {}\nbind news -> work { match: ${match} }`,
  );

const { specs, report } = defineDiagnostics({
  "match-ignored": {
    code: "WB3226",
    severity: "warning",
    message: "`{setting}` of this binding decides nothing: exchange {exchange} is of type {type}",
    why: "RabbitMQ stores it with the binding and does not look at it (R-EXCH-20, R-HDR-01).",
    fix: "Take it away, or use an exchange of another type.",
    example: {
      fires: example(
        'exchange news on tasks { type: fanout }\nqueue work on tasks {}\nbind news -> work { match: all(region: "eu") }',
      ),
      quiet: example(
        'exchange news on tasks { type: headers }\nqueue work on tasks {}\nbind news -> work { match: all(region: "eu") }',
      ),
    },
  },
  "header-ignored": {
    code: "WB3227",
    severity: "warning",
    message: "the header `{header}` does not count in `{form}(…)`",
    why: "RabbitMQ ignores arguments whose names begin with `x-`, unless the form says otherwise (R-HDR-02).",
    fix: "Write `{form}-with-x(…)`, or take the header away.",
    example: {
      fires: headed('all(x-region: "eu", kind: "a")'),
      quiet: headed('all-with-x(x-region: "eu", kind: "a")'),
    },
  },
  "internal-published": {
    code: "WB3222",
    severity: "error",
    message: "{producer} publishes to exchange {exchange}, which is internal",
    why: "RabbitMQ closes the channel: 403. Only other exchanges may publish to an internal one (R-EXCH-07).",
    fix: "Publish to an exchange that is bound to it, or take `internal: true` away.",
    example: {
      fires: sendingExample(
        "exchange news on tasks { type: fanout, internal: true }\nqueue work on tasks {}\nbind news -> work {}\nservice shop { producer tell -> news { sends: Notice } }",
      ),
      quiet: sendingExample(
        "exchange news on tasks { type: fanout }\nqueue work on tasks {}\nbind news -> work {}\nservice shop { producer tell -> news { sends: Notice } }",
      ),
    },
  },
  "alternate-missing": {
    code: "WB3223",
    severity: "error",
    message: "the alternate exchange {alternate} of {exchange} is not declared",
    why: "RabbitMQ treats what matches no binding as unroutable, as if there were no alternate (R-EXCH-12).",
    fix: "Declare the exchange, or correct the name.",
    example: {
      fires: example(
        'exchange news on tasks { type: fanout, alternate-exchange: "spare" }\nqueue work on tasks {}\nbind news -> work {}',
      ),
      quiet: example(
        'exchange news on tasks { type: fanout, alternate-exchange: "spare" }\nexchange spare on tasks { type: fanout }\nqueue work on tasks {}\nbind news -> work {}\nbind spare -> work {}',
      ),
    },
  },
  "too-many-hashes": {
    code: "WB3224",
    severity: "error",
    message: "the binding key {key} has {hashes} `#`; RabbitMQ takes two from 4.3.5 on",
    why: "The binding is refused: 406 (R-TOPIC-04).",
    fix: "Use at most two `#` in one key.",
    example: { fires: routed("topic", "#.a.#.b.#"), quiet: routed("topic", "#.a.#") },
  },
  "literal-wildcard": {
    code: "WB3225",
    severity: "warning",
    message: "`{wildcard}` in the binding key {key} matches only itself: {reason}",
    why: "A key that no message has binds nothing, without a word from RabbitMQ (R-EXCH-06, R-TOPIC-02).",
    fix: "Make the wildcard a word of its own between dots, on a topic exchange.",
    example: { fires: routed("direct", "order.*"), quiet: routed("topic", "order.*") },
  },
});

const HASHES_MAX = 2;

/** Types of exchanges, and the keys of bindings. */
export const exchangeChecks: RuleGroup = { diagnostics: Object.values(specs), rule };

function* rule(scene: Scene): Iterable<Finding> {
  for (const exchange of scene.exchanges) {
    const type = textSetting(exchange.settings, "type");
    yield* alternate(scene, exchange);
    for (const binding of scene.bindingsFrom(exchange)) {
      yield* keys(scene, binding, type);
      yield* ignored(exchange, binding, type);
    }
  }
  for (const producer of scene.producers) {
    const target = scene.find(producer.to);
    if (target === undefined || flagSetting(target.settings, "internal") !== true) continue;
    yield report["internal-published"](
      placeOf(producer),
      { producer: endpointName(producer), exchange: target.name },
      { related: [{ span: placeOf(target, "internal"), label: "internal here" }] },
    );
  }
}

function* alternate(scene: Scene, exchange: Channel): Iterable<Finding> {
  const name = textSetting(exchange.settings, "alternate-exchange");
  if (name === undefined || scene.exchange(name) !== undefined || name.startsWith("amq.")) return;
  yield report["alternate-missing"](placeOf(exchange, "alternate-exchange"), {
    alternate: JSON.stringify(name),
    exchange: exchange.name,
  });
}

function* ignored(exchange: Channel, binding: Binding, type: string | undefined): Iterable<Finding> {
  const setting = type === "headers" ? "key" : "match";
  if (
    type !== undefined &&
    binding.settings[setting] !== undefined &&
    (setting !== "key" || bindingKeys(binding).some((key) => key !== ""))
  )
    yield report["match-ignored"](placeOf(binding, setting), { setting, exchange: exchange.name, type });
  if (type !== "headers") return;
  for (const [form, asked] of entriesSetting(binding.settings, "match")) {
    if (form.endsWith("-with-x") || typeof asked !== "object" || asked === null) continue;
    for (const header of Object.keys(asked))
      if (header.startsWith("x-"))
        yield report["header-ignored"](placeOf(binding, "match"), { header, form });
  }
}

function* keys(scene: Scene, binding: Binding, type: string | undefined): Iterable<Finding> {
  if (type !== "topic" && type !== "direct") return;
  for (const key of bindingKeys(binding)) {
    const words = key.split(".");
    const hashes = words.filter((word) => word === "#").length;
    // A version without its third number stands for the newest of its kind.
    const isStrict = isAtLeast(scene.broker, "4.3.5") || scene.broker.version === "4.3";
    if (type === "topic" && hashes > HASHES_MAX && isStrict) {
      yield report["too-many-hashes"](placeOf(binding, "key"), { key: JSON.stringify(key), hashes });
    }
    const literal = words.find((word) => /[*#]/.test(word) && (type === "direct" || word.length > 1));
    if (literal === undefined) continue;
    const wildcard = literal.includes("*") ? "*" : "#";
    const reason =
      type === "direct" ? "exchange is direct" : `it is only a part of the word ${JSON.stringify(literal)}`;
    yield report["literal-wildcard"](placeOf(binding, "key"), { wildcard, key: JSON.stringify(key), reason });
  }
}
