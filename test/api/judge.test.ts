import { describe, expect, test } from "vitest";
import { judge } from "../../src/api/verify.ts";
import { thrownBy, topologyOf } from "./shop.ts";

const topology = topologyOf("orders/orders.waybill");
const flow = "shop.placing -> invoicing.bill";
const header =
  '{"format":"waybill-history","version":1,"topology":"orders","source":"live","clock":"ms","skew":0}';

/** An order that is acknowledged, and what happens to it. */
function history(...effects: readonly string[]): readonly string[] {
  return [
    header,
    '{"e":"send","t":1,"at":"shop.placing","by":"shop","i":1,"k":"o"}',
    '{"e":"sent","t":3,"at":"shop.placing","by":"shop","i":1,"out":"ok"}',
    ...effects,
    '{"e":"rest","t":99,"open":[]}',
  ];
}
const effect = (t: number): string => `{"e":"effect","t":${t},"at":"invoicing.bill","by":"bill","i":1}`;

function broken(lines: readonly string[]): readonly string[] {
  const [verdict] = judge(lines, topology, { flow }).verdicts;
  return (verdict?.clauses ?? []).flatMap(({ clause, verdict: word }) =>
    word === "violated" ? [clause] : [],
  );
}

describe("judge", () => {
  test("judges by every promise of the topology, or of one flow", () => {
    const { events, troubles, verdicts } = judge(history(effect(5)), topology);
    expect({ events, troubles }).toEqual({ events: 4, troubles: [] });
    expect(verdicts.map((each) => each.flow)).toEqual(topology.flows.map(({ id }) => id));
    expect(judge(history(effect(5)), topology, { flow }).verdicts).toHaveLength(1);
  });

  test("finds what was lost and what took effect twice", () => {
    expect(broken(history(effect(5)))).toEqual([]);
    expect(broken(history())).toEqual(["at-least-once"]);
    expect(broken(history(effect(5), effect(7)))).toEqual(["at-most-once"]);
  });

  test("takes the text of a file, with whatever ends its lines", () => {
    const whole = judge(history(effect(5), effect(7)), topology);
    for (const end of ["\n", "\r\n"])
      expect(judge(`${history(effect(5), effect(7)).join(end)}${end}`, topology)).toEqual(whole);
  });

  test("judges nothing where a line is wrong, and says which", () => {
    const [first = "", ...others] = history(effect(5));
    expect(judge([first, '{"e":"sendt"}', ...others], topology)).toMatchObject({
      troubles: [{ line: 2 }],
      verdicts: [],
    });
    expect(judge("", topology).troubles).toEqual([{ line: 1, what: "the first line has to be the header" }]);
    expect(judge([first.replace("orders", "others")], topology).troubles).toEqual([
      { line: 1, what: "the history is one of topology others, not orders" },
    ]);
    const many = [first, ...Array.from({ length: 100 }, () => "{}")];
    expect(judge(many, topology).troubles).toHaveLength(20);
  });

  test.each([
    // casts: what JavaScript can do.
    [() => judge(7 as unknown as string, topology), "judge takes the text or the lines of a history, not 7"],
    [() => judge([7] as unknown as string[], topology), "a line of a history is a text, not 7"],
    [
      () => judge([], topology, { flow: "shop.placing -> invoicing.bil" }),
      'did you mean "shop.placing -> invoicing.bill"?',
    ],
  ])("says in words what is wrong with a call (%#)", (call, message) => {
    const thrown = thrownBy(call);
    expect(thrown.code).toBe("argument");
    expect(thrown.message).toContain(message);
  });
});
