/** Asks the management API of a broker. Credentials come from the address or the environment, and go nowhere else. */
import { UsageError } from "../output.ts";

/** One answer takes no longer. In ms. */
const TIME_MAX = 15_000;
/** In UTF-16 units. */
const LENGTH_MAX = 64 * 1024 * 1024;

/** Names of the variables that hold user and password. */
const USER = "WAYBILL_RABBITMQ_USER";
const PASSWORD = "WAYBILL_RABBITMQ_PASSWORD";

/** A broker whose management API can be asked. */
export interface Api {
  /** Its address, without what is secret. */
  readonly name: string;
  /** The text that `/api/PATH` answers. Throws UsageError. */
  readonly ask: (path: string) => Promise<string>;
}

/** The management API at `address`. Throws UsageError. */
export function apiAt(address: string): Api {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url === undefined)
    throw new UsageError("the address is none: it begins with http:// or https:// and a host");
  const headers = authorization(url);
  const base = `${url.origin}${url.pathname.replace(/\/(?:api\/?)?$/, "")}`;
  return { name: url.host, ask: (path) => answer(`${base}/api/${path}`, url.host, headers) };
}

function authorization({ username, password }: URL): Readonly<Record<string, string>> {
  const user = decoded(username) || (process.env[USER] ?? "");
  const secret = decoded(password) || (process.env[PASSWORD] ?? "");
  if (user === "") return {};
  return { authorization: `Basic ${Buffer.from(`${user}:${secret}`).toString("base64")}` };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

async function answer(url: string, name: string, headers: Readonly<Record<string, string>>): Promise<string> {
  let response: Response;
  let text: string;
  try {
    // Elsewhere the credentials have no business.
    response = await fetch(url, { headers, redirect: "error", signal: AbortSignal.timeout(TIME_MAX) });
    text = await response.text();
  } catch (error) {
    throw new UsageError(`cannot ask the management API at ${name}: ${reasonOf(error)}`);
  }
  if (response.status === 401)
    throw new UsageError(
      `${name} does not let this user in: set ${USER} and ${PASSWORD}, of a user with the tag \`monitoring\` or \`administrator\``,
    );
  if (!response.ok)
    throw new UsageError(
      `${name} answers ${response.status} to ${new URL(url).pathname}: is it the management API, and may this user read it?`,
    );
  if (text.length > LENGTH_MAX)
    throw new UsageError(`what ${name} answers is larger than ${LENGTH_MAX / 1024 / 1024} MiB`);
  return text;
}

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nothing listens there (the plugin rabbitmq_management, usually on port 15672)",
  ENOTFOUND: "there is no such host",
  ECONNRESET: "the connection was cut",
};

function reasonOf(error: unknown): string {
  if (error instanceof Error && error.name === "TimeoutError") return `no answer within ${TIME_MAX / 1000} s`;
  const cause = error instanceof Error ? error.cause : undefined;
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
  return REASONS[code] ?? (code === "" ? "it did not answer as HTTP does, or leads elsewhere" : code);
}
