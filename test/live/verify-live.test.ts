/** `waybill verify --live` as people call it, from the built command line: promises that hold, and some that do not. */
import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { until } from "../../src/live/until.ts";
import { jsonTroubles } from "../cli/schemas.ts";
import { DEADLINE_MS, marked, nothingIsLeftOf, portsOf, processesOf } from "./left-behind.ts";

let home = "";
let command = "";
let child: ChildProcess | undefined;

beforeAll(() => {
  execFileSync(process.execPath, ["tools/live-clients.mjs"], { stdio: "inherit" });
  home = mkdtempSync(join(tmpdir(), "waybill-home-"));
  const built = join(home, "built");
  mkdirSync(built);
  writeFileSync(join(built, "package.json"), '{ "type": "module" }\n');
  execFileSync(process.execPath, ["tools/build.mjs", built]);
  symlinkSync(resolve("node_modules"), join(home, "node_modules"));
  command = join(home, "built/cli/waybill.js");
}, 400_000);

afterAll(() => rmSync(home, { recursive: true, force: true }));

afterEach(() => {
  child?.kill("SIGKILL");
});

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

function verifyLive(spec: string, ...args: readonly string[]): Ended {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [command, "verify", "--live", resolve(spec), ...args],
    { encoding: "utf8", cwd: home, env: { ...process.env, CI: "1" }, timeout: 170_000 },
  );
  return { code: status, out: stdout, err: stderr };
}

test("three nodes of Kafka: processes and a node are killed in the middle, and every promise of payments holds", async ({
  annotate,
}) => {
  const { code, out, err } = verifyLive(
    "specs/payments/payments.waybill",
    ...["--messages", "200", "--budget", "18s", "--history", "kept", "--faults"],
    "process-crash@payment.charge,process-crash@events,process-crash@notification.tell",
  );
  await annotate(`${out}${err}`, "verdicts");
  expect(out).toMatch(
    /✓ shop\.placing -> payment\.charge +exactly-once, per-key +held over \d+ messages, with [3-9] faults/,
  );
  expect(out).toMatch(
    /✓ shop\.placing -> notification\.tell +exactly-once +held over \d+ messages, with [3-9] faults/,
  );
  expect(out).toMatch(/process-crash@payment\.charge +dies when it has a message +[1-9]\d* under way/);
  expect(out).toMatch(/process-crash@events +a node dies and comes back +[1-9]\d* under way/);
  expect(code).toBe(0);
  const again = [
    command,
    "judge",
    "kept/payments_live.jsonl",
    "--spec",
    resolve("specs/payments/payments.waybill"),
  ];
  const judged = spawnSync(process.execPath, again, { encoding: "utf8", cwd: home });
  expect(judged.stdout).toMatch(/✓ shop\.placing -> payment\.charge +exactly-once, per-key +holds/);
  expect(judged.status).toBe(0);
});

test("a leader dies that had acknowledged alone: the order is lost, as the spec says that it may be", async ({
  annotate,
}) => {
  const { code, out, err } = verifyLive(
    "specs/orders/broken.waybill",
    ...["--faults", "process-crash@events", "--messages", "60"],
  );
  await annotate(`${out}${err}`, "verdicts");
  expect(out).toMatch(/✗ shop\.placing -> shipping\.pack +at-least-once +refuted/);
  expect(out).toMatch(
    /was acknowledged and has no effect:\n(?:.*\n)*?.*shop\.placing is told: ok orders\/\d+@\d+\n.*✗ process-crash@events/,
  );
  expect(out).not.toContain("not foreseen");
  expect(code).toBe(1);
});

/** Services of jobs for `--services`, whose worker marks a job as done by `handling`. */
function servicesFile(name: string, handling: string): string {
  const text = `import type { World } from "waybill/vitest";
import { worker, type Brokers } from "./generated/jobs/worker.js";
export const services = (world: World) => {
  const done = world.table<string>("done");
  const handler = async ({ jobId }: { readonly jobId: string }): Promise<void> => { ${handling} };
  return { worker: (brokers: Brokers) => worker.start({ brokers, handlers: { run: { Job: handler } } }) };
};
`;
  writeFileSync(join(home, name), text);
  return name;
}

test("handlers of the user on RabbitMQ: what they do is judged, and programs read it", () => {
  execFileSync(
    process.execPath,
    [command, "generate", resolve("specs/jobs/jobs.waybill"), "--out", "generated"],
    {
      cwd: home,
      stdio: "ignore",
    },
  );
  const right = verifyLive(
    "specs/jobs/jobs.waybill",
    ...["--nodes", "1", "--faults", "process-crash,lost-response", "--messages", "90", "--budget", "6s"],
    ...["--services", servicesFile("right.ts", 'await done.put(jobId, "done");'), "--format", "json"],
  );
  expect(jsonTroubles("live", right.out), right.err).toEqual([]);
  const guarantee = { flow: "intake.submit -> worker.run", verdict: "held", under: "standard" };
  expect(JSON.parse(right.out)).toMatchObject({
    runs: [{ topology: "jobs", brokers: [{ type: "rabbitmq", nodes: 1 }], guarantees: [guarantee] }],
  });
  expect(right.code).toBe(0);
  const late = servicesFile("late.ts", 'setTimeout(() => void done.put(jobId, "done"), 300);');
  const wrong = verifyLive(
    "specs/jobs/jobs.waybill",
    ...["--nodes", "1", "--faults", "process-crash@worker.run", "--messages", "45", "--budget", "1s"],
    ...["--services", late],
  );
  expect(wrong.out, wrong.err).toMatch(
    /✗ intake\.submit -> worker\.run +at-least-once, except dead-lettered +refuted/,
  );
  expect(wrong.out).toContain(
    "not foreseen: by the spec nothing that this is promised under breaks at-least-once",
  );
  expect(wrong.code).toBe(1);
});

test("a service that ends by itself again and again is named, with its last words", () => {
  const dying = servicesFile("dying.ts", 'console.error("the disk is full"); process.exit(7);');
  const { code, out, err } = verifyLive(
    "specs/jobs/jobs.waybill",
    ...["--nodes", "1", "--messages", "20", "--services", dying],
  );
  expect(err).toMatch(
    /worker-\d ended by itself with exit code 7, 4 times\. Its last words:\nthe disk is full/,
  );
  expect([out, code]).toEqual(["", 2]);
});

test("a worker that settles before it has done its job loses it when it dies", () => {
  const { code, out } = verifyLive(
    "specs/jobs/broken.waybill",
    ...["--nodes", "1", "--faults", "process-crash", "--messages", "60", "--budget", "1s"],
  );
  expect(out).toMatch(/✗ intake\.submit -> worker\.run +at-least-once, except dead-lettered +refuted/);
  expect(out).toMatch(/worker\.run settles it: ack/);
  expect(code).toBe(1);
});

test("a run that is killed leaves neither process nor port nor folder", async () => {
  const before = new Set(marked().map(({ folder }) => folder));
  const args = [command, "verify", "--live", resolve("specs/jobs/jobs.waybill"), "--nodes", "1"];
  const started = spawn(process.execPath, args, { cwd: home, stdio: ["ignore", "ignore", "pipe"] });
  child = started;
  let said = "";
  started.stderr.on("data", (chunk: Buffer) => (said += chunk.toString()));
  await until("the first fault", DEADLINE_MS, () => said.includes("process-crash@"));
  const folders = new Set(
    marked()
      .map(({ folder }) => folder)
      .filter((folder) => !before.has(folder)),
  );
  expect(folders.size).toBe(2);
  const left = [...folders].map((folder) => ({ folder, ports: portsOf(processesOf(folder)) }));
  started.kill("SIGKILL");
  for (const { folder, ports } of left) await nothingIsLeftOf(folder, ports);
});
