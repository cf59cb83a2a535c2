import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { generated } from "./generated.ts";

const files = generated(readFileSync("specs/shop/shop.waybill", "utf8"));

describe("the client of the shop", () => {
  const own = [...files.keys()].filter((path) => !path.startsWith("runtime/"));

  test("has a module a service, and one a purpose", () => {
    expect(own).toEqual([
      "checkout.ts",
      "checks.ts",
      "codecs.ts",
      "index.ts",
      "mailer.ts",
      "messages.ts",
      "notifier.ts",
      "topology.ts",
    ]);
  });

  test.each(own)("%s is as before", async (path) => {
    await expect(files.get(path)).toMatchFileSnapshot(`golden/shop/${path}.txt`);
  });
});
