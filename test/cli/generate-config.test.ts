import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { configAround } from "../../src/cli/generate/config.ts";
import { outputPlaces } from "../../src/cli/generate/places.ts";
import { topologyOf } from "../codegen/generated.ts";
import { type Ended, waybill } from "./run-waybill.ts";

const root = mkdtempSync(join(tmpdir(), "waybill-generate-config-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const SPEC = `waybill 1
topology shop
broker b { type: kafka }
broker r { type: rabbitmq }
enum Region { eu, us }
record Line { sku: string, region: Region }
message Order { identity id: uuid, lines: Line[] }
message Mail { identity id: uuid, text: string }
topic orders on b { carries: Order }
queue mails on r { carries: Mail }
service checkout { producer place -> orders { sends: Order } }
service notifier {
  consumer watch <- orders { group: "n", sends: tell[0..1], steps: [tell, effect, settle] }
  producer tell -> mails { sends: Mail }
}
service mailer { consumer mail <- mails {} }
`;

let project = "";
let count = 0;

beforeEach(() => {
  project = join(root, `p${count++}`);
  write("shop.waybill", SPEC);
});

function write(path: string, text: string): void {
  const at = join(project, path);
  mkdirSync(dirname(at), { recursive: true });
  writeFileSync(at, text);
}

function generate(args: readonly string[] = []): Ended {
  return waybill(["generate", ...args], { cwd: project });
}

/** Paths below `folder`, without the runtime's. */
function own(folder: string): readonly string[] {
  const all = readdirSync(join(project, folder), { recursive: true, encoding: "utf8" });
  return all.filter((path) => path.endsWith(".ts") && !path.includes("runtime/")).sort();
}

function textsIn(folder: string): ReadonlyMap<string, string> {
  const all = readdirSync(join(project, folder), { recursive: true, encoding: "utf8" });
  const paths = all.filter((path) => path.endsWith(".ts"));
  return new Map(paths.map((path) => [path, readFileSync(join(project, folder, path), "utf8")]));
}

const CONFIG = {
  generate: { out: "src/generated", services: { mailer: { out: "services/mailer/src/generated" } } },
};

describe("a service with a folder of its own", () => {
  test("has there what it needs and nothing else; the others lack it", () => {
    write("waybill.config.json", JSON.stringify(CONFIG));
    write(
      "services/mailer/tsconfig.json",
      '{ "compilerOptions": { "module": "esnext", "moduleResolution": "bundler" } }',
    );
    expect(generate(["--quiet"])).toEqual({ code: 0, out: "", err: "" });
    const files = ["checks.ts", "codecs.ts", "index.ts", "mailer.ts", "messages.ts", "topology.ts"];
    expect(own("services/mailer/src/generated/shop")).toEqual(files);
    const texts = textsIn("services/mailer/src/generated/shop");
    expect(texts.get("messages.ts")).not.toContain("Order");
    expect(texts.get("messages.ts")).toContain("interface Mail");
    // As the project around each folder has its imports.
    expect(texts.get("mailer.ts")).toContain('from "./runtime/client"');
    expect([...texts.keys()].filter((path) => path.includes("kafka"))).toEqual([]);
    expect(own("src/generated/shop")).not.toContain("mailer.ts");
    expect(own("src/generated/shop")).toContain("notifier.ts");
    expect(generate(["--check"])).toEqual({ code: 0, out: "", err: "" });
    write("shop.waybill", SPEC.replace("text: string }", "text: string, by?: string }"));
    const { code, out } = generate(["--check"]);
    expect(code).toBe(1);
    expect(out).toContain("src/generated/shop is stale because the spec changed");
    expect(out).toContain("services/mailer/src/generated/shop is stale because the spec changed");
  }, 60_000);

  test("leaves no half of anything where one folder cannot be written", () => {
    write("waybill.config.yaml", "generate:\n  out: a\n  services:\n    shop.mailer: { out: b/c }\n");
    write("b/c/shop/messages.ts", "export {};\n");
    const { code, out } = generate();
    expect({ code, out }).toEqual({ code: 1, out: "not written by Waybill: b/c/shop/messages.ts\n" });
    expect(existsSync(join(project, "a"))).toBe(false);
  });
});

test("the config may be a program, and what a call says goes before it", () => {
  write(
    "waybill.config.ts",
    'interface Config { readonly generate: object }\nexport default { generate: { out: "g", importExtension: ".ts", validate: "off" } } satisfies Config;\n',
  );
  write("below/other.waybill", SPEC.replace("topology shop", "topology other"));
  const below = waybill(["generate", ".", "--import-extension", ".js"], { cwd: join(project, "below") });
  expect(below).toMatchObject({ code: 0, err: expect.stringContaining("../g/other: wrote") as string });
  expect(own("g/other")).not.toContain("checks.ts");
  expect(textsIn("g/other").get("mailer.ts")).toContain('from "./runtime/client.js"');
}, 60_000);

describe("a config that says what cannot be is refused", () => {
  const service = (services: object, out = "g"): string => JSON.stringify({ generate: { out, services } });
  /** As `generate` reads it, and chooses folders by it. */
  async function places(): Promise<unknown> {
    const config = await configAround(project);
    return outputPlaces([{ topology: topologyOf([{ path: "t.waybill", text: SPEC }]) }], config?.out, config);
  }
  test.each([
    ["json", "{ nothing", "cannot read waybill.config.json: "],
    ["yaml", "", "cannot read waybill.config.yaml: there is nothing in it"],
    ["js", "export const generate = {};", "waybill.config.js: it has no default export"],
    ["ts", "export default 3;", "waybill.config.ts: what it says is no object"],
    ["ts", "throw new Error('no')", "cannot read waybill.config.ts: no"],
    ["json", '{ "generat": {} }', "has no setting generat: did you mean generate?"],
    ["json", '{ "generate": { "outt": "x" } }', "generate has no setting outt: did you mean out?"],
    ["json", '{ "generate": { "out": 3 } }', "waybill.config.json: generate.out is no text"],
    ["json", '{ "generate": { "out": "../x" } }', "leads out of the folder of the config: ../x"],
    ["json", service({ mailr: { out: "m" } }), "no service mailr to generate: did you mean mailer?"],
    ["json", service({ "shop.mailr": { out: "m" } }), "no service shop.mailr to generate"],
    ["json", service({ mailer: { out: "g/shop" } }), "which is generated, too"],
    ["json", service({ mailer: {} }), "generate.services.mailer.out is no text"],
    ["json", '{ "generate": { "services": { "mailer": { "out": "m" } } } }', "checkout has none of its own"],
  ])("waybill.config.%s: %s", async (ending, text, says) => {
    write(`waybill.config.${ending}`, text);
    await expect(places()).rejects.toThrow(says);
  });

  test("where there are two of them", async () => {
    write("waybill.config.json", "{}");
    write("waybill.config.yaml", "generate: {}");
    await expect(places()).rejects.toThrow("there is more than one waybill.config in");
  });

  test("but not for a service of a topology that is not generated, nor beyond the repository", async () => {
    write("waybill.config.json", service({ "bank.ledger": { out: "m" } }));
    await expect(places()).resolves.toHaveLength(1);
    mkdirSync(join(project, "inner/.git"), { recursive: true });
    await expect(configAround(join(project, "inner"))).resolves.toBeUndefined();
    mkdirSync(join(project, "below"));
    await expect(configAround(join(project, "below"))).resolves.toMatchObject({ out: join(project, "g") });
  });
});
