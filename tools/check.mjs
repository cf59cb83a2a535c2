/**
 * `npm run check`: everything a machine can say about the code without running it. All steps run, two at a time, even if
 * one fails; the output of a step that passes is left out. Ends with one line, `check: N passed, N failed`.
 */
import { spawn } from "node:child_process";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const atOnce = 2;

/** Slowest first, so that two cores end together. */
const steps = [
  { name: "lint", command: ["node_modules/eslint/bin/eslint.js", ".", "--max-warnings", "0"] },
  { name: "types", command: ["node_modules/typescript/bin/tsc", "--noEmit", "-p", "."] },
  {
    name: "types of the page",
    command: ["node_modules/typescript/bin/tsc", "--noEmit", "-p", "test/browser"],
  },
  { name: "format", command: ["node_modules/@biomejs/biome/bin/biome", "format", "--colors=off", "."] },
  { name: "architecture", command: ["tools/run.mjs", "tools/architecture/main.ts"] },
  { name: "dead exports", command: ["node_modules/knip/bin/knip.js", "--no-progress"] },
];

function run({ name, command }) {
  const startMs = performance.now();
  return new Promise((done) => {
    const child = spawn(process.execPath, command, { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
    const chunks = [];
    child.stdout.on("data", (chunk) => chunks.push(chunk));
    child.stderr.on("data", (chunk) => chunks.push(chunk));
    child.on("error", (error) => done({ name, passed: false, output: String(error), seconds: 0 }));
    child.on("close", (code) => {
      const seconds = (performance.now() - startMs) / 1000;
      done({ name, passed: code === 0, output: Buffer.concat(chunks).toString("utf8"), seconds });
    });
  });
}

const waiting = [...steps];
let failed = 0;
async function worker() {
  for (let step = waiting.shift(); step !== undefined; step = waiting.shift()) {
    const { name, passed, output, seconds } = await run(step);
    if (!passed) {
      failed += 1;
      console.log(`\n${output.trimEnd()}`);
    }
    console.log(`${passed ? "ok    " : "FAILED"} ${name} (${seconds.toFixed(1)} s)`);
  }
}
await Promise.all(Array.from({ length: atOnce }, worker));
console.log(`check: ${steps.length - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
