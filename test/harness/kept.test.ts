import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { afterAll, expect, test, vi } from "vitest";
import { waybill } from "../cli/run-waybill.ts";
import type { ReportData } from "../../src/report/report-data.ts";
import { outcomes, type Options } from "./outcome.ts";
import { field, single } from "./services/specimen.ts";
import { JOBS, MAILS } from "./services/specs.ts";

const PROMISE = "shop.placing -> mailer.mail: exactly-once, per-key";
const CONTROL = "handlers are under control";
const schema = JSON.parse(readFileSync("grammar/trace.schema.json", "utf8")) as object;
const root = mkdtempSync(join(tmpdir(), "waybill-kept-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const file = (name: string): string => join(root, name, "stories.jsonl");

/** Marks an order before it mails: an order may never be mailed. */
const early = single(MAILS, "mailer", ({ world }) => async (order) => {
  if (!(await world.table("seen").insert(field(order, "eventId"), "done"))) return;
  await world.log("mails").append(field(order, "eventId"));
});
const mended = single(MAILS, "mailer", ({ world }) => async (order) => {
  await world.transaction(async (tx) => {
    const id = field(order, "eventId");
    if (await tx.table("seen").insert(id, "done")) await tx.log("mails").append(id);
  });
});

async function said(services: typeof early, options: Options): Promise<string> {
  const outcome = (await outcomes(MAILS, services, options)).get(PROMISE);
  return outcome?.ok === false ? outcome.error.message : (outcome?.skipped ?? "");
}

/** The story of the mistake, kept in a file of this name. */
async function kept(name: string): Promise<string> {
  await said(early, { keepStories: true, storiesFile: file(name) });
  const line = JSON.parse(readFileSync(file(name), "utf8")) as { readonly token: string };
  return line.token;
}

test("a story that is to be kept is kept once, and runs before everything else from then on", async () => {
  const storiesFile = file("first");
  expect(await said(early, { keepStories: true, storiesFile })).toContain("found by the search");
  expect(await said(early, { keepStories: true, storiesFile })).toContain("found by a kept story in run 1");
  const lines = readFileSync(storiesFile, "utf8").trim().split("\n");
  expect(lines).toHaveLength(1);
  expect(JSON.parse(lines[0] ?? "")).toMatchObject({ topology: "mails", clause: "at-least-once" });
});

test("nothing is kept unless it is asked for", async () => {
  expect(await said(early, { storiesFile: file("none") })).toContain("this run breaks");
  expect(() => readFileSync(file("none"))).toThrow("ENOENT");
});

test("a replay runs one story, says whether it still ends badly, and skips what it says nothing of", async () => {
  const replay = await kept("replayed");
  expect(await said(early, { replay })).toMatch(
    /this story breaks at-least-once[^]+at-least-once is broken again$/,
  );
  const log = vi.spyOn(console, "log").mockImplementation(() => undefined);
  const now = await outcomes(MAILS, mended, { replay });
  expect(now.get(PROMISE)).toEqual({ ok: true });
  expect(now.get(CONTROL)).toEqual({ ok: true });
  expect(log.mock.calls.join("\n")).toMatch(/the story now ends well$/);
  log.mockRestore();
  const elsewhere = await outcomes(
    JOBS,
    single(JOBS, "worker", () => () => Promise.resolve()),
    { replay },
  );
  expect([...elsewhere.values()]).toEqual([
    { ok: true, skipped: "only one story is replayed, of at-least-once of shop.placing -> mailer.mail" },
    { ok: true },
  ]);
});

test("a story is a page, too, with the lines of the code, unless that is refused", async () => {
  const assets = { script: "", style: "", scriptHash: "sha256-a", styleHash: "sha256-b" };
  vi.stubGlobal("WAYBILL_PAGE", JSON.stringify(assets));
  const folder = join(root, "pages");
  const told = await said(early, { report: folder });
  const [, path = ""] = /^as a page: (.+)$/m.exec(told) ?? [];
  const html = readFileSync(path, "utf8");
  const [, json = ""] = /<script type="application\/json"[^>]*>([^]*?)<\/script>/.exec(html) ?? [];
  const { topologies } = JSON.parse(json) as ReportData;
  const trace = topologies[0]?.promises[0]?.violations[0]?.trace;
  expect(new Ajv2020({ strict: true }).validate(schema, trace)).toBe(true);
  expect(trace?.breach?.why).toContain("m1: acknowledged; 1 effect on seen; no effect on mails");
  const texts = trace?.events.map(({ text }) => text) ?? [];
  const crash = texts.indexOf("crashes");
  expect(texts[crash + 1]).toMatch(
    /^never comes to: append to mails \(test\/harness\/kept\.test\.ts:\d+:\d+\)$/,
  );
  expect(trace?.arrows.map(({ to }) => texts[to])).toContain("is told that m1 is safe");
  expect(await said(early, { report: false })).not.toContain("as a page");
  vi.unstubAllGlobals();
});

test("verify leaves stories of code to the tests, and replay says where they are replayed", async () => {
  const token = await kept("of-code");
  const spec = join(root, "mails.waybill");
  writeFileSync(spec, MAILS.spec.sources[0]?.text ?? "");
  const verified = waybill(["verify", spec, "--runs", "1", "--stories", file("of-code")]);
  expect(verified.out).toContain("1 hold");
  expect(verified.out).not.toContain("kept stor");
  const replayed = waybill(["replay", token, spec]);
  expect(replayed.code).toBe(2);
  expect(replayed.err).toContain(`WAYBILL_REPLAY=${token} npx vitest run`);
});

test("a file of stories that is none is refused with its line", async () => {
  const storiesFile = join(root, "bad.jsonl");
  writeFileSync(storiesFile, '{"version":1,"topology":"mails"}\n');
  await expect(outcomes(MAILS, mended, { storiesFile })).rejects.toThrow(
    'bad.jsonl:1 is no story: it has no text "flow"',
  );
});
