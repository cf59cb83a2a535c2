import { Graphviz } from "@hpcc-js/wasm-graphviz";
import { DOMParser } from "@xmldom/xmldom";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { dotText, layoutText } from "../../src/diagram/dot.ts";
import { around, folded } from "../../src/diagram/fold.ts";
import type { Graph, GraphEdge, GraphGroup } from "../../src/diagram/graph.ts";
import { pageTopology } from "../../src/diagram/page-data.ts";
import { pictureSvg } from "../../src/diagram/picture-svg.ts";
import { type Placed, placedOf } from "../../src/diagram/placed.ts";
import { type Sheet, sheetOf } from "../../src/diagram/sheet.ts";

let graphviz: Graphviz;
beforeAll(async () => {
  graphviz = await Graphviz.load();
});
const laidOut = (sheet: Sheet): Placed => placedOf(sheet, graphviz.layout(layoutText(sheet), "json", "dot"));

/** One producer, a queue and a consumer with the given names, and a flow that breaks. */
function graphWith(name: string): Graph {
  const groups: readonly GraphGroup[] = [
    {
      id: "b0",
      kind: "broker",
      name,
      label: name,
      nodes: [{ id: "n0", shape: "channel", name, label: name, detail: name }],
    },
    {
      id: "s0",
      kind: "service",
      name: "a",
      label: "a",
      nodes: [{ id: "n1", shape: "producer", name, label: name }],
    },
    {
      id: "s1",
      kind: "service",
      name: "b",
      label: "b",
      nodes: [{ id: "n2", shape: "consumer", name, label: name }],
    },
  ];
  const way = ["n1", "n0", "n2"];
  const edges: readonly GraphEdge[] = [
    { from: "n1", to: "n0", kind: "route", label: name },
    { from: "n0", to: "n2", kind: "route", label: "" },
    {
      from: "n1",
      to: "n2",
      kind: "flow",
      label: name,
      verdict: "refuted",
      flow: { from: name, to: name, promised: name, hazards: [name], way },
    },
  ];
  return { title: name, groups, edges };
}

/** What only an attacker calls a queue. */
const HOSTILE = [
  'x"]; evil [label="',
  "a\\",
  "\\N \\G \\L",
  "&lt;script&gt; &#60;",
  "<b>bold</b>",
  "</text><script>alert(1)</script>",
  "</style><script>alert(1)</script>",
  "line\nbreak\r\n\u2028\u2029",
  "\u202etxt.exe",
  "]]>",
  "<!--",
  "${x} `y` {{z}}",
  "\u0000\u0007\ud800",
  "名前がとても長い" + "長".repeat(10_000),
];

function elementsOf(svg: string): readonly string[] {
  const troubles: string[] = [];
  // What cannot be seen is shown as the replacement character, of which the parser warns.
  const parser = new DOMParser({
    onError: (level, message) => {
      if (!message.includes("replacement character")) troubles.push(`${level} ${message}`);
    },
  });
  const document = parser.parseFromString(svg, "image/svg+xml");
  expect(troubles).toEqual([]);
  const all = document.getElementsByTagName("*");
  return Array.from({ length: all.length }, (_, at) => all.item(at)?.tagName ?? "");
}

describe("a picture", () => {
  test.each(HOSTILE)("shows %j as text, and has no element more for it", (name) => {
    const plain = elementsOf(pictureSvg([laidOut(sheetOf(graphWith("plain")))]));
    const hostile = elementsOf(pictureSvg([laidOut(sheetOf(graphWith(name)))]));
    expect(hostile).toEqual(plain);
  });

  test("is well-formed for any name, with the same elements", () => {
    const plain = elementsOf(pictureSvg([laidOut(sheetOf(graphWith("plain")))]));
    fc.assert(
      fc.property(fc.string({ unit: "binary", minLength: 1, maxLength: 60 }), (name) => {
        const visible = name.trim() === "" ? "x" : name;
        expect(elementsOf(pictureSvg([laidOut(sheetOf(graphWith(visible)))]))).toEqual(plain);
      }),
      { numRuns: 25 },
    );
  });

  test("is the same for the same graph", () => {
    const graph = graphWith("orders");
    const [once, again] = [graph, graph].map((each) => pictureSvg([laidOut(sheetOf(each))]));
    expect(again).toBe(once);
  });

  test("marks every arrow that a broken flow takes, and says at the last one what breaks it", () => {
    const { arrows } = sheetOf(graphWith("orders"));
    expect(arrows.map(({ verdict, flows }) => ({ verdict, flows }))).toEqual([
      { verdict: "refuted", flows: [0] },
      { verdict: "refuted", flows: [0] },
    ]);
    expect(arrows[1]?.lines).toEqual([{ text: "✗ orders", verdict: "refuted" }]);
    expect(arrows[1]?.title).toContain("needs only orders");
  });
});

describe("a Graphviz program", () => {
  test.each(HOSTILE)("with a thing called %j has the same nodes and edges as with any other name", (name) => {
    const counted = (dot: string): readonly number[] => {
      // cast: Graphviz wrote it
      const { objects, edges } = JSON.parse(graphviz.layout(dot, "json", "dot")) as Record<string, unknown[]>;
      return [objects?.length ?? 0, edges?.length ?? 0];
    };
    expect(counted(dotText(sheetOf(graphWith(name))))).toEqual(counted(dotText(sheetOf(graphWith("plain")))));
  });

  test("shows a backslash and an entity of a name as they are", () => {
    const svg = graphviz.layout(dotText(sheetOf(graphWith("a\\N &lt; b"))), "svg", "dot");
    expect(svg).toContain("a\\N &amp;lt; b");
  });

  test("for the layout has no name in it", () => {
    expect(layoutText(sheetOf(graphWith("secret")))).not.toContain("secret");
  });
});

describe("a folded graph", () => {
  test("has one box a service, and keeps each flow with its way", () => {
    const { groups, edges } = folded(graphWith("orders"));
    expect(groups.map(({ nodes }) => nodes.map(({ shape }) => shape))).toEqual([
      ["channel"],
      ["service"],
      ["service"],
    ]);
    expect(edges.find(({ kind }) => kind === "flow")?.flow?.way).toEqual(["s0all", "n0", "s1all"]);
  });

  test("draws several ways between the same two as one", () => {
    const graph = graphWith("orders");
    const [first] = graph.edges;
    const doubled = { ...graph, edges: [...graph.edges, { ...(first as GraphEdge), label: "other" }] };
    const ways = folded(doubled).edges.filter(({ kind, to }) => kind === "route" && to === "n0");
    expect(ways.map(({ label }) => label)).toEqual(["orders, other"]);
  });
});

test("what lies around a node is its neighbours and all that its flows pass", () => {
  const { groups } = around(graphWith("orders"), new Set(["n2"]));
  expect(groups.flatMap(({ nodes }) => nodes.map(({ id }) => id))).toEqual(["n0", "n1", "n2"]);
  const without = {
    ...graphWith("orders"),
    edges: graphWith("orders").edges.filter(({ kind }) => kind !== "flow"),
  };
  expect(around(without, new Set(["n2"])).groups.flatMap(({ nodes }) => nodes.map(({ id }) => id))).toEqual([
    "n0",
    "n2",
  ]);
});

test("the views of a page number the flows as the topology does", () => {
  const topology = pageTopology(graphWith("orders"), laidOut);
  expect(topology.views.map(({ name, flows }) => [name, flows.map(({ number }) => number)])).toEqual([
    ["everything", [0]],
    ["services folded", [0]],
    ["broker orders", [0]],
    ["service a", [0]],
    ["service b", [0]],
  ]);
  expect(topology.entries.map(({ view }) => view)).toEqual([2, 2, 3, 3, 4, 4]);
});
