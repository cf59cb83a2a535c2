/** What both client libraries are given alike. */
import type { Tls } from "../../../client/tls.ts";
import type { Target } from "./library.ts";

/** The address with the virtual host and the heartbeat, where it names none. */
export function addressOf({ url, vhost, heartbeatS }: Target): string {
  const address = new URL(url);
  if (address.pathname === "" || address.pathname === "/") address.pathname = `/${encodeURIComponent(vhost)}`;
  if (!address.searchParams.has("heartbeat")) address.searchParams.set("heartbeat", String(heartbeatS));
  return address.href;
}

/** As rabbitmq-client takes it. */
export function placeOf(target: Target): { readonly url: string; readonly tls?: Tls } {
  const url = addressOf(target);
  return target.url.startsWith("amqps:") ? { url, tls: { ...target.tls } } : { url };
}

export function bufferOf(body: Uint8Array): Buffer {
  return Buffer.isBuffer(body) ? body : Buffer.from(body.buffer, body.byteOffset, body.byteLength);
}
