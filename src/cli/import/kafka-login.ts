/** How to get into a Kafka: from the environment, or a file of settings as Kafka's own tools take it. */
import { isAbsolute, join, resolve } from "node:path";
import { readText } from "../files.ts";
import { UsageError } from "../output.ts";

/** Names of the variables. */
const FILE = "WAYBILL_KAFKA_CONFIG";
const USER = "WAYBILL_KAFKA_USER";
const PASSWORD = "WAYBILL_KAFKA_PASSWORD";
const MECHANISM = "WAYBILL_KAFKA_MECHANISM";
const TLS = "WAYBILL_KAFKA_TLS";

/** What opens a connection, as kafkajs takes it. Never printed. */
export interface KafkaLogin {
  readonly ssl?: boolean | { readonly ca?: string; readonly cert?: string; readonly key?: string };
  readonly sasl?: { readonly mechanism: string; readonly username: string; readonly password: string };
}

const MECHANISMS: readonly string[] = ["plain", "scram-sha-256", "scram-sha-512"];

/** Throws UsageError. */
export function kafkaLogin(cwd: string): KafkaLogin {
  const file = process.env[FILE] ?? "";
  const said = file === "" ? new Map<string, string>() : propertiesIn(readText(file, cwd));
  const folder = file === "" ? cwd : resolve(cwd, file, "..");
  const protocol = (said.get("security.protocol") ?? "").toUpperCase();
  const jaas = said.get("sasl.jaas.config") ?? "";
  const username = process.env[USER] ?? said.get("sasl.username") ?? jaasEntry(jaas, "username");
  const password = process.env[PASSWORD] ?? said.get("sasl.password") ?? jaasEntry(jaas, "password");
  const ssl = tlsOf(said, folder, protocol);
  const isSasl = protocol.startsWith("SASL") || username !== "";
  return {
    ...(ssl === undefined ? {} : { ssl }),
    ...(isSasl ? { sasl: { mechanism: mechanismOf(said), username, password } } : {}),
  };
}

function mechanismOf(said: ReadonlyMap<string, string>): string {
  const given =
    process.env[MECHANISM] ?? said.get("sasl.mechanism") ?? said.get("sasl.mechanisms") ?? "plain";
  const mechanism = given.toLowerCase();
  if (MECHANISMS.includes(mechanism)) return mechanism;
  throw new UsageError(
    `of SASL are carried ${MECHANISMS.join(", ")}, not ${mechanism.slice(0, 40)} (${MECHANISM})`,
  );
}

function tlsOf(said: ReadonlyMap<string, string>, folder: string, protocol: string): KafkaLogin["ssl"] {
  const given = process.env[TLS];
  if (given !== undefined && !["true", "false"].includes(given))
    throw new UsageError(`${TLS} is true or false, not ${given.slice(0, 40)}`);
  const isWanted = given === undefined ? protocol.endsWith("SSL") : given === "true";
  if (!isWanted) return undefined;
  if (said.has("ssl.truststore.location") && said.get("ssl.truststore.type")?.toUpperCase() !== "PEM")
    throw new UsageError(
      `a truststore of Java cannot be read: name a PEM file by ssl.ca.location in ${process.env[FILE] ?? FILE}`,
    );
  const texts = {
    ca: pemAt(said.get("ssl.ca.location") ?? said.get("ssl.truststore.location"), folder),
    cert: pemAt(said.get("ssl.certificate.location"), folder),
    key: pemAt(said.get("ssl.key.location"), folder),
  };
  const { ca, cert, key } = texts;
  return {
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
  };
}

function pemAt(path: string | undefined, folder: string): string | undefined {
  if (path === undefined) return undefined;
  return readText(isAbsolute(path) ? path : join(folder, path), folder);
}

/** `name=value` a line, as properties of Java and settings of librdkafka are. */
function propertiesIn(text: string): ReadonlyMap<string, string> {
  const joined = text.replaceAll(/\\\r?\n\s*/g, "");
  const found = new Map<string, string>();
  for (const line of joined.split(/\r?\n/)) {
    const at = line.indexOf("=");
    if (at > 0 && !/^\s*[#!]/.test(line)) found.set(line.slice(0, at).trim(), line.slice(at + 1).trim());
  }
  return found;
}

/** `… required username="app" password="…";` */
function jaasEntry(jaas: string, name: string): string {
  const found = new RegExp(`\\b${name}\\s*=\\s*(?:"((?:[^"\\\\]|\\\\.)*)"|'([^']*)')`).exec(jaas);
  return (found?.[1] ?? found?.[2] ?? "").replaceAll(/\\(.)/g, "$1");
}
