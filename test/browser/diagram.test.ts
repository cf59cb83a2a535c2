/** The page of `diagram --format html` in the system's Chromium, without any network. */
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { waybill } from "../cli/run-waybill.ts";
import { launched, type Opened, openedFile } from "./chromium.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await launched();
});
afterAll(async () => {
  await browser.close();
});

async function pageOf(...specs: readonly string[]): Promise<Opened> {
  const path = join(mkdtempSync(join(tmpdir(), "waybill-diagram-page-")), "out.html");
  expect(waybill(["diagram", ...specs, "--format", "html", "--out", path])).toMatchObject({ code: 0 });
  return openedFile(browser, path);
}

const HOSTILE = `waybill 1
topology hostile
broker b { type: rabbitmq, version: "4.3" }
message M { identity id: uuid }
exchange e on b { type: topic, carries: M }
queue q on b { type: quorum }
bind e -> q { key: "</script><img src=x onerror=alert(1)>" }
service s {
  producer p -> e { sends: M, routing-key: "x" }
  consumer c <- q { }
}
`;

describe("the page of a diagram", () => {
  test("asks nobody for anything, complains of nothing, and shows regions, boxes and verdicts", async () => {
    const { page, complaints, requests } = await pageOf("specs/shop");
    await page.locator("[data-node]").first().waitFor();
    expect(await page.locator(".region.broker").count()).toBe(2);
    expect(await page.locator(".canvas text").allTextContents()).toContain("✓ at-least-once, no order");
    expect({ complaints, requests }).toEqual({ complaints: [], requests: [] });
    await page.close();
  });

  test("whoever points at an arrow reads the hazards of the flows that take it", async () => {
    const { page } = await pageOf("specs/orders/broken.waybill");
    await page.locator(".way.refuted .head").first().hover();
    const details = page.locator(".details");
    await details.locator("p").first().waitFor();
    expect(await details.textContent()).toContain("needs only one crash of orders.leader");
    await page.close();
  });

  test("a flow of the list shows its way, and stays shown once it is pressed", async () => {
    const { page } = await pageOf("specs/shop");
    await page.getByRole("button", { name: /checkout.placing -> notifier.watch/ }).click();
    expect(await page.locator(".box.on").count()).toBe(3);
    await page.locator("h1").hover();
    expect(await page.locator(".box.on").count()).toBe(3);
    await page.close();
  });

  test("a name is found, its service opened, and a press on the region leads back", async () => {
    const { page } = await pageOf("specs/shop");
    await page.getByLabel("find", { exact: true }).fill("mailer.");
    await page.keyboard.press("Enter");
    expect(await page.locator(".box.found").count()).toBe(1);
    expect(await page.locator("select").inputValue()).not.toBe("0");
    await page.locator(".region.service .region-name", { hasText: "mailer" }).click();
    expect(await page.locator("select").inputValue()).toBe("0");
    await page.close();
  });

  test("several topologies are tabs", async () => {
    const { page } = await pageOf("specs/shop", "specs/news/news.waybill");
    await page.getByRole("button", { name: "news", exact: true }).click();
    expect(await page.locator("section:not([hidden]) h1").allTextContents()).toEqual(["news"]);
    await page.close();
  });

  test("a hostile name is text", async () => {
    const folder = mkdtempSync(join(tmpdir(), "waybill-hostile-page-"));
    const spec = join(folder, "hostile.waybill");
    writeFileSync(spec, HOSTILE);
    const { page, complaints } = await pageOf(spec);
    await page.locator("[data-node]").first().waitFor();
    expect(await page.locator("img").count()).toBe(0);
    expect(complaints).toEqual([]);
    await page.close();
  });
});
