/**
 * Builds for who installs from a repository, and after `npm ci` here. npm does not bring what a build needs where it installs
 * a repository globally, as pre-commit does, so it is brought then.
 */
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const run = (command, args, env = {}) =>
  execFileSync(command, args, {
    cwd: root,
    stdio: ["ignore", "ignore", "inherit"],
    env: { ...process.env, ...env },
  });

if (!existsSync(join(root, "node_modules/esbuild"))) {
  const here = { npm_config_global: "false", npm_config_location: "project", npm_config_prefix: "" };
  run("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--include=dev"], here);
}
run(process.execPath, ["tools/build.mjs"]);
