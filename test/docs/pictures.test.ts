import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { traceSvg } from "../../src/report/trace-svg.ts";
import { waybill } from "../cli/run-waybill.ts";
import { storiesOf } from "../report/telling.ts";

/** `UPDATE_DOCS=1 npx vitest run test/docs` writes it anew. */
function expectPicture(path: string, svg: string): void {
  if (process.env["UPDATE_DOCS"] === "1") {
    mkdirSync("docs/pictures", { recursive: true });
    writeFileSync(path, svg);
  }
  expect(existsSync(path) ? readFileSync(path, "utf8") : "").toBe(svg);
}

test("the picture of docs/reports.md is the one drawn now", () => {
  const story = storiesOf("specs/orders/broken.waybill").find(
    ({ flow, refutation }) =>
      flow === "shop.placing -> shipping.pack" && refutation.faults.join() === "process-crash@orders.leader",
  );
  if (story === undefined) throw new Error("the story is gone");
  expectPicture("docs/pictures/lost-order.svg", traceSvg(story.trace));
});

test("the picture of docs/diagrams.md is the one drawn now", () => {
  const { code, out } = waybill(["diagram", "specs/shop", "--format", "svg"]);
  expect(code).toBe(0);
  expectPicture("docs/pictures/shop.svg", out);
});
