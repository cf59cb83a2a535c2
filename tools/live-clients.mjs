/**
 * Installs the client libraries that live tests need and the project does not, and links them into node_modules:
 * `node tools/live-clients.mjs`. They are compiled, which takes one to two minutes; what is there already is left alone.
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, rmSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const folder = join(root, "test", "live", "clients");
const NATIVE = "@confluentinc/kafka-javascript";
const ALL = [NATIVE, "kafkajs"];
const BUILT_FROM = "libssl-dev zlib1g-dev libzstd-dev libcurl4-openssl-dev libsasl2-dev liblz4-dev";

/** Loading is what shows that the binary was built and fits this Node. */
function loads() {
  try {
    const load = createRequire(join(folder, "package.json"));
    for (const name of ALL) load(name);
    return true;
  } catch {
    return false;
  }
}

if (!loads()) {
  console.log(`building ${NATIVE}, which takes a minute or two`);
  try {
    execFileSync("npm", ["ci", "--no-audit", "--no-fund"], {
      cwd: folder,
      env: { ...process.env, CKJS_LINKING: "dynamic" },
      stdio: ["ignore", "ignore", "pipe"],
    });
  } catch (error) {
    console.error(String(error.stderr).slice(-2_000));
  }
  if (!loads()) {
    console.error(
      `${NATIVE} could not be built. It needs a C++ compiler, Python and, on Debian: apt-get install -y ${BUILT_FROM}`,
    );
    process.exit(1);
  }
}
for (const name of ALL) {
  const link = join(root, "node_modules", name);
  if (existsSync(link)) continue;
  mkdirSync(dirname(link), { recursive: true });
  rmSync(link, { force: true });
  symlinkSync(join(folder, "node_modules", name), link, "dir");
}
