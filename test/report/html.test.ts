import { describe, expect, test } from "vitest";
import { reportHtml } from "../../src/report/html.ts";
import type { ReportData } from "../../src/report/report-data.ts";
import { hostileTrace, reportOf, storiesOf } from "./telling.ts";

const ASSETS = { script: "1", style: "p{}", scriptHash: "sha256-a", styleHash: "sha256-b" };

/** The data that a page holds. */
function held(html: string): unknown {
  const [, json] = /<script type="application\/json" id="data">([^]*?)<\/script>/.exec(html) ?? [];
  return JSON.parse(json ?? "");
}

describe("a report page", () => {
  test("holds its data whole, whatever names contain, and nothing in it ends an element", () => {
    const [story] = storiesOf("specs/jobs/broken.waybill");
    if (story === undefined) throw new Error("no story");
    const data: ReportData = reportOf(hostileTrace(story.trace));
    const html = reportHtml(data, ASSETS);
    expect(held(html)).toEqual(JSON.parse(JSON.stringify(data)));
    expect(html.match(/<\/script/g)).toHaveLength(2);
    expect(html.match(/<script/g)).toHaveLength(2);
    expect(html).not.toContain("<img");
  });

  test("allows its own script and style only, and names no address", () => {
    const [story] = storiesOf("specs/jobs/broken.waybill");
    if (story === undefined) throw new Error("no story");
    const html = reportHtml(reportOf(story.trace), ASSETS);
    expect(html).toContain(
      "default-src 'none'; script-src 'sha256-a'; style-src 'sha256-b'; base-uri 'none'; form-action 'none'",
    );
    expect(html).not.toMatch(/https?:\/\/|\bsrc=|\bhref=/);
  });
});
