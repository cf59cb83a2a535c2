/** The system's Chromium, alone with files: whatever it asks the network for is noted, and so is what a page complains of. */
import { existsSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Browser, chromium, type Page } from "playwright-core";
import { reportHtml } from "../../src/report/html.ts";
import type { ReportData } from "../../src/report/report-data.ts";
import { pageAssets } from "../../tools/page.mjs";

const PLACES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

const ARGUMENTS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Throws where none is installed: the system's package is `chromium`. */
export async function launched(): Promise<Browser> {
  const executablePath = process.env["CHROMIUM"] ?? PLACES.find((path) => existsSync(path));
  if (executablePath === undefined) throw new Error("install chromium, or say where it is in CHROMIUM");
  return chromium.launch({ executablePath, args: ARGUMENTS });
}

export interface Opened {
  readonly page: Page;
  /** Errors and warnings of the console, and exceptions. */
  readonly complaints: readonly string[];
  /** Addresses asked for, but the page itself. */
  readonly requests: readonly string[];
}

type PageOptions = Parameters<Browser["newPage"]>[0];

/** Opens a file as a double click does. */
export async function openedFile(browser: Browser, path: string, options?: PageOptions): Promise<Opened> {
  const page = await browser.newPage(options);
  const complaints: string[] = [];
  const requests: string[] = [];
  const url = pathToFileURL(path).href;
  page.on("console", (message) => complaints.push(`${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => complaints.push(`exception: ${error.message}`));
  page.on("request", (request) => {
    if (request.url() !== url) requests.push(request.url());
  });
  await page.goto(url);
  return { page, complaints, requests };
}

/** Opens a report made of `data`. */
export async function openedReport(
  browser: Browser,
  data: ReportData,
  options?: PageOptions,
): Promise<Opened> {
  const path = join(mkdtempSync(join(tmpdir(), "waybill-page-")), "report.html");
  writeFileSync(path, reportHtml(data, await pageAssets()));
  return openedFile(browser, path, options);
}
