import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { traceSvg } from "../../src/report/trace-svg.ts";
import { storiesOf } from "../report/telling.ts";

const PATH = "docs/pictures/lost-order.svg";

/** `UPDATE_DOCS=1 npx vitest run test/docs` writes it anew. */
test("the picture of docs/reports.md is the one drawn now", () => {
  const story = storiesOf("specs/orders/broken.waybill").find(
    ({ flow, refutation }) =>
      flow === "shop.placing -> shipping.pack" && refutation.faults.join() === "process-crash@orders.leader",
  );
  if (story === undefined) throw new Error("the story is gone");
  const svg = traceSvg(story.trace);
  if (process.env["UPDATE_DOCS"] === "1") {
    mkdirSync("docs/pictures", { recursive: true });
    writeFileSync(PATH, svg);
  }
  expect(existsSync(PATH) ? readFileSync(PATH, "utf8") : "").toBe(svg);
});
