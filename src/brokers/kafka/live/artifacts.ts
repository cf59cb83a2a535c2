/** Fetches what a real Kafka is made of, once, and compiles the driver of its Java clients. */
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { Missing } from "../../../live/missing.ts";

/** Class paths of the broker with its tools, and of the driver. */
export interface Artifacts {
  readonly libraries: string;
  readonly classes: string;
}

const run = promisify(execFile);
/** The folder with package.json: this file may run from a bundle elsewhere below it. */
function root(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, "package.json"))) folder = dirname(folder);
  return folder;
}

const here = join(root(), "src/brokers/kafka/live");
const cache = join(root(), ".cache/kafka");

const INSTALL: Readonly<Record<string, string>> = {
  java: "Kafka needs a JDK 17 or newer (Debian: apt-get install -y --no-install-recommends openjdk-17-jdk-headless)",
  javac:
    "Kafka's driver needs a JDK 17 or newer, not only its runtime (Debian: apt-get install -y --no-install-recommends openjdk-17-jdk-headless)",
  mvn: "Kafka's jars come through Maven (Debian: apt-get install -y --no-install-recommends maven)",
};

/**
 * Libraries from the Maven artifacts that pom.xml names, and the compiled Driver.java, both kept under `.cache/kafka`
 * until the file they are made from changes. Throws {@link Missing} where a tool is not installed.
 */
export async function artifacts(): Promise<Artifacts> {
  await tool("java", ["-version"]);
  const pom = join(here, "pom.xml");
  const driver = join(here, "Driver.java");
  const libraries = await made("lib", [pom], async (folder) => {
    await tool("mvn", ["-q", "-B", "-f", pom, "dependency:copy-dependencies", `-DoutputDirectory=${folder}`]);
  });
  const classes = await made("driver", [pom, driver], async (folder) => {
    await tool("javac", ["-nowarn", "-d", folder, "-cp", join(libraries, "*"), driver]);
  });
  return { libraries: join(libraries, "*"), classes };
}

async function tool(command: string, args: readonly string[]): Promise<void> {
  try {
    await run(command, [...args]);
  } catch (trouble) {
    if (trouble instanceof Error && "code" in trouble && trouble.code === "ENOENT") {
      throw new Missing(`${command} was not found. ${INSTALL[command] ?? ""}`);
    }
    throw trouble;
  }
}

/** The folder that `make` fills from `sources`: made anew when they change, and whole or not at all. */
async function made(
  name: string,
  sources: readonly string[],
  make: (folder: string) => Promise<void>,
): Promise<string> {
  const hash = createHash("sha256");
  for (const source of sources) hash.update(readFileSync(source));
  const folder = join(cache, `${name}-${hash.digest("hex").slice(0, 12)}`);
  if (existsSync(folder)) return folder;
  mkdirSync(cache, { recursive: true });
  const partial = mkdtempSync(join(cache, `${name}-partial-`));
  try {
    await make(partial);
    if (!existsSync(folder)) renameSync(partial, folder);
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
  return folder;
}
