/** How a connection is encrypted, whatever the broker. */

/** All as PEM text: what the files hold. */
export interface Tls {
  /** The authority that signed the brokers' certificates. Default: those that the system knows. */
  readonly ca?: string;
  /** What this program shows, where brokers ask for a certificate; with its key. */
  readonly cert?: string;
  readonly key?: string;
  /** Of a key that is encrypted. */
  readonly passphrase?: string;
}

/** Throws a TypeError that names what cannot work; `factory` is who was given it. */
export function checkTls(factory: string, tls: Tls): void {
  for (const name of ["ca", "cert", "key"] as const) {
    const text = tls[name];
    if (text !== undefined && !text.includes("-----BEGIN "))
      throw new TypeError(
        `${factory}: \`tls.${name}\` is not PEM text (give what the file holds, not its path)`,
      );
  }
  if ((tls.cert === undefined) !== (tls.key === undefined))
    throw new TypeError(`${factory}: \`tls.cert\` and \`tls.key\` belong together`);
}
