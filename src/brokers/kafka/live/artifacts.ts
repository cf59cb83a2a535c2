/** Fetches what a real Kafka is made of, once, and compiles the driver of its Java clients. */
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { Missing } from "../../../live/missing.ts";
import { isLaunchable, KAFKA_VERSION, pomOf } from "./pom.ts";

/** A Kafka release on this machine. */
export interface Release {
  /** Class path of the broker with its tools. */
  readonly libraries: string;
  /** `4.3.1`. */
  readonly version: string;
}

/** Class paths of the broker with its tools, and of the driver. */
export interface Artifacts {
  readonly libraries: string;
  readonly classes: string;
}

const run = promisify(execFile);

const INSTALL: Readonly<Record<string, string>> = {
  java: "Kafka needs Java 17 or newer (Debian: apt-get install -y --no-install-recommends openjdk-17-jre-headless)",
  javac:
    "Kafka's driver needs a JDK 17 or newer, not only its runtime (Debian: apt-get install -y --no-install-recommends openjdk-17-jdk-headless)",
  mvn: "Kafka's jars come through Maven (Debian: apt-get install -y --no-install-recommends maven)",
};

/** Where what was fetched is kept: `waybill/kafka` in the user's cache folder. */
function cacheFolder(): string {
  const own = process.env["XDG_CACHE_HOME"];
  return join(own === undefined || own === "" ? join(homedir(), ".cache") : own, "waybill/kafka");
}

/**
 * A Kafka release (`3.9`, `4.3.1`), fetched through Maven unless it is in the cache (54 MB); `onFetch` hears that it has
 * to be. Throws {@link Missing} where a tool is not installed or the release cannot be had.
 */
export async function kafkaRelease(
  release: string = KAFKA_VERSION,
  onFetch: () => void = () => undefined,
): Promise<Release> {
  if (!isLaunchable(release)) throw new Missing(`Kafka ${release} cannot be launched: 3.6 and newer can`);
  await tool("java", ["-version"]);
  const pom = pomOf(release);
  const folder = await made("lib", [pom], async (target) => {
    onFetch();
    const file = join(target, "pom.xml");
    writeFileSync(file, pom);
    const options = ["-q", "-B", "-f", file, "dependency:copy-dependencies", `-DoutputDirectory=${target}`];
    await tool("mvn", options).catch((trouble: unknown) => {
      if (trouble instanceof Missing) throw trouble;
      throw new Missing(`Maven could not fetch Kafka ${release}: ${firstError(trouble)}`);
    });
  });
  return { libraries: join(folder, "*"), version: versionIn(folder) };
}

/** From the name of the server's jar. */
function versionIn(folder: string): string {
  const jar = readdirSync(folder).map((name) => /^kafka_2\.13-(.+)\.jar$/.exec(name)?.[1]);
  const version = jar.find((each) => each !== undefined);
  if (version === undefined)
    throw new Missing(`there is no Kafka in ${folder}: remove it, and it is fetched anew`);
  return version;
}

/** Those libraries, and the compiled Driver.java of this folder, for scripts. Throws {@link Missing}. */
export async function artifacts(): Promise<Artifacts> {
  const { libraries } = await kafkaRelease();
  const driver = join(root(), "src/brokers/kafka/live/Driver.java");
  const sources = [pomOf(KAFKA_VERSION), readFileSync(driver, "utf8")];
  const classes = await made("driver", sources, async (folder) => {
    await tool("javac", ["-nowarn", "-d", folder, "-cp", libraries, driver]);
  });
  return { libraries, classes };
}

/** The folder with package.json: this file may run from a bundle elsewhere below it. */
function root(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, "package.json"))) folder = dirname(folder);
  return folder;
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

/** What Maven says first about what went wrong. */
function firstError(trouble: unknown): string {
  const said = trouble instanceof Error && "stdout" in trouble ? String(trouble.stdout) : String(trouble);
  const line = said.split("\n").find((each) => each.startsWith("[ERROR]")) ?? said.slice(0, 300);
  return line.replace("[ERROR]", "").trim().slice(0, 300);
}

/** The folder that `make` fills from `sources`: made anew when they change, and whole or not at all. */
async function made(
  name: string,
  sources: readonly string[],
  make: (folder: string) => Promise<void>,
): Promise<string> {
  const hash = createHash("sha256");
  for (const source of sources) hash.update(source);
  const cache = cacheFolder();
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
