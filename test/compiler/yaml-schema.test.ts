/** `grammar/spec.schema.json`: an editor's view of the YAML form has to agree with ours. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { ANALYSIS_BROKERS } from "../../src/brokers/analysis.ts";
import { yamlSchema } from "../../src/compiler/yaml-schema.ts";
import { convert } from "../../src/convert/convert.ts";

const validate = new Ajv2020({ strict: true, allErrors: true, allowUnionTypes: true }).compile(
  yamlSchema(ANALYSIS_BROKERS),
);
const troubles = (text: string): readonly string[] => {
  validate(parse(text));
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message ?? ""}`);
};

const SPECS = readdirSync("specs", { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".waybill"))
  .map((name) => join("specs", name));

function asYaml(path: string): string {
  const converted = convert({ path, text: readFileSync(path, "utf8") }, "yaml", ANALYSIS_BROKERS);
  if (!converted.ok) throw new Error(`${path} cannot be read`);
  return converted.text;
}

describe("what is a spec", () => {
  test.each([...SPECS, "test/convert/golden/whole.waybill"])("%s, written in YAML", (path) => {
    expect(troubles(asYaml(path))).toEqual([]);
  });

  test("the shop of the cases", () => {
    expect(troubles(readFileSync("test/cases/shop/shop.waybill.yaml", "utf8"))).toEqual([]);
  });
});

describe("what is none", () => {
  const SHOP = asYaml("specs/shop/shop.waybill");
  const wrong: readonly (readonly [what: string, edit: (text: string) => string, where: string])[] = [
    [
      "without its first line",
      (text) => text.replace("waybill: 1\n", ""),
      " must have required property 'waybill'",
    ],
    [
      "with a section that is none",
      (text) => `${text}\ntopiks: {}\n`,
      " must NOT have additional properties",
    ],
    [
      "with a setting that is none",
      (text) => text.replace("partitions:", "partitons:"),
      "/topics/orders must NOT have",
    ],
    [
      "with a duration that has no unit",
      (text) => text.replace("retention: 7d", "retention: 7"),
      "/topics/orders/retention",
    ],
    [
      "with a word that is none",
      (text) => text.replace("acks: all", "acks: most"),
      "/services/checkout/producers/placing/acks",
    ],
    [
      "with a channel on nothing",
      (text) => text.replace("    on: events\n", ""),
      "/topics/orders must have required property 'on'",
    ],
  ];

  test.each(wrong)("%s", (_, edit, where) => {
    const text = edit(SHOP);
    expect(text).not.toBe(SHOP);
    expect(troubles(text).join("\n")).toContain(where);
  });
});
