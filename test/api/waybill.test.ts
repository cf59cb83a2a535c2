import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { check, compile, infer, WaybillError } from "../../src/api/waybill.ts";
import { waybill } from "../cli/run-waybill.ts";
import { compiled, thrownBy, topologyOf } from "./shop.ts";

const path = "specs/orders/broken.waybill";
const broken = { path, text: readFileSync(path, "utf8") };

describe("compile", () => {
  test("gives names of what there is, and the flows", () => {
    const topology = topologyOf("orders/orders.waybill");
    expect(topology.flows).toEqual([
      {
        id: "shop.placing -> invoicing.bill",
        from: "shop.placing",
        to: "invoicing.bill",
        via: ["orders"],
      },
      { id: "shop.placing -> shipping.pack", from: "shop.placing", to: "shipping.pack", via: ["orders"] },
    ]);
    expect(topology.services.map(({ name }) => name)).toEqual(["shop", "invoicing", "shipping"]);
    expect(topology.guarantees.map(({ promised }) => promised)).toEqual([
      "exactly-once, per-key",
      "at-least-once",
    ]);
  });

  test("gives findings with their places where there is no topology", () => {
    const result = compile([{ path: "a.waybill", text: "waybill 1\ntopology t\nservice s {" }]);
    expect(result.topology).toBeUndefined();
    const [finding] = result.findings;
    expect(finding).toMatchObject({ severity: "error", span: { file: "a.waybill", line: 3 } });
    expect(check(result).findings).toEqual(result.findings);
  });
});

describe("check", () => {
  test("gives what the command prints as JSON", () => {
    const { out } = waybill(["check", path, "--format", "json"]);
    expect(check(compile([broken]))).toEqual(JSON.parse(out));
  });

  test("knows no day unless it is told one", () => {
    const allowed = broken.text.replace(
      "acks: 1 }",
      'acks: 1, allow: WB4123("for the sake of the test", until: "2020-01-31") }',
    );
    const subject = compile([{ path, text: allowed }]);
    const codes = (today?: string): readonly string[] =>
      check(subject, today === undefined ? {} : { today }).findings.map(({ code }) => code);
    expect(codes()).toEqual(codes("2020-01-31"));
    expect(codes("2020-02-01")).not.toEqual(codes());
  });
});

describe("infer", () => {
  test("gives each flow with what breaks it", () => {
    const flow = infer(compiled(broken.text)).flows.find(({ flow: id }) => id.endsWith("shipping.pack"));
    expect(flow?.gives).toEqual({ strict: false, valid: true, live: true });
    const clause = flow?.promises[0]?.clauses.find(({ clause: name }) => name === "at-least-once");
    expect(clause).toMatchObject({
      verdict: "broken",
      hazards: [{ faults: ["process-crash@orders.leader"] }, { faults: ["rolling-restart@events"] }],
    });
  });
});

describe("a wrong call", () => {
  // casts: what JavaScript can do.
  const unchecked = compile as (files: unknown) => unknown;
  test.each([
    [() => unchecked([]), "compile takes a list of files, [{ path, text }], not a list"],
    [() => unchecked("a.waybill"), 'compile takes a list of files, [{ path, text }], not "a.waybill"'],
    [() => unchecked([{ path: "a.waybill" }]), "`text` of a.waybill is a text, not undefined"],
    [() => unchecked([broken, broken]), `${path} is there twice`],
    [
      () => check(structuredClone(compiled(broken.text))),
      "check takes a topology that compile() of this very package made (and no copy of it), not an object",
    ],
    [
      () => check(compiled(broken.text), { today: "tomorrow" }),
      '`today` is a day, "YYYY-MM-DD", not "tomorrow"',
    ],
    [
      // cast: as above.
      () => check(compiled(broken.text), { toady: "2020-01-01" } as object),
      '"toady" is no option of check; did you mean "today"?',
    ],
  ])("says in words what is wrong (%#)", (call, message) => {
    expect(thrownBy(call)).toEqual({ code: "argument", message });
  });

  test("is an error of its own kind whose trace begins at the caller", () => {
    const call = (): unknown => unchecked(3);
    expect(call).toThrow(WaybillError);
    try {
      call();
    } catch (error) {
      const [, first] = error instanceof Error ? (error.stack ?? "").split("\n") : [];
      expect(first).toContain("waybill.test.ts");
    }
  });
});
