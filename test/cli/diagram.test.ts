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

test("the shop as a Graphviz program", async () => {
  const { code, out, err } = waybill(["diagram", "specs/shop", "--format", "dot"]);
  expect({ code, err }).toEqual({ code: 0, err: "" });
  await expect(out).toMatchFileSnapshot("golden/shop.dot");
});

test("the shop and a broken spec as pictures", async () => {
  const { code, out, err } = waybill([
    "diagram",
    "specs/shop",
    "specs/orders/broken.waybill",
    "--format",
    "svg",
  ]);
  expect({ code, err }).toEqual({ code: 0, err: "" });
  await expect(out).toMatchFileSnapshot("golden/shop-and-broken.svg");
});

test("--only leaves what has to do with one thing, and names what is close where nothing is called that", () => {
  const { out } = waybill(["diagram", "specs/shop", "--format", "dot", "--only", "mailer"]);
  expect(out).toContain("mail × 3");
  expect(out).not.toContain("unrouted");
  expect(waybill(["diagram", "specs/shop", "--only", "mialer"])).toMatchObject({
    code: 2,
    out: "",
    err: "waybill: --only mialer: no service, channel or endpoint has this name; is it mailer?\n",
  });
});

test("--fold draws a service as one box, and knows three ways", () => {
  const { out } = waybill(["diagram", "specs/shop", "--format", "dot", "--fold", "all"]);
  expect(out).toContain("1 producer, 1 consumer");
  const { code, err } = waybill(["diagram", "specs/shop", "--fold", "some"]);
  expect({ code, err }).toEqual({ code: 2, err: "waybill: --fold some: it is auto, all or none\n" });
});
