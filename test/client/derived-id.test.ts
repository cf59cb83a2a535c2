import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { uuidOf } from "../../src/client/derived-id.ts";
import { sha1 } from "../../src/client/sha1.ts";

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

test("the digest is that of RFC 3174", () => {
  const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
  expect(hex(sha1(bytes("abc")))).toBe("a9993e364706816aba3e25717850c26c9cd0d89d");
  expect(hex(sha1(bytes("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")))).toBe(
    "84983e441c3bd26ebaae4aa1f95129e5e54670f1",
  );
  expect(hex(sha1(bytes("a".repeat(1_000_000))))).toBe("34aa973cd4c4daa4f61eeb2bdbad27316534016f");
});

test("the digest is that of the platform at every length around the ends of blocks", () => {
  for (let length = 0; length < 200; length++) {
    const bytes = Uint8Array.from({ length }, (_, i) => (i * 37) & 0xff);
    expect(hex(sha1(bytes)), String(length)).toBe(createHash("sha1").update(bytes).digest("hex"));
  }
});

test("an identity depends on every part and on where parts end, and never changes", () => {
  expect(uuidOf(["notifier", "watch", "Order", "o1", "notice"])).toBe(
    uuidOf(["notifier", "watch", "Order", "o1", "notice"]),
  );
  const all = [["a", "b"], ["ab", ""], ["b", "a"], ["a", "b", ""], ['a","b']].map(uuidOf);
  expect(new Set(all).size).toBe(all.length);
  expect(uuidOf(["a", "b"])).toBe("7ce74d70-2355-547a-b84d-26ff211f1d76");
});
