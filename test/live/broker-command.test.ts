/** `waybill broker` as people call it: real brokers from the built command line. */
import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { until } from "../../src/live/until.ts";
import { DEADLINE_MS, nothingIsLeftOf, portsOf, processesOf } from "./left-behind.ts";

const SHOP = resolve("specs/shop/shop.waybill");
let home = "";
let command = "";
let child: ChildProcess | undefined;

beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), "waybill-home-"));
  const built = join(home, "built");
  mkdirSync(built);
  writeFileSync(join(built, "package.json"), '{ "type": "module" }\n');
  execFileSync(process.execPath, ["tools/build.mjs", built]);
  symlinkSync(resolve("node_modules"), join(home, "node_modules"));
  command = join(home, "built/cli/waybill.js");
});

afterAll(() => rmSync(home, { recursive: true, force: true }));

afterEach(() => {
  child?.kill("SIGKILL");
});

function env(more: Readonly<Record<string, string>> = {}): Record<string, string> {
  return { PATH: process.env["PATH"] ?? "", HOME: process.env["HOME"] ?? "", TMPDIR: tmpdir(), ...more };
}

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

function broker(args: readonly string[], more: Readonly<Record<string, string>> = {}): Ended {
  const { status, stdout, stderr } = spawnSync(process.execPath, [command, "broker", ...args], {
    encoding: "utf8",
    cwd: home,
    env: env(more),
    timeout: DEADLINE_MS,
  });
  return { code: status, out: stdout, err: stderr };
}

interface Up {
  readonly process: ChildProcess;
  readonly folder: string;
}

/** Starts a broker in the foreground, by these words, and returns when it is up. */
async function up(program: string, args: readonly string[]): Promise<Up> {
  const started = spawn(program, args, { cwd: home, env: env(), stdio: ["ignore", "pipe", "pipe"] });
  child = started;
  let said = "";
  started.stderr.on("data", (bytes: Buffer) => {
    said += bytes.toString();
  });
  let out = "";
  started.stdout.on("data", (bytes: Buffer) => {
    out += bytes.toString();
  });
  await until("the broker", DEADLINE_MS, () => {
    if (started.exitCode !== null) throw new Error(`it has ended: ${said}`);
    return out.includes("WAYBILL_RABBITMQ=amqp://");
  });
  return { process: started, folder: /data in (\S+)/.exec(said)?.[1] ?? "" };
}

test.for(["SIGINT", "SIGTERM", "SIGHUP"] as const)(
  "a broker in the foreground ends in order on %s and leaves nothing",
  async (signal) => {
    const running = await up(process.execPath, [command, "broker", "up", "rabbitmq"]);
    const ports = portsOf(processesOf(running.folder));
    expect(ports.length).toBeGreaterThan(0);
    const ended = once(running.process, "exit");
    running.process.kill(signal);
    expect(await ended).toEqual([0, null]);
    await nothingIsLeftOf(running.folder, ports);
  },
);

test("a broker whose caller has crashed ends and leaves nothing", async () => {
  const running = await up("sh", ["-c", `"${process.execPath}" "${command}" broker up rabbitmq & wait`]);
  const ports = portsOf(processesOf(running.folder));
  expect(ports.length).toBeGreaterThan(0);
  running.process.kill("SIGKILL");
  await nothingIsLeftOf(running.folder, ports);
});

test("a detached Kafka has the channels of a spec, takes what can be done to it, and goes with `down`", async () => {
  const { code, out, err } = broker(["up", "kafka", "--detach", "--topology", SHOP, "--nodes", "1"]);
  expect(err).toContain("created: topic orders");
  expect(err).toContain("note: topic orders: replication 1 instead of 3, of a cluster of one node");
  expect(code).toBe(0);
  expect(out).toMatch(/^WAYBILL_KAFKA=127\.0\.0\.1:\d+\n$/);
  const folder = /data in (\S+)/.exec(err)?.[1] ?? "";
  try {
    const address = out.trim().split("=")[1] ?? "";
    expect(broker(["env"])).toMatchObject({ code: 0, out: `export WAYBILL_KAFKA='${address}'\n` });
    expect(broker(["kill", "node-1"]).err).toBe("kafka: node-1 is dead; its data stays for restart\n");
    expect(broker(["pause", "node-1"])).toMatchObject({ code: 2 });
    expect(broker(["status"]).out).toMatch(/node-1 +dead/);
    expect(broker(["restart", "kafka/node-1"]).err).toBe("kafka: node-1 runs again, on its data\n");
    const running = broker(["up", "kafka", "--topology", SHOP], { WAYBILL_KAFKA: address });
    expect(running).toMatchObject({ code: 0, out });
    expect(running.err).toContain("was there: topic orders");
    expect(broker(["cut", "clients"]).code).toBe(0);
    const cutOff = broker(["up", "kafka"], { WAYBILL_KAFKA: address });
    expect(cutOff.code).toBe(2);
    expect(cutOff.err).toMatch(/WAYBILL_KAFKA names a broker that cannot be used .*unset WAYBILL_KAFKA/);
    expect(broker(["heal"]).err).toBe("kafka: all links are healed\n");
  } finally {
    expect(broker(["down"]).err).toBe("kafka ends\n");
  }
  await nothingIsLeftOf(folder, []);
  expect(broker(["status"]).out).toBe("no broker runs here\n");
});
