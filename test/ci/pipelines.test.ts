/** What a pipeline runs, run as far as it can be without the servers of others. */
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { builtFolder } from "../cli/run-waybill.ts";
import { Pipeline } from "./pipeline.ts";

/** Building, on a machine that does other things too. In ms. */
const SET_UP_MAX = 120_000;
beforeAll(() => void builtFolder(), SET_UP_MAX);

let pipeline: Pipeline;
beforeEach(async () => {
  pipeline = await Pipeline.started();
});
afterEach(async () => {
  await pipeline.end();
});

const weaken = (text: string): string => text.replace("acks: all", "acks: 1");
const GITHUB = { WAYBILL_PATHS: "topology", WAYBILL_TOKEN: "t0ken", WAYBILL_COMMENT: "true" };
const PULL_REQUEST = { ...GITHUB, GITHUB_BASE_REF: "main" };

describe("the action", () => {
  test("passes what is well, without a comment where there is no pull request", async () => {
    expect(await pipeline.run("github.sh", GITHUB)).toMatchObject({ code: 0, outputs: {} });
    expect(pipeline.calls).toEqual([]);
  });

  test("annotates, fails, and says in one comment which guarantee a change weakens", async () => {
    pipeline.change(weaken);
    const { code, out, outputs } = await pipeline.run("github.sh", {
      ...PULL_REQUEST,
      WAYBILL_SARIF: "true",
    });
    expect(code).toBe(1);
    expect(out).toContain("::error file=topology/orders.waybill,line=");
    expect(pipeline.comments).toHaveLength(1);
    const [comment] = pipeline.comments;
    expect(comment?.body).toMatch(/^<!-- waybill -->\n## Waybill\n\n/);
    expect(comment?.body).toContain("Guarantees weakened");
    expect(readFileSync(outputs["changes"] ?? "", "utf8")).toContain("Guarantees weakened");
    expect(JSON.parse(readFileSync(outputs["sarif"] ?? "", "utf8"))).toMatchObject({ version: "2.1.0" });
    expect(pipeline.calls.every(({ token }) => token === "Bearer t0ken")).toBe(true);
    expect(out).not.toContain("t0ken");
  });

  test("says in the comment where it is so, and what check finds", async () => {
    const prod = "environment prod { service shop { producer placing { acks: 1, idempotent: false } } }";
    pipeline.change((text) => `${text}${prod.replace("acks: 1, idempotent: false", "linger: 5ms")}\n`);
    pipeline.commit();
    pipeline.change((text) => `${text}${prod}\n`);
    await pipeline.run("github.sh", { ...GITHUB, GITHUB_BASE_REF: "main" });
    const body = pipeline.comments[0]?.body ?? "";
    expect(body).toMatch(/shipping\.pack<br>in&#58; prod \|/);
    expect(body).toMatch(/\*\*3 errors, 0 warnings\.\*\*[\s\S]*\*\*error WB4123\*\*[\s\S]*in&#58; prod/);
  });

  test("compares nothing, and says so, where the base cannot be fetched", async () => {
    const { code, out } = await pipeline.run("github.sh", { ...GITHUB, GITHUB_BASE_REF: "gone" });
    expect(code).toBe(0);
    expect(out).toContain("::warning title=Waybill::the base gone cannot be fetched");
    expect(pipeline.comments).toEqual([]);
  });

  test("writes no comment without a token", async () => {
    const { code, out } = await pipeline.run("github.sh", { ...PULL_REQUEST, WAYBILL_TOKEN: "" });
    expect(code).toBe(0);
    expect(out).toContain("::warning title=Waybill::the comment was not written: there is no token");
    expect(pipeline.calls).toEqual([]);
  });

  test("writes its comment anew, and not at all where nothing changed", async () => {
    pipeline.change(weaken);
    await pipeline.run("github.sh", PULL_REQUEST);
    const [first] = pipeline.comments;
    await pipeline.run("github.sh", PULL_REQUEST);
    expect(pipeline.calls.filter(({ method }) => method !== "GET")).toHaveLength(1);
    pipeline.change((text) => text);
    await pipeline.run("github.sh", PULL_REQUEST);
    expect(pipeline.comments).toHaveLength(1);
    expect(pipeline.comments[0]?.body).not.toBe(first?.body);
    expect(pipeline.calls.at(-1)?.method).toBe("PATCH");
  });

  test("a token that may not write is a warning", async () => {
    pipeline.refusal = 403;
    const { code, out } = await pipeline.run("github.sh", PULL_REQUEST);
    expect(code).toBe(0);
    expect(out).toContain("::warning title=Waybill::the comment was not written");
    expect(out).toContain("pull-requests: write");
  });

  test("fail-on none reports a breaking change, and passes", async () => {
    pipeline.change((text) => text.replace("partitions: 6", "partitions: 3"));
    expect(await pipeline.run("github.sh", PULL_REQUEST)).toMatchObject({ code: 1 });
    expect(await pipeline.run("github.sh", { ...PULL_REQUEST, WAYBILL_FAIL_ON: "weakened" })).toMatchObject({
      code: 0,
    });
    const ended = await pipeline.run("github.sh", { ...PULL_REQUEST, WAYBILL_FAIL_ON: "none" });
    expect(ended).toMatchObject({ code: 0 });
    expect(pipeline.comments[0]?.body).toContain("Breaking");
  });

  test("a wrong input ends it with 2", async () => {
    const { code, out } = await pipeline.run("github.sh", { ...GITHUB, WAYBILL_FAIL_ON: "all; rm -rf ." });
    expect(code).toBe(2);
    expect(out).toContain("fail-on is weakened, breaking, risky or none");
    expect(await pipeline.run("github.sh", { ...GITHUB, WAYBILL_PATHS: "nowhere" })).toMatchObject({
      code: 2,
    });
  });

  test("paths are names, whatever they contain", async () => {
    const { code, out } = await pipeline.run("github.sh", {
      ...GITHUB,
      WAYBILL_PATHS: "topology\n--help\n$(touch hit)",
    });
    expect(code).toBe(2);
    expect(out).not.toContain("waybill check [paths]");
    expect(() => pipeline.read("hit")).toThrow();
  });
});

describe("the template of GitLab", () => {
  const GITLAB = { WAYBILL_PATHS: "topology" };

  test("gives a JUnit file, and in a merge request what the change weakens", async () => {
    pipeline.change(weaken);
    const { code } = await pipeline.run("gitlab.sh", {
      ...GITLAB,
      CI_MERGE_REQUEST_DIFF_BASE_SHA: pipeline.base,
    });
    expect(code).toBe(1);
    expect(pipeline.read("waybill.xml")).toContain("<failure");
    expect(pipeline.read("waybill.md")).toContain("Guarantees weakened");
    expect(pipeline.read("waybill.md")).toContain("**error WB4123**");
  });

  test("fail-on none reports a breaking change, and passes", async () => {
    pipeline.change((text) => text.replace("partitions: 6", "partitions: 3"));
    const request = { ...GITLAB, CI_MERGE_REQUEST_DIFF_BASE_SHA: pipeline.base, WAYBILL_FAIL_ON: "none" };
    expect(await pipeline.run("gitlab.sh", request)).toMatchObject({ code: 0 });
    expect(pipeline.read("waybill.md")).toContain("Breaking");
  });

  test("passes what is well", async () => {
    expect(await pipeline.run("gitlab.sh", GITLAB)).toMatchObject({ code: 0 });
  });

  test("is well-formed, and runs the script that is packed", () => {
    const template: unknown = parse(readFileSync("ci/waybill.gitlab-ci.yml", "utf8"));
    const script = ["npm ci --no-audit --no-fund", "bash node_modules/waybill/ci/gitlab.sh"];
    const rules = [{ if: '$CI_PIPELINE_SOURCE == "merge_request_event"' }, {}];
    expect(template).toMatchObject({ waybill: { script, rules } });
    expect(existsSync("ci/gitlab.sh")).toBe(true);
  });
});

describe("action.yml", () => {
  interface Action {
    readonly inputs: Readonly<Record<string, { readonly description: string; readonly default: string }>>;
    readonly outputs: Readonly<Record<string, { readonly value: string }>>;
    readonly runs: { readonly using: string; readonly steps: readonly Readonly<Record<string, unknown>>[] };
  }
  const text = readFileSync("action.yml", "utf8");
  // cast: the test looks at each part it reads
  const action = parse(text) as Action;

  test("uses the inputs that it declares, and no other", () => {
    const used = new Set([...text.matchAll(/inputs\.([\w-]+)/g)].map(([, name]) => name));
    expect(used).toEqual(new Set(Object.keys(action.inputs)));
    for (const { description } of Object.values(action.inputs)) expect(description).not.toBe("");
  });

  test("pastes no expression into a script", () => {
    const scripts = action.runs.steps.flatMap(({ run }) => (typeof run === "string" ? [run] : []));
    expect(scripts).toHaveLength(1);
    for (const script of scripts) expect(script).not.toContain("${{");
  });

  test("hands on what its script gives", () => {
    const script = readFileSync("ci/github.sh", "utf8");
    for (const name of Object.keys(action.outputs)) expect(script).toContain(`${name}=`);
  });
});

test("every script of ci/ is one that bash reads", () => {
  const scripts = readdirSync("ci").filter((name) => name.endsWith(".sh"));
  expect(scripts.length).toBeGreaterThan(2);
  for (const name of scripts) execFileSync("bash", ["-n", `ci/${name}`]);
});

test("the hook of pre-commit looks at specs, and at all of them", () => {
  // cast: the test looks at each part it reads
  const [hook] = parse(readFileSync(".pre-commit-hooks.yaml", "utf8")) as readonly Readonly<
    Record<string, unknown>
  >[];
  const files = new RegExp(String(hook?.["files"]));
  for (const path of ["a.waybill", "b/c.waybill.yaml", "d.waybill.yml", "e.waybill.json"])
    expect(files.test(path)).toBe(true);
  for (const path of ["a.waybill.md", "waybill.yaml"]) expect(files.test(path)).toBe(false);
  expect(hook).toMatchObject({ id: "waybill-check", language: "node", pass_filenames: false });
});
