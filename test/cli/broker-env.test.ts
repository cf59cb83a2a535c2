import { expect, test } from "vitest";
import { exportLine } from "../../src/cli/broker/text.ts";

test("an address is exported so that a shell takes it as it is", () => {
  expect(exportLine({ variable: "WAYBILL_KAFKA", address: "a'b$(c)" })).toBe(
    String.raw`export WAYBILL_KAFKA='a'\''b$(c)'`,
  );
});
