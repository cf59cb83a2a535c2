/** For each tidy rule a tree that breaks it, and one beside it that does not. */

export interface Plant {
  /** Text by path. */
  readonly broken: Readonly<Record<string, string>>;
  /** `path:line` of all that the rule must report in `broken`, in order. */
  readonly reports: readonly string[];
  readonly fine: Readonly<Record<string, string>>;
}

const lines = (count: number): string => "export const row = 1;\n".repeat(count);
const functionOf = (count: number): string =>
  `export function long(): void {\n${"  row();\n".repeat(count - 2)}}\n`;
const twoBrokers = { "src/brokers/alpha/lower.ts": "", "src/brokers/beta/lower.ts": "" };
// In pieces, since this file is read by the rules as well.
const unfinished = "TO" + "DO";
const anyWord = "an" + "y";
const home = "/" + "home/ada/waybill";
const silencer = "@ts-" + "ignore";
const only = "on" + "ly";
const skipIf = "skip" + "If";

export const plants: Readonly<Record<string, Plant>> = {
  "file-length": {
    broken: { "src/model/long.ts": lines(501), "tools/long.mjs": lines(501) },
    reports: ["src/model/long.ts:1", "tools/long.mjs:1"],
    fine: { "src/model/long.ts": lines(500), "docs/long.md": lines(900) },
  },
  "function-length": {
    broken: {
      "src/model/long.ts": `\n${functionOf(71)}`,
      "test/model/long.test.ts": `test("x", () => {\n${"  row();\n".repeat(70)}});\n`,
      "src/model/method.ts": `export class A {\n  m(): void {\n${"    row();\n".repeat(70)}  }\n}\n`,
    },
    reports: ["src/model/long.ts:2", "test/model/long.test.ts:1", "src/model/method.ts:2"],
    fine: {
      "src/model/long.ts": functionOf(70),
      "test/model/long.test.ts": `describe("x", () => {\n${'  test("y", () => {});\n'.repeat(99)}});\n`,
    },
  },
  "no-banned-call": {
    broken: {
      "src/runtime/clock.ts":
        "export const a = Date;\nexport const b = () => performance.now();\nsetTimeout(f, 1);\nprocess.exit();\nconsole.log(1);\n",
      "src/base/random.ts": "export const r = Math.random();\n",
      "src/model/order.ts": "export const o = (a: string, b: string): number => a.localeCompare(b);\n",
      "src/brokers/alpha/mechanism.ts": "export const t = { when: Date };\nexport const g = globalThis;\n",
      "src/history/another-name.ts":
        "export const f = ({ process }: P): number => process;\nexport const g = process;\n",
    },
    reports: [
      "src/runtime/clock.ts:1",
      "src/runtime/clock.ts:2",
      "src/runtime/clock.ts:3",
      "src/runtime/clock.ts:4",
      "src/runtime/clock.ts:5",
      "src/base/random.ts:1",
      "src/model/order.ts:1",
      "src/brokers/alpha/mechanism.ts:1",
      "src/brokers/alpha/mechanism.ts:2",
      "src/history/another-name.ts:2",
    ],
    fine: {
      "src/runtime/process.ts":
        "export interface P { process: number; Date(): void }\nexport const p = q.process;\n// Date, setTimeout\n",
      "src/history/own-name.ts":
        "export const f = ({ process }: P): number => process;\nexport function g(): void {\n  for (const { process } of h()) i(process);\n}\n",
      "src/cli/waybill.ts": "export const a = new Date();\n",
      "src/brokers/alpha/live.ts": "setTimeout(f, 1);\n",
      "src/brokers/alpha/live/start.ts": "process.exit();\n",
    },
  },
  "no-broker-named": {
    broken: {
      ...twoBrokers,
      "src/verify/run.ts":
        "export const alphaTopic = 1;\nexport const text = `on ${x} Beta`;\nexport const r = /^beta$/;\n",
      "src/brokers/alpha/settings.ts": 'export const like = "beta";\n',
    },
    reports: [
      "src/verify/run.ts:1",
      "src/verify/run.ts:2",
      "src/verify/run.ts:3",
      "src/brokers/alpha/settings.ts:1",
    ],
    fine: {
      ...twoBrokers,
      "src/verify/run.ts": "// as alpha does\nexport const gamma = 1;\n",
      "src/cli/brokers.ts": 'import { alpha } from "../brokers/alpha/broker.ts";\nexport { alpha };\n',
      "src/brokers/alpha/settings.ts": 'export const name = "alpha";\n',
    },
  },
  "no-broker-file": {
    broken: { ...twoBrokers, "src/verify/alpha.ts": "" },
    reports: ["src/verify/alpha.ts:1"],
    fine: { ...twoBrokers, "test/brokers/alpha.test.ts": "", "src/cli/alpha.ts": "" },
  },
  "no-clock-in-mechanism": {
    broken: {
      "src/brokers/alpha/mechanism.ts": "export const late = (s: S): boolean => s.now > 5;\n",
      "src/brokers/alpha/mechanism/log.ts": "export const at = (nowMs: number): number => nowMs;\n",
    },
    reports: [
      "src/brokers/alpha/mechanism.ts:1",
      "src/brokers/alpha/mechanism/log.ts:1",
      "src/brokers/alpha/mechanism/log.ts:1",
    ],
    fine: {
      "src/brokers/alpha/mechanism.ts": "// now\nexport const known = 1;\n",
      "src/brokers/alpha/live.ts": "now();\n",
    },
  },
  "no-any": {
    broken: { "test/model/x.test.ts": `const a: ${anyWord} = 1;\nconst b = a as Array<${anyWord}>;\n` },
    reports: ["test/model/x.test.ts:1", "test/model/x.test.ts:2"],
    fine: { "src/model/x.ts": "export const any: unknown = 1; // any\n" },
  },
  "no-unexplained-cast": {
    broken: { "src/model/x.ts": "export const a = b as string;\n\nexport const c = <number>d;\n" },
    reports: ["src/model/x.ts:1", "src/model/x.ts:3"],
    fine: {
      "src/model/x.ts":
        "// cast: the parser has looked.\nexport const a = b as string;\nexport const c = [1] as const;\nconst n = cells[i] as number;\n",
      "test/model/x.test.ts": "const a = b as string;\n",
    },
  },
  "no-default-export": {
    broken: {
      "src/model/x.ts": "export default 1;\n",
      "src/model/y.ts": "export default function f(): void {}\n",
      "src/model/z.ts": "const z = 1;\nexport { z as default };\n",
    },
    reports: ["src/model/x.ts:1", "src/model/y.ts:1", "src/model/z.ts:2"],
    fine: { "src/model/x.ts": "switch (a) {\n  default:\n}\nexport const b = 1;\n" },
  },
  "no-silenced-check": {
    broken: { "src/model/x.ts": `\n// ${silencer}\n` },
    reports: ["src/model/x.ts:2"],
    fine: { "src/model/x.ts": "// eslint is quiet\n", "docs/x.md": silencer },
  },
  "nothing-unfinished": {
    broken: { "src/model/x.ts": `// ${unfinished}: finish\n`, "README.md": `\n${unfinished}\n` },
    reports: ["src/model/x.ts:1", "README.md:2"],
    fine: { "src/model/x.ts": "export const todo = 1;\n" },
  },
  "no-focused-test": {
    broken: {
      "test/model/x.test.ts": `test.${only}("x", () => {});\ntest.${skipIf}(true)("y", () => {});\n`,
    },
    reports: ["test/model/x.test.ts:1", "test/model/x.test.ts:2"],
    fine: { "test/model/x.test.ts": 'test.each([1])("x", () => {});\n' },
  },
  "file-name": {
    broken: {
      "src/model/utils.ts": "",
      "src/model/string-helpers.ts": "",
      "src/common/set.ts": "",
      "src/model/MyFile.ts": "",
      "test/model/x_y.test.ts": "",
    },
    reports: [
      "src/model/utils.ts:1",
      "src/model/string-helpers.ts:1",
      "src/common/set.ts:1",
      "src/model/MyFile.ts:1",
      "test/model/x_y.test.ts:1",
    ],
    fine: {
      "src/model/common-ground.ts": "",
      "src/model/fault-set.ts": "",
      "test/model/fault-set.property.test.ts": "",
    },
  },
  "broker-shape": {
    broken: {
      "src/brokers/alpha/lower.ts": "",
      "src/brokers/alpha/live/start.ts": "",
      "src/brokers/alpha/odd.ts": "",
      "src/brokers/beta/lower.ts": "",
      "src/brokers/beta/capabilities.ts": 'export const absent: Absent = {\n  lower: "not needed",\n};\n',
    },
    reports: ["src/brokers/alpha:1", "src/brokers/beta:1", "src/brokers/beta:1"],
    fine: {
      "src/brokers/alpha/lower.ts": "",
      "src/brokers/alpha/live/start.ts": "",
      "src/brokers/beta/lower/steps.ts": "",
      "src/brokers/beta/capabilities.ts": 'export const absent: Absent = {\n  live: "no launcher yet",\n};\n',
    },
  },
  "broker-listed": {
    broken: { ...twoBrokers, "src/brokers/all.ts": 'import { alpha } from "./alpha/broker.ts";\n' },
    reports: ["src/brokers/all.ts:1"],
    fine: {
      "src/brokers/alpha/lower.ts": "",
      "src/brokers/all.ts": 'import { alpha } from "./alpha/broker.ts";\n',
    },
  },
  ruled: {
    broken: {
      "src/new-room/a.ts": "",
      "src/new-room/b.ts": "",
      "src/compiler/guess/a.ts": "",
      "src/loose.ts": "",
    },
    reports: ["src/new-room/a.ts:1", "src/compiler/guess/a.ts:1", "src/loose.ts:1"],
    fine: {
      "src/model/a.ts": "",
      "src/compiler/infer/a.ts": "",
      "src/compiler/compile.ts": "",
      "grammar/tokens.ts": "",
    },
  },
  "link-target": {
    broken: {
      "README.md": "See [this](docs/absent.md).\n\n[that](docs/there.md#no-such-heading)\n[ref]: ./gone\n",
      "docs/there.md": "# A heading\n[up](../README.md#nothing)\n",
    },
    reports: ["README.md:1", "README.md:3", "README.md:4", "docs/there.md:2"],
    fine: {
      "README.md":
        "[a](docs/there.md#a-heading-with-code) [b](docs) [c](https://example.org) [d](#own)\n# Own\n```\n[x](gone)\n```\n`[y](gone)`\n",
      "docs/there.md": "# A heading: with `code`\n",
    },
  },
  "no-machine-path": {
    broken: { "docs/x.md": `cd ${home}\n`, "src/model/x.ts": `\nexport const at = "${home}";\n` },
    reports: ["docs/x.md:1", "src/model/x.ts:2"],
    fine: { "docs/x.md": "see /usr/lib, ./home/x and https://example.org/home/x\n" },
  },
  "no-registry-host": {
    broken: { "package-lock.json": '{\n  "resolved": "https://example.org/a.tgz"\n}\n' },
    reports: ["package-lock.json:2"],
    fine: { "package-lock.json": '{ "integrity": "x" }\n', ".npmrc": "fund=false\n" },
  },
};
