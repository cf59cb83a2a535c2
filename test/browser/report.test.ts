import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Trace } from "../../src/report/trace.ts";
import { visible } from "../../src/diagram/svg.ts";
import { waybill } from "../cli/run-waybill.ts";
import { hostileTrace, longTrace, reportOf, storiesOf } from "../report/telling.ts";
import { launched, openedFile, openedReport } from "./chromium.ts";
import { expectedState, shownState } from "./state-panel.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await launched();
});
afterAll(async () => {
  await browser.close();
});

function storyOf(path: string, clause: string): Trace {
  const found = storiesOf(path).find(({ refutation }) => refutation.clause.startsWith(clause));
  if (found === undefined) throw new Error(`no story of ${clause} in ${path}`);
  return found.trace;
}

const overtaken = (): Trace => storyOf("specs/orders/broken.waybill", "order");

const told = async (page: Page): Promise<string> => (await page.locator(".told").textContent()) ?? "";
const press = async (page: Page, key: string, times = 1): Promise<void> => {
  for (let k = 0; k < times; k++) await page.keyboard.press(key);
};
const rows = (page: Page): Locator => page.locator(".canvas [data-event]");

describe("the page that the command line writes", () => {
  test("opens as a file, asks nobody for anything, and complains of nothing", async () => {
    const path = join(mkdtempSync(join(tmpdir(), "waybill-written-")), "out.html");
    const { code } = waybill(["verify", "specs/orders/broken.waybill", "--runs", "1", "--report", path]);
    expect(code).toBe(1);
    const { page, complaints, requests } = await openedFile(browser, path);
    await page.locator("details.violation").first().waitFor();
    const violations = await page.locator("details.violation").count();
    expect(violations).toBeGreaterThan(1);
    await page.getByRole("button", { name: "open or close all violations" }).click();
    // The browser tells of an opened part a moment later, and its story is drawn then.
    await page
      .locator(".story")
      .nth(violations - 1)
      .waitFor({ state: "attached" });
    expect(await page.locator(".story").count()).toBe(violations);
    expect(await page.locator(".graph svg text").allTextContents()).toContain("✗ one crash of orders.leader");
    expect({ complaints, requests }).toEqual({ complaints: [], requests: [] });
    await page.close();
  });
});

describe("stepping through a story", () => {
  test("forward and back shows the state that the trace has there, and marks what changed", async () => {
    const trace = overtaken();
    const { page, complaints } = await openedReport(browser, reportOf(trace));
    expect(await shownState(page)).toEqual(expectedState(trace, trace.steps.length));
    await page.getByRole("button", { name: "first step" }).click();
    expect(await told(page)).toBe(`before the first of ${trace.steps.length} steps`);
    expect(await page.locator(".card.changed").count()).toBe(0);
    for (let step = 1; step <= trace.steps.length; step++) {
      await page.getByRole("button", { name: "one step forward" }).click();
      expect(await told(page)).toContain(`step ${step} of ${trace.steps.length}`);
      expect(await shownState(page)).toEqual(expectedState(trace, step));
      expect(await page.locator(".card.changed").count()).toBe(trace.steps[step - 1]?.changed.length);
    }
    await page.getByRole("button", { name: "one step back" }).click();
    expect(await shownState(page)).toEqual(expectedState(trace, trace.steps.length - 1));
    expect(complaints).toEqual([]);
    await page.close();
  });

  test("works with the keyboard alone", async () => {
    const trace = overtaken();
    const { page } = await openedReport(browser, reportOf(trace));
    const focused = (): Promise<string> =>
      page.evaluate(() => {
        const { activeElement: at } = document;
        if (at === null) return "";
        return at.getAttribute("aria-label") ?? at.closest("label")?.textContent ?? at.tagName;
      });
    const seen: string[] = [];
    for (let k = 0; k < 20 && !seen.at(-1)?.startsWith("the story"); k++) {
      await press(page, "Tab");
      seen.push(await focused());
      const outline = await page.evaluate(
        () => getComputedStyle(document.activeElement ?? document.body).outlineStyle,
      );
      expect(outline).toBe("solid");
    }
    for (const name of [
      "copy the command",
      "first step",
      "one step forward",
      "step",
      "the topology with its verdicts",
    ])
      expect(seen).toContain(name);
    await press(page, "Home");
    expect(await told(page)).toContain("before the first");
    await press(page, "ArrowRight", 3);
    expect(await told(page)).toContain("step 3 of");
    await press(page, "ArrowLeft");
    expect(await told(page)).toContain("step 2 of");
    await press(page, "End");
    expect(await told(page)).toContain(`step ${trace.steps.length} of`);
    await page.getByRole("slider").focus();
    await press(page, "Home");
    await press(page, "ArrowRight");
    expect(await told(page)).toContain("step 1 of");
    await page.close();
  });

  test("a press on a row goes there; what breaks the clause stands out", async () => {
    const trace = overtaken();
    const { page } = await openedReport(browser, reportOf(trace));
    const [at = 0] = trace.breach?.events ?? [];
    await page.locator(`[data-event="${at}"] text`).first().click();
    expect(await told(page)).toContain(`step ${(trace.events[at]?.step ?? 0) + 1} of`);
    await page.getByRole("button", { name: "the step that decides" }).click();
    expect(await told(page)).toContain("step 3 of");
    expect(await page.locator(".canvas .decides").count()).toBe(1);
    await page.getByRole("button", { name: "where it breaks" }).click();
    expect(await told(page)).toContain(`step ${(trace.events[at]?.step ?? 0) + 1} of`);
    expect(await page.locator(".canvas .breach").count()).toBe(trace.breach?.events.length);
    expect(await page.locator(".about").textContent()).toContain(trace.breach?.why);
    await page.close();
  });
});

describe("filters", () => {
  test("leave the events of an actor, a message, a kind", async () => {
    const trace = overtaken();
    const { page } = await openedReport(browser, reportOf(trace));
    const shown = async (): Promise<readonly number[]> =>
      rows(page).evaluateAll((all) => all.map((each) => Number(each.getAttribute("data-event"))));
    const wanted = (keep: (event: Trace["events"][number]) => boolean): readonly number[] =>
      trace.events.flatMap((event, at) => (keep(event) ? [at] : []));
    await page.getByLabel("kind").selectOption("effects");
    expect(await shown()).toEqual(wanted(({ kind }) => kind === "effect"));
    await page.getByLabel("kind").selectOption("everything");
    await page.getByLabel("message").selectOption("m2");
    expect(await shown()).toEqual(wanted(({ message, mark }) => message === 1 || mark === "fault"));
    await page.getByLabel("message").selectOption("all messages");
    await page.getByLabel("actor").selectOption(trace.lanes[1]?.name ?? "");
    expect(await shown()).toEqual(wanted(({ lane }) => lane === 1 || lane < 0));
    await page.close();
  });
});

describe("a story of 5,000 events", () => {
  test("keeps the page small, folded and unfolded, and every step in reach", async () => {
    const trace = longTrace(overtaken(), 5000);
    const { page, complaints } = await openedReport(browser, reportOf(trace));
    const elements = (): Promise<number> => page.evaluate(() => document.querySelectorAll("*").length);
    expect(await rows(page).count()).toBeGreaterThan(5);
    expect(await elements()).toBeLessThan(2000);
    const fold = page.locator("[data-fold]").first();
    await fold.focus();
    await press(page, "Enter");
    expect(await page.locator(".pane > .soft").textContent()).toMatch(/^\d+ of \d+ events/);
    await page.getByLabel("fold what matters little").uncheck();
    expect(await elements()).toBeLessThan(2000);
    await page.locator(".diagram").focus();
    await press(page, "Home");
    await press(page, "End");
    const last = trace.events.length - 1;
    await page.locator(`[data-event="${last}"]`).waitFor();
    expect(await elements()).toBeLessThan(2000);
    await page.getByRole("slider").fill("2500");
    await page.locator(`[data-event="${trace.steps[2499]?.first ?? 0}"]`).waitFor();
    expect(await shownState(page)).toEqual(expectedState(trace, 2500));
    expect(complaints).toEqual([]);
    await page.close();
  });
});

describe("hostile names", () => {
  test("are shown as text and do nothing", async () => {
    const trace = hostileTrace(overtaken());
    const { page, complaints, requests } = await openedReport(browser, reportOf(trace));
    await page.getByRole("button", { name: "one step back" }).click();
    expect(await page.title()).not.toBe("pwned");
    expect(await page.locator("#report script, #report img").count()).toBe(0);
    expect(await page.locator("h2").textContent()).toBe(visible(trace.topology));
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    expect({ complaints, requests }).toEqual({ complaints: [], requests: [] });
    await page.close();
  });
});

describe("wherever it is read", () => {
  test.each([
    ["in the dark", { colorScheme: "dark", viewport: { width: 1200, height: 800 } }],
    ["in the light", { colorScheme: "light", viewport: { width: 1200, height: 800 } }],
    ["in a narrow window", { viewport: { width: 360, height: 740 } }],
  ] as const)("%s: texts have contrast, and nothing sticks out", async (_, options) => {
    const { page } = await openedReport(browser, reportOf(overtaken()), options);
    const contrasts = await page.evaluate(() => {
      const luminance = (colour: string): number => {
        const [r = 0, g = 0, b = 0] = (colour.match(/[\d.]+/g) ?? []).map((each) => {
          const part = Number(each) / 255;
          return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
        });
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
      };
      const ground = luminance(getComputedStyle(document.body).backgroundColor);
      return [
        ...document.querySelectorAll(
          ".canvas text, #report h5, #report dt, #report dd, #report summary b, #report em",
        ),
      ].map((each) => {
        const style = getComputedStyle(each);
        const ink = luminance(each instanceof SVGElement ? style.fill : style.color);
        return (Math.max(ink, ground) + 0.05) / (Math.min(ink, ground) + 0.05);
      });
    });
    expect(contrasts.length).toBeGreaterThan(40);
    expect(Math.min(...contrasts)).toBeGreaterThanOrEqual(4.5);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    await page.close();
  });

  test("on paper: the whole story, without what can only be pressed", async () => {
    const trace = overtaken();
    const { page } = await openedReport(browser, reportOf(trace));
    await page.emulateMedia({ media: "print" });
    await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
    expect(await rows(page).count()).toBe(trace.events.length);
    for (const selector of ["button", ".timeline", ".filters"])
      expect(await page.locator(selector).first().isVisible()).toBe(false);
    const pdf = await page.pdf({ format: "A4", landscape: true });
    expect(pdf.subarray(0, 5).toString()).toBe("%PDF-");
    await page.close();
  });
});
