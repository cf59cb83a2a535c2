/** Planted bugs through the built command line, as people call it. */
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { waybill } from "../cli/run-waybill.ts";
import { pathOf } from "./pairs.ts";

describe("the command line, with its default budget", () => {
  test.each([
    ["torn-ack", "refuted by its witness: one crash of orders.leader"],
    ["requeue-to-the-tail", "refuted by its witness: one failing handler of worker.run"],
    ["gate-before-send", "refuted by its witness: one failing handler of payment.charge"],
  ])("refutes %s", (name, said) => {
    const { code, out, err } = waybill(["verify", fileURLToPath(pathOf(name, "broken"))]);
    expect({ code, err }).toEqual({ code: 1, err: "" });
    expect(out).toContain(said);
  });

  test("finds nothing wrong with a correct twin", () => {
    const spec = fileURLToPath(pathOf("torn-ack", "correct"));
    const { code, out } = waybill(["verify", spec, "--budget", "1s"]);
    expect({ code, holds: out.includes("1 hold") }).toEqual({ code: 0, holds: true });
  });
});
