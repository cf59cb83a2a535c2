import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { waybill } from "./run-waybill.ts";

const root = mkdtempSync(join(tmpdir(), "waybill-diagram-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

test("the shop as a picture with its verdicts", async () => {
  const { code, out, err } = waybill(["diagram", "specs/shop", "--format", "mermaid"]);
  expect({ code, err }).toEqual({ code: 0, err: "" });
  await expect(out).toMatchFileSnapshot("golden/shop.mmd");
});

test("a broken promise is drawn as such", () => {
  const { code, out } = waybill(["diagram", "specs/orders/broken.waybill"]);
  expect(code).toBe(0);
  expect(out).toContain("✗");
});

test("several topologies are several pictures", () => {
  const { out } = waybill(["diagram", "specs/orders", "specs/news/news.waybill"]);
  expect(out.match(/^flowchart LR$/gm)).toHaveLength(3);
});

test("--out writes it", () => {
  const path = join(root, "shop.mmd");
  expect(waybill(["diagram", "specs/shop", "--out", path])).toMatchObject({ code: 0, out: "" });
  expect(readFileSync(path, "utf8")).toBe(waybill(["diagram", "specs/shop"]).out);
});
