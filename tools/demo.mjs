/** `npm run demo`: the main job on the example specs, as a newcomer would run it. Builds first. */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const CLI = fileURLToPath(new URL("../dist/cli/waybill.js", import.meta.url));

/** Each call with the exit code that it should have. */
const CALLS = [
  { args: ["check", "specs/shop"], exit: 0 },
  { args: ["verify", "specs/shop", "--runs", "300", "--seed", "1"], exit: 0 },
  { args: ["verify", "specs/orders/broken.waybill", "--runs", "300", "--seed", "1"], exit: 1 },
];

let wrong = 0;
for (const { args, exit } of CALLS) {
  process.stdout.write(`\n$ npx . ${args.join(" ")}\n`);
  const { status } = spawnSync(process.execPath, [CLI, ...args], { stdio: "inherit" });
  if (status !== exit) {
    wrong += 1;
    process.stderr.write(`expected exit code ${exit}, got ${String(status)}\n`);
  }
}
process.stdout.write(
  "\nThe last spec is broken on purpose: one line of specs/orders was changed for speed. Next: README.md, the five-minute tour.\n",
);
process.exitCode = wrong === 0 ? 0 : 1;
