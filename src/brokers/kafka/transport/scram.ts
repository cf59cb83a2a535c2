/** A login by SCRAM (RFC 5802, RFC 7677): what the client says, and the proof that the broker knows the password, too. */
import { createHash, createHmac, pbkdf2Sync, timingSafeEqual } from "node:crypto";

export interface ScramLogin {
  readonly hash: "sha256" | "sha512";
  readonly username: string;
  readonly password: string;
  /** New for each login. */
  readonly nonce: string;
}

/** No channel is bound. */
const HEADER = "n,,";

export class Scram {
  readonly #login: ScramLogin;
  readonly #bare: string;
  #signature: Buffer = Buffer.alloc(0);

  constructor(login: ScramLogin) {
    this.#login = login;
    const name = login.username.replaceAll("=", "=3D").replaceAll(",", "=2C");
    this.#bare = `n=${name},r=${login.nonce}`;
  }

  get first(): string {
    return `${HEADER}${this.#bare}`;
  }

  /** The proof, for the broker's answer to {@link first}. Throws where the answer belongs to another login. */
  final(challenge: string): string {
    const { hash, nonce, password } = this.#login;
    const { r: joined, s: salt, i: rounds } = fieldsOf(challenge);
    if (joined?.startsWith(nonce) !== true || salt === undefined || rounds === undefined)
      throw new Error("the broker's answer to the login is not one of SCRAM");
    const length = createHash(hash).digest().length;
    const salted = pbkdf2Sync(password, Buffer.from(salt, "base64"), Number(rounds), length, hash);
    const hmac = (key: Buffer, of: string): Buffer => createHmac(hash, key).update(of).digest();
    const own = `c=${Buffer.from(HEADER).toString("base64")},r=${joined}`;
    const all = `${this.#bare},${challenge},${own}`;
    const key = hmac(salted, "Client Key");
    const signature = hmac(createHash(hash).update(key).digest(), all);
    this.#signature = hmac(hmac(salted, "Server Key"), all);
    const proof = key.map((byte, i) => byte ^ (signature[i] ?? 0));
    return `${own},p=${Buffer.from(proof).toString("base64")}`;
  }

  /** Throws where the other end does not know the password. */
  check(verdict: string): void {
    const { v: given = "" } = fieldsOf(verdict);
    const signature = Buffer.from(given, "base64");
    if (signature.length !== this.#signature.length || !timingSafeEqual(signature, this.#signature))
      throw new Error("the broker does not prove that it knows the password");
  }
}

/** `a=1,b=2`; a value may hold `=`. */
function fieldsOf(text: string): Readonly<Record<string, string>> {
  return Object.fromEntries(text.split(",").map((field) => [field.slice(0, 1), field.slice(2)]));
}
