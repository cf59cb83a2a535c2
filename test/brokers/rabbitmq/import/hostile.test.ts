import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { at, imported, problems, draftedOf } from "./drafts.ts";

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
    const said = JSON.stringify(draftedOf("definitions.json", text));
    return SECRETS.filter((secret) => said.includes(secret));
  };

  test("nothing secret comes out of a whole file", () => {
    expect(leaks(secretive)).toEqual([]);
    expect(draftedOf("definitions.json", secretive).text).toContain("queue work");
  });

  test("nothing of users and parameters comes out of a file cut or changed anywhere", () => {
    const policies = secretive.indexOf('"policies"');
    const head = secretive.slice(0, policies);
    const text = `${head}"queues":[{"name":"work","vhost":"/","durable":true}]}`;
    expect(draftedOf("definitions.json", text).text).toContain("queue work");
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
          const { text, findings } = draftedOf("definitions.json", json);
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
    const result = draftedOf("definitions.json", text);
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
