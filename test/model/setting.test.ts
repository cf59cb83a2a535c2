import { describe, expect, test } from "vitest";
import {
  entriesSetting,
  flagSetting,
  numberSetting,
  placeOf,
  textSetting,
  textsSetting,
} from "../../src/model/setting.ts";

describe("reading settings", () => {
  const settings = {
    text: "a",
    number: 0,
    flag: false,
    list: ["a", 1, "b"],
    map: { x: 1 },
    none: null,
    open: "unknown",
  };

  test("a value is read by its type alone", () => {
    expect(Object.keys(settings).map((name) => textSetting(settings, name))).toEqual([
      "a",
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    expect(numberSetting(settings, "number")).toBe(0);
    expect(numberSetting(settings, "text")).toBeUndefined();
    expect(flagSetting(settings, "flag")).toBe(false);
    expect(flagSetting(settings, "absent")).toBeUndefined();
    expect(textsSetting(settings, "list")).toEqual(["a", "b"]);
    expect(textsSetting(settings, "text")).toEqual(["a"]);
    expect(textsSetting(settings, "open")).toEqual([]);
    expect(entriesSetting(settings, "map")).toEqual([["x", 1]]);
    expect(["list", "none", "text", "absent"].flatMap((name) => entriesSetting(settings, name))).toEqual([]);
  });

  test("a place is the setting's, else the entity's, else nowhere", () => {
    const at = (start: number): { file: string; start: number; end: number } => ({
      file: "s",
      start,
      end: start,
    });
    const entity = { origin: at(1), origins: { key: at(2) } };
    expect([placeOf(entity, "key"), placeOf(entity, "other"), placeOf(entity)]).toEqual([
      at(2),
      at(1),
      at(1),
    ]);
    expect(placeOf({})).toEqual({ file: "", start: 0, end: 0 });
  });
});
