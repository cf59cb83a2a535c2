import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import {
  IMPORT_DIAGNOSTICS,
  importDefinitions,
} from "../../../../src/brokers/rabbitmq/import/definitions-import.ts";
import { corpus } from "../../../beside.ts";
import { at, codes, imported, lineOf, problems, draftedOf } from "./drafts.ts";

const CORPUS = corpus("rabbitmq");

/** Files of the corpus; none where it does not stand beside the checkout, which a test says aloud. */
function files(folder: string): readonly { readonly name: string; readonly text: string }[] {
  if (CORPUS === undefined) return [];
  const names = readdirSync(CORPUS + folder, { recursive: true, encoding: "utf8" }).sort();
  return names
    .filter((name) => /\.(json|ya?ml)$/.test(name))
    .map((name) => ({ name, text: readFileSync(`${CORPUS}${folder}/${name}`, "utf8") }));
}

describe("public files", () => {
  test(CORPUS === undefined ? "are not beside this checkout" : "are tried", () => {
    expect(files("definitions").length > 0).toBe(CORPUS !== undefined);
  });

  test.each(files("definitions"))("$name is drafted without a word of complaint", ({ name, text }) => {
    const { text: draft, findings } = draftedOf(name, text);
    expect(findings).toEqual([]);
    expect(problems(draft)).toEqual([]);
  });

  test.each([...files("rascal"), ...files("topology-operator")])(
    "$name is told to be of another kind",
    ({ name, text }) => {
      const { text: draft, findings } = draftedOf(name, text);
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

      // Who else publishes and consumes is not in what was read. Service \`unknown\` stands for them: give each endpoint its
      // service and say what it does, and its flows are judged. An endpoint that does not exist is taken away.
      service unknown {
        external: true
        producer publish-jobs -> jobs { routing-key: unknown, on-unknown: unknown, confirms: unknown, mandatory: unknown, persistent: unknown }
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
    expect(lineOf(text, "producer send-work -> work")).toBeDefined();
    expect(lineOf(text, "consumer read-work <- work")).toBeDefined();
    expect(text).not.toMatch(/<- wait|-> wait/);
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
    const both = draftedOf("d.json", text).text;
    expect(lineOf(both, "queue work on rabbit-default")).toBeDefined();
    expect(lineOf(both, 'queue work-2 on rabbit-shop { name: "work"')).toBeDefined();
    const one = draftedOf("d.json", text, { vhost: "shop" }).text;
    expect(lineOf(one, "queue work on rabbit {")).toBeDefined();
    expect(one?.match(/^queue /gm)).toHaveLength(1);
    expect(draftedOf("d.json", text, { vhost: "none" }).findings.map(({ code }) => code)).toEqual(["WB3293"]);
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
