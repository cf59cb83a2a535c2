import { describe, expect, test } from "vitest";
import { graphOf } from "../../src/diagram/graph.ts";
import { graphPicture } from "../../src/report/graph-picture.ts";
import { reportHtml } from "../../src/report/html.ts";
import type { ReportData } from "../../src/report/report-data.ts";
import { svgText } from "../../src/diagram/svg.ts";
import { analysed, hostileTrace, reportOf, storiesOf } from "./telling.ts";

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

describe("the picture of a topology", () => {
  const { topology } = analysed("specs/payments/broken.waybill");
  const mark = {
    from: "shop.placing",
    to: "notification.tell",
    verdict: "refuted",
    text: "one failing handler",
  } as const;

  test("has a box for each channel and endpoint, left to right as messages go, none over another", () => {
    const { shapes, width } = graphPicture(graphOf(topology, { marks: [mark] }));
    const svg = shapes.map(svgText).join("");
    const boxes = [...svg.matchAll(/<rect x="([\d.]+)" y="([\d.]+)" width="([\d.]+)"/g)].map(
      ([, x, y, w]) => ({
        x: Number(x),
        y: Number(y),
        right: Number(x) + Number(w),
      }),
    );
    expect(boxes).toHaveLength(
      topology.channels.length +
        topology.services.reduce(
          (sum, { producers, consumers }) => sum + producers.length + consumers.length,
          0,
        ),
    );
    for (const a of boxes)
      for (const b of boxes)
        if (a !== b && a.x < b.right && b.x < a.right) expect(Math.abs(a.y - b.y)).toBeGreaterThan(44);
    expect(Math.max(...boxes.map(({ right }) => right))).toBeLessThanOrEqual(width);
    expect(svg).toContain("✗ one failing handler");
  });
});
