/**
 * `node tools/run.mjs bench/generation.ts`: what `waybill generate` costs for 1,000 channels, the first time and again, and what
 * generated code costs at the start of a program. Needs `npm run build` before. Each is a process of its own; beside them
 * stands an empty process of Node, so that a busy machine is seen.
 */
import { spawnSync } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { transformSync } from "esbuild";

const CHANNELS = 1_000;
/** Channels a service reads. */
const READ = 10;
/** Messages of the program whose start is measured. */
const MESSAGES = 100;
const ROUNDS = 5;

const fields = `identity eventId: uuid, orderId: uuid, region: Region, lines: Line[1..], total: decimal(12, 2), note?: string[..500], placedAt: timestamp`;

/** A topic a message, each sent by one service and read by another. */
function spec(channels: number): string {
  const lines = ["waybill 1", "topology large", "broker events { type: kafka, nodes: 3 }"];
  lines.push("enum Region { eu, us, apac }", "record Line { sku: string, quantity: int32 }");
  for (let i = 0; i < channels; i++) {
    lines.push(`message Order${i} { ${fields}, extra${i}: string }`);
    lines.push(
      `topic orders${i} on events { carries: Order${i}, key: orderId, partitions: 6, replication: 3 }`,
    );
  }
  for (let from = 0; from < channels; from += READ) {
    const own = Array.from({ length: Math.min(READ, channels - from) }, (_, i) => from + i);
    const senders = own.map((i) => `  producer p${i} -> orders${i} { sends: Order${i} }`);
    const readers = own.map((i) => `  consumer c${i} <- orders${i} { group: "g${i}", start: earliest }`);
    lines.push(
      `service sender${from} {\n${senders.join("\n")}\n}`,
      `service reader${from} {\n${readers.join("\n")}\n}`,
    );
  }
  return `${lines.join("\n")}\n`;
}

interface Cost {
  readonly wallMs: number;
  readonly processorMs: number;
}

const AT_EXIT =
  "data:text/javascript,process.on('exit',()=>process.stderr.write('\\ncost '+JSON.stringify(process.cpuUsage())))";

/** What a process of Node costs, from its start to its end. */
function costOf(args: readonly string[], cwd: string): Cost {
  const begin = performance.now();
  const { status, stderr } = spawnSync(process.execPath, ["--import", AT_EXIT, ...args], {
    cwd,
    encoding: "utf8",
  });
  const wallMs = performance.now() - begin;
  const [, json = ""] = /\ncost (.*)$/.exec(stderr) ?? [];
  if (status !== 0) throw new RangeError(stderr);
  const { user, system } = JSON.parse(json) as NodeJS.CpuUsage;
  return { wallMs, processorMs: (user + system) / 1000 };
}

/** The cheapest of some rounds: what else the machine does only adds. */
function least(round: () => Cost): Cost {
  const costs = Array.from({ length: ROUNDS }, round);
  return costs.reduce((a, b) => (b.processorMs < a.processorMs ? b : a));
}

function line(name: string, { wallMs, processorMs }: Cost): string {
  return `${name.padEnd(62)} ${wallMs.toFixed(0).padStart(6)} ms, ${processorMs.toFixed(0).padStart(6)} ms of processor\n`;
}

/** Compiles every file of `folder` to JavaScript beside it. */
function compileAll(folder: string): void {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.name.endsWith(".ts")) continue;
    const path = join(entry.parentPath, entry.name);
    const { code } = transformSync(readFileSync(path, "utf8"), { loader: "ts", target: "es2022" });
    writeFileSync(path.replace(/\.ts$/, ".js"), code);
  }
}

function main(root: string): void {
  const waybill = resolve("dist/cli/waybill.js");
  const empty = least(() => costOf(["-e", "0"], root));
  process.stdout.write(line("an empty process", empty));
  const large = join(root, "large");
  mkdirSync(large);
  writeFileSync(join(large, "large.waybill"), spec(CHANNELS));
  const generate = (): Cost => costOf([waybill, "generate", "--out", "out"], large);
  const first = least(() => {
    rmSync(join(large, "out"), { recursive: true, force: true });
    return generate();
  });
  process.stdout.write(line(`generate of ${CHANNELS} channels and messages, the first time`, first));
  process.stdout.write(line("the same again, nothing changed", least(generate)));
  const small = join(root, "small");
  mkdirSync(small);
  writeFileSync(join(small, "small.waybill"), spec(MESSAGES));
  writeFileSync(join(small, "package.json"), '{ "type": "module" }\n');
  symlinkSync(resolve("node_modules"), join(small, "node_modules"), "dir");
  costOf([waybill, "generate", "--out", "out", "--import-extension", ".js"], small);
  compileAll(join(small, "out"));
  const runtime = join(small, "runtime.mjs");
  writeFileSync(
    runtime,
    'import "./out/large/runtime/client.js"; import "./out/large/runtime/formats.js";\n',
  );
  const all = join(small, "all.mjs");
  writeFileSync(
    all,
    'import { services } from "./out/large/index.js"; if (services === undefined) throw 1;\n',
  );
  const bare = least(() => costOf([runtime], small));
  process.stdout.write(line("a program with the runtime alone", bare));
  process.stdout.write(
    line(
      `a program with ${MESSAGES} messages in ${(2 * MESSAGES) / READ} services`,
      least(() => costOf([all], small)),
    ),
  );
}

const root = mkdtempSync(join(tmpdir(), "waybill-bench-"));
try {
  main(root);
} finally {
  rmSync(root, { recursive: true, force: true });
}
