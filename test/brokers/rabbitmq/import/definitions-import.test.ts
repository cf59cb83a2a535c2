import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BROKERS } from "../../../../src/brokers/all.ts";
import {
  IMPORT_DIAGNOSTICS,
  importDefinitions,
} from "../../../../src/brokers/rabbitmq/import/definitions-import.ts";
import { compile } from "../../../../src/compiler/compile.ts";

const CORPUS = fileURLToPath(new URL("../../../../../shared/corpus/rabbitmq/", import.meta.url));

/** Fails where the corpus is not beside the repository: a test that silently has no input proves nothing. */
function corpus(folder: string): readonly { readonly name: string; readonly text: string }[] {
  const names = readdirSync(CORPUS + folder, { recursive: true, encoding: "utf8" }).sort();
  return names
    .filter((name) => /\.(json|ya?ml)$/.test(name))
    .map((name) => ({ name, text: readFileSync(`${CORPUS}${folder}/${name}`, "utf8") }));
}

/** What the compiler holds against the shape and the names of a draft. */
function problems(text: string | undefined): readonly string[] {
  if (text === undefined) return ["no draft"];
  const { findings, topology } = compile([{ path: "draft.waybill", text }], { brokers: BROKERS });
  const bad = findings.filter(({ code, severity }) => /^WB[12]/.test(code) && severity === "error");
  return [
    ...bad.map(({ code, message }) => `${code} ${message}`),
    ...(topology === undefined ? ["no topology"] : []),
  ];
}

const at = { vhost: "/", durable: true, arguments: {} };
const imported = (definitions: object): ReturnType<typeof importDefinitions> =>
  importDefinitions(
    "definitions.json",
    JSON.stringify({ rabbit_version: "4.3.6", ...definitions }, undefined, 1),
  );
const codes = (definitions: object): readonly string[] =>
  imported(definitions).findings.map(({ code }) => code);
const lineOf = (text: string | undefined, start: string): string | undefined =>
  text?.split("\n").find((line) => line.trimStart().startsWith(start));

describe("public files", () => {
  test.each(corpus("definitions"))("$name is drafted without a word of complaint", ({ name, text }) => {
    const { text: draft, findings } = importDefinitions(name, text);
    expect(findings).toEqual([]);
    expect(problems(draft)).toEqual([]);
  });

  test.each([...corpus("rascal"), ...corpus("topology-operator")])(
    "$name is told to be of another kind",
    ({ name, text }) => {
      const { text: draft, findings } = importDefinitions(name, text);
      expect(draft).toBeUndefined();
      expect(findings.map(({ code }) => code)).toEqual(["WB3292"]);
    },
  );
});

describe("a draft", () => {
  test("names what it could not know as unknown, and where each line came from", () => {
    const { text } = imported({
      queues: [
        {
          ...at,
          name: "work",
          arguments: { "x-dead-letter-exchange": "", "x-dead-letter-routing-key": "dead.work" },
        },
        { ...at, name: "dead.work" },
      ],
      exchanges: [{ ...at, name: "jobs", type: "direct" }],
      bindings: [
        {
          vhost: "/",
          source: "jobs",
          destination: "work",
          destination_type: "queue",
          routing_key: "work",
          arguments: {},
        },
      ],
    });
    expect(text?.slice(text.indexOf("broker "))).toMatchInlineSnapshot(`
      "broker rabbit { type: rabbitmq, version: "4.3", nodes: 1, vhost: "/" } // definitions.json

      exchange jobs on rabbit { type: direct } // definitions.json:21
      queue work on rabbit { type: classic, dead-letter: queue dead-work } // definitions.json:4
      queue dead-work on rabbit { name: "dead.work", type: classic } // definitions.json:13
      bind jobs -> work { key: "work" } // definitions.json:30

      // Who publishes and who consumes is not in such a file. Service \`unknown\` stands for them: give each endpoint its
      // service and say what it does, and its flows are judged. An endpoint that does not exist is taken away.
      service unknown {
        external: true
        producer publish-jobs -> exchange jobs { routing-key: unknown, on-unknown: unknown, confirms: unknown, mandatory: unknown, persistent: unknown }
        consumer read-work <- work { prefetch: unknown, effect: unknown, steps: unknown, on-failure: unknown }
      }
      "
    `);
  });

  test("takes a wait queue for what it is: only a work queue is published to and read", () => {
    const ring = (name: string, next: string, more: object): object => ({
      ...at,
      name,
      arguments: { "x-dead-letter-exchange": "", "x-dead-letter-routing-key": next, ...more },
    });
    const { text } = imported({
      queues: [ring("work", "wait", {}), ring("wait", "work", { "x-message-ttl": 5000 })],
    });
    expect(lineOf(text, "producer send-work -> queue work")).toBeDefined();
    expect(lineOf(text, "consumer read-work <- work")).toBeDefined();
    expect(text).not.toMatch(/<- wait|-> queue wait/);
    expect(lineOf(text, "queue wait")).toContain("message-ttl: 5s");
  });

  test("keeps virtual hosts apart, or takes the one it is told", () => {
    const definitions = {
      queues: [
        { ...at, name: "work" },
        { ...at, name: "work", vhost: "shop" },
      ],
    };
    const text = JSON.stringify(definitions);
    const both = importDefinitions("d.json", text).text;
    expect(lineOf(both, "queue work on rabbit-default")).toBeDefined();
    expect(lineOf(both, 'queue work-2 on rabbit-shop { name: "work"')).toBeDefined();
    const one = importDefinitions("d.json", text, { vhost: "shop" }).text;
    expect(lineOf(one, "queue work on rabbit {")).toBeDefined();
    expect(one?.match(/^queue /gm)).toHaveLength(1);
    expect(importDefinitions("d.json", text, { vhost: "none" }).findings.map(({ code }) => code)).toEqual([
      "WB3293",
    ]);
  });

  test("carries what Waybill does not model under native", () => {
    const { text, findings } = imported({
      queues: [
        {
          ...at,
          name: "work",
          arguments: { "x-queue-mode": "lazy", "x-message-ttl": "5000", "x-nested": { a: [1, null] } },
        },
      ],
    });
    expect(lineOf(text, "queue work")).toContain(
      'native: { "x-queue-mode": "lazy", "x-message-ttl": "5000" }',
    );
    expect(lineOf(text, "queue work")).toContain("an argument (line 10) is left out");
    expect(findings).toEqual([]);
  });
});

describe("policies", () => {
  const policy = (name: string, pattern: string, definition: object, more: object = {}): object => ({
    vhost: "/",
    name,
    pattern,
    definition,
    "apply-to": "queues",
    priority: 0,
    ...more,
  });
  const queueWith = (queue: object, ...policies: object[]): string =>
    lineOf(imported({ queues: [{ ...at, name: "work", ...queue }], policies }).text, "queue work") ?? "";

  test("the highest priority that matches applies, alone", () => {
    const line = queueWith(
      {},
      policy("low", ".*", { "max-length": 5, expires: 1000 }),
      policy("high", "^work$", { "max-length": 9 }, { priority: 2 }),
      policy("other", "^x", { "max-length": 1 }, { priority: 3 }),
    );
    expect(line).toContain("{ type: classic, max-length: 9 }");
    expect(line).toContain('policy "high"');
    expect(line).not.toContain('"low"');
  });

  test("an argument beats a policy, and of limits the lowest counts", () => {
    const line = queueWith(
      { arguments: { "x-overflow": "drop-head", "x-max-length": 100, "x-message-ttl": 1000 } },
      policy("p", "", { overflow: "reject-publish", "max-length": 10, "message-ttl": 60_000 }),
    );
    expect(line).toContain("message-ttl: 1s, max-length: 10, overflow: drop-head");
  });

  test("an operator policy beats both", () => {
    const operator = {
      vhost: "/",
      component: "operator_policy",
      name: "op",
      value: { pattern: "w", definition: { overflow: "reject-publish" } },
    };
    const { text } = imported({
      queues: [{ ...at, name: "work", arguments: { "x-overflow": "drop-head" } }],
      parameters: [operator],
    });
    expect(lineOf(text, "queue work")).toContain("overflow: reject-publish");
  });

  test.each([
    ["quorum_queues", "quorum", true],
    ["quorum_queues", "classic", false],
    ["exchanges", "classic", false],
    ["all", "classic", true],
  ])("for %s on a %s queue: %s", (applyTo, type, applies) => {
    const line = queueWith(
      { arguments: { "x-queue-type": type } },
      policy("p", ".*", { "max-length": 7 }, { "apply-to": applyTo }),
    );
    expect(line.includes("max-length: 7")).toBe(applies);
  });

  test("mirroring is carried where it means something", () => {
    const mirrored = (type: string, version: string): boolean => {
      const queues = [{ ...at, name: "work", arguments: { "x-queue-type": type } }];
      const policies = [policy("ha", ".*", { "ha-mode": "all" }, { "apply-to": "all" })];
      return imported({ rabbit_version: version, queues, policies }).text?.includes("ha-mode") === true;
    };
    expect([
      mirrored("classic", "3.13.1"),
      mirrored("quorum", "3.13.1"),
      mirrored("classic", "4.0.0"),
    ]).toEqual([true, false, false]);
  });
});

describe("hostile and broken files", () => {
  const SECRETS = ["kI3GCqW5JLMJa4iX1lo7", "hunter2-hunter2", "s3cr3t-pass"] as const;
  const secretive = JSON.stringify({
    rabbit_version: "4.3.6",
    users: [{ name: "admin", password_hash: SECRETS[0], tags: "administrator", password: SECRETS[1] }],
    parameters: [
      {
        component: "shovel",
        name: "s",
        vhost: "/",
        value: { "src-uri": `amqp://u:${SECRETS[2]}@h`, "dest-uri": [`amqp://u:${SECRETS[2]}@h`] },
      },
      { component: "federation-upstream", name: "f", vhost: "/", value: { uri: `amqp://u:${SECRETS[2]}@h` } },
    ],
    global_parameters: [{ name: "x", value: SECRETS[1] }],
    permissions: [{ user: SECRETS[1] }],
    policies: [
      { vhost: "/", name: `amqp://u:${SECRETS[2]}@h`, pattern: "(a)\\1", definition: { "max-length": 1 } },
    ],
    queues: [
      {
        ...at,
        name: "work",
        arguments: { "x-a": `amqp://u:${SECRETS[2]}@h`, [`amqp://u:${SECRETS[2]}@h`]: 1 },
      },
      { ...at, name: `amqp://u:${SECRETS[2]}@h` },
    ],
    exchanges: [{ ...at, name: "x", type: `amqp://u:${SECRETS[2]}@h` }],
    bindings: [
      {
        vhost: "/",
        source: "amq.direct",
        destination: "work",
        destination_type: "queue",
        routing_key: `amqp://u:${SECRETS[2]}@h`,
      },
      {
        vhost: "/",
        source: `amqp://u:${SECRETS[2]}@h`,
        destination: "work",
        destination_type: "queue",
        routing_key: "",
      },
    ],
  });
  const leaks = (text: string): readonly string[] => {
    const said = JSON.stringify(importDefinitions("definitions.json", text));
    return SECRETS.filter((secret) => said.includes(secret));
  };

  test("nothing secret comes out of a whole file", () => {
    expect(leaks(secretive)).toEqual([]);
    expect(importDefinitions("definitions.json", secretive).text).toContain("queue work");
  });

  test("nothing of users and parameters comes out of a file cut or changed anywhere", () => {
    const policies = secretive.indexOf('"policies"');
    const head = secretive.slice(0, policies);
    const text = `${head}"queues":[{"name":"work","vhost":"/","durable":true}]}`;
    expect(importDefinitions("definitions.json", text).text).toContain("queue work");
    fc.assert(
      fc.property(fc.nat(text.length), fc.constantFrom("", "}", '"', "{", ",", "\u0000"), (cut, instead) => {
        expect(leaks(text.slice(0, cut) + instead)).toEqual([]);
        expect(leaks(text.slice(0, cut) + instead + text.slice(cut + 1))).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  const name = fc.oneof(
    fc.string({ unit: "binary", maxLength: 12 }),
    fc.constantFrom(
      "work",
      "amq.topic",
      '"',
      "// x",
      "}\nbroker b {}",
      "\u2028",
      "a.b",
      "0",
      "-",
      "unknown",
      "__proto__",
      "amq.",
      "{{",
      "{x}",
    ),
  );
  const anything = fc.oneof(fc.anything({ withNullPrototype: false, maxDepth: 2 }), name, fc.boolean());
  const args = fc.dictionary(
    fc.oneof(
      fc.constantFrom(
        "x-message-ttl",
        "x-dead-letter-exchange",
        "x-dead-letter-routing-key",
        "x-overflow",
        "x-queue-type",
        "x-max-length",
        "alternate-exchange",
      ),
      name,
    ),
    fc.oneof(
      anything,
      fc.integer(),
      fc.constantFrom("quorum", "classic", "", "reject-publish", 1.5, -1, 1e21),
    ),
    { maxKeys: 4 },
  );
  const entry = fc.record(
    {
      name,
      vhost: fc.oneof(fc.constant("/"), name),
      type: fc.oneof(fc.constantFrom("topic", "fanout", "direct", "headers", "quorum"), name),
      durable: fc.oneof(fc.boolean(), anything),
      source: name,
      destination: name,
      destination_type: fc.oneof(fc.constantFrom("queue", "exchange"), name),
      routing_key: name,
      pattern: fc.oneof(fc.constantFrom(".*", "", "^(?!a)", "("), name),
      definition: args,
      arguments: args,
      priority: fc.integer(),
    },
    { requiredKeys: ["name"] },
  );
  const list = fc.oneof(
    { weight: 9, arbitrary: fc.array(entry, { maxLength: 4 }) },
    { weight: 1, arbitrary: anything },
  );

  test("whatever a file holds, its draft has the shape of a spec", () => {
    fc.assert(
      fc.property(
        fc.record(
          {
            queues: list,
            exchanges: list,
            bindings: list,
            policies: list,
            vhosts: list,
            rabbit_version: anything,
          },
          { requiredKeys: [] },
        ),
        (definitions) => {
          // What JSON cannot say (a bigint, a symbol) is not what this is about.
          const json = JSON.stringify(definitions, (_, value: unknown) =>
            typeof value === "bigint" ? 0 : value,
          );
          const { text, findings } = importDefinitions("definitions.json", json);
          if (text === undefined) expect(findings.some(({ severity }) => severity === "error")).toBe(true);
          else expect(problems(text)).toEqual([]);
        },
      ),
      { numRuns: 500 },
    );
  });

  test.each([
    ["nothing", ""],
    ["no JSON", "waybill 1"],
    ["bytes", "\u0000\u0001\ufffd"],
    ["brackets", "[".repeat(100_000)],
    ["a number", "7"],
    ["a list", "[]"],
    ["an empty object", "{}"],
    ["lists that are none", '{ "queues": {}, "exchanges": 3 }'],
  ])("%s gives one error", (_, text) => {
    const result = importDefinitions("definitions.json", text);
    expect(result.text).toBeUndefined();
    expect(result.findings.map(({ severity }) => severity)).toEqual(["error"]);
  });

  test("a large file takes a moment and no more", () => {
    const names = Array.from({ length: 20_000 }, (_, i) => `queue.${i}`);
    const { text } = imported({
      queues: names.map((each) => ({ ...at, name: each, arguments: { "x-dead-letter-exchange": "dlx" } })),
      exchanges: [{ ...at, name: "dlx", type: "topic" }],
      bindings: names.map((each) => ({
        vhost: "/",
        source: "dlx",
        destination: each,
        destination_type: "queue",
        routing_key: each,
      })),
      policies: Array.from({ length: 200 }, (_, i) => ({
        vhost: "/",
        name: `p${i}`,
        pattern: `^(a+)+${i}$`,
        definition: {},
      })),
    });
    expect(text?.match(/^queue /gm)).toHaveLength(20_000);
  });
});

describe("the entries of an import", () => {
  test.each(IMPORT_DIAGNOSTICS)(
    "$code fires on its example and is quiet on the other",
    ({ code, example }) => {
      const run = (source: typeof example.fires): readonly string[] => {
        const [file] = typeof source === "string" ? [] : source;
        const options = code === "WB3293" ? { vhost: "/" } : {};
        return importDefinitions(file?.path ?? "", file?.text ?? "", options).findings.map(
          (finding) => finding.code,
        );
      };
      expect(run(example.fires)).toEqual([code]);
      expect(run(example.quiet)).toEqual([]);
    },
  );

  test("a version that is not modelled is said", () => {
    expect(codes({ rabbit_version: "4.3.6", queues: [{ ...at, name: "q" }] })).toEqual([]);
    expect(codes({ rabbit_version: undefined, queues: [{ ...at, name: "q" }] })).toEqual(["WB3296"]);
    expect(codes({ rabbit_version: "9.9.9", queues: [{ ...at, name: "q" }] })).toEqual(["WB3296"]);
  });
});
