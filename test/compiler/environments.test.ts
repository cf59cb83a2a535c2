import { describe, expect, it } from "vitest";
import { ANALYSIS_BROKERS } from "../../src/brokers/analysis.ts";
import { type Checked, checkSources } from "../../src/compiler/check-sources.ts";
import { bare, compileText, marksOf } from "./compiling.ts";

const HEAD = `waybill 1
topology shop
broker b { type: demo, nodes: 3 }
enum R { eu, us }
message M { identity id: uuid, region: R }
log l on b { carries: M, partitions: 6 }
box q on b
service s { producer p -> l { sends: M } }
service t { owner: "t", store seen { keep: 1d }
 consumer c <- l { instances: 3 } }
`;

describe("an environment", () => {
  it("changes settings of what is declared, and nothing else", () => {
    const { environments, topology, findings } = compileText(
      `${HEAD}environment dev { broker b { nodes: 1 }, log l { retention: 1d, partitions: 1 }\n service t { owner: "dev", store seen { keep: 1h }, consumer c { instances: 1 } } }\n`,
    );
    expect(findings).toEqual([]);
    const dev = environments[0]?.topology;
    expect(environments.map(({ name }) => name)).toEqual(["dev"]);
    expect([topology?.brokers[0]?.nodes, dev?.brokers[0]?.nodes]).toEqual([3, 1]);
    expect(dev?.channels[0]?.settings).toEqual({ partitions: 1, retention: 86_400_000 });
    expect(topology?.channels[0]?.settings).toEqual({ partitions: 6 });
    expect(dev?.services[1]).toMatchObject({
      owner: "dev",
      stores: [{ keepMs: 3_600_000 }],
      consumers: [{ instances: 1 }],
    });
  });

  it("says the same in YAML, and may stand in several blocks", () => {
    const dsl = `${HEAD}environment dev { broker b { nodes: 1 } }\nenvironment dev { service t { consumer c { instances: 1 } } }\n`;
    const yaml = `waybill: 1
topology: shop
brokers: { b: { type: demo, nodes: 3 } }
enums: { R: [eu, us] }
messages: { M: { identity: id, fields: { id: uuid, region: R } } }
logs: { l: { on: b, carries: M, partitions: 6 } }
boxes: { q: { on: b } }
services:
  s: { producers: { p: { to: l, sends: M } } }
  t: { owner: t, stores: { seen: { keep: 1d } }, consumers: { c: { from: l, instances: 3 } } }
environments:
  dev: { brokers: { b: { nodes: 1 } }, services: { t: { consumers: { c: { instances: 1 } } } } }
`;
    const [one, other] = [compileText(dsl), compileText(yaml)];
    expect(other.findings).toEqual([]);
    expect(bare(other.environments[0]?.declared)).toEqual(bare(one.environments[0]?.declared));
  });

  it.each([
    ["log m { partitions: 1 }", ["WB2008 m"]],
    ["lug l { partitions: 1 }", ["WB2027 lug"]],
    ["message M { }", ["WB2027 message"]],
    ["log l { carries: M }", ["WB2026 carries"]],
    ["service t { consumer d { instances: 1 } }", ["WB2008 d"]],
    ["service t { consumer c { effect: plain } }", ["WB2026 effect"]],
    ["service t { topic c { } }", ["WB2027 topic"]],
    ["broker b { type: demo }", ["WB2026 type"]],
    ["log l { partitions: 1 }\n log l { partitions: 2 }", ["WB1017 partitions"]],
  ])("is refused where it would do more: %s", (patch, marks) => {
    expect(marksOf(`${HEAD}environment dev { ${patch} }\n`)).toEqual(marks);
  });

  it("has the mistakes of its settings told at its own place", () => {
    const text = `${HEAD}environment dev { log l { partitions: 0, retenton: 1d } }\n`;
    const { findings, environments } = compileText(text);
    expect(findings).toEqual([]);
    const marks = environments[0]?.findings.map(
      ({ code, span }) => `${code} ${text.slice(span.start, span.end)}`,
    );
    expect(marks).toEqual(["WB2004 0", "WB2001 retenton"]);
  });
});

describe("checking environments", () => {
  const spec = (replication: number, more = ""): string => `waybill 1
topology t
broker k { type: kafka, nodes: 3 }
message M { identity id: uuid }
topic a on k { carries: M, key: id, replication: ${replication}, min-in-sync: 2${more} }
service s { producer p -> a { sends: M, acks: all, idempotent: true } }
service r { consumer c <- a { group: "g", start: earliest } }
guarantee s.p -> r.c { delivery: at-least-once, under: harsh }
environment dev { topic a { replication: 1 } }
environment prod { topic a { retention: 30d } }
`;
  const checked = (text: string, environment?: string): Checked =>
    checkSources([{ path: "a.waybill", text }], ANALYSIS_BROKERS, "2030-01-01", environment);
  const told = ({ findings }: Checked): string[] =>
    findings.map(({ code, environments }) => `${code} ${environments?.join("+") ?? "everywhere"}`);

  it("tells a finding once, with the environments it holds in", () => {
    expect(told(checked(spec(3))).filter((each) => each.startsWith("WB3"))).toEqual(["WB3102 dev"]);
    expect(told(checked(spec(1))).filter((each) => each.startsWith("WB3"))).toEqual(["WB3102 everywhere"]);
    const { findings } = checked(spec(3));
    expect(findings.find(({ code }) => code === "WB3102")?.notes).toContain("in: dev");
  });

  it("judges one alone where it is asked for", () => {
    expect(told(checked(spec(3), "prod")).filter((each) => each.startsWith("WB3"))).toEqual([]);
    expect(told(checked(spec(3), "dev")).filter((each) => each.startsWith("WB3"))).toEqual([
      "WB3102 everywhere",
    ]);
    const { topologies, environments } = checked(spec(3), "dev");
    expect(topologies.map(({ environment, environments: others }) => [environment, others])).toEqual([
      ["dev", []],
    ]);
    expect(environments).toEqual(["dev", "prod"]);
  });

  it("has a flow table of each, and an allowance that one of them needs is used", () => {
    const { topologies, summary } = checked(spec(3, ', allow: WB3102("only in dev")'));
    expect(topologies[0]?.environments.map(({ name, table }) => [name, table.length])).toEqual([
      ["dev", 1],
      ["prod", 1],
    ]);
    expect(summary.allowed).toBe(1);
    expect(told(checked(spec(3, ', allow: WB3102("only in dev")')))).not.toContain("WB2023 everywhere");
    expect(told(checked(spec(3, ', allow: WB3999("never")')))).toContain("WB2023 everywhere");
  });
});

describe("a repetition", () => {
  const body = `for r in R {\n /// Mail of {r}.\n box "mail-{r}" on b\n service "mailer-{r}" { consumer read <- "mail-{r}" { group: "g.{r}.{{r}}" } }\n}\n`;

  it("is written out once a value, before names are resolved", () => {
    const { topology, findings } = compileText(
      `${HEAD}${body}service u { producer p -> mail-eu { sends: M } }\n`,
    );
    expect(findings).toEqual([]);
    expect(topology?.channels.map(({ name }) => name)).toEqual(["l", "q", "mail-eu", "mail-us"]);
    expect(topology?.services.map(({ name }) => name)).toContain("mailer-us");
    const mailer = topology?.services.find(({ name }) => name === "mailer-us");
    expect(mailer?.consumers[0]).toMatchObject({
      from: { kind: "box", name: "mail-us" },
      settings: { group: "g.us.{{r}}" },
    });
  });

  it("says the same in YAML", () => {
    const yaml = `waybill: 1
topology: shop
brokers: { b: { type: demo } }
enums: { R: [eu, us] }
for:
  - each: r
    in: R
    boxes: { "mail-{r}": { on: b } }
    services: { "mailer-{r}": { consumers: { read: { from: "mail-{r}", group: "g.{r}" } } } }
`;
    const dsl = `waybill 1\ntopology shop\nbroker b { type: demo }\nenum R { eu, us }\nfor r in R { box "mail-{r}" on b\n service "mailer-{r}" { consumer read <- "mail-{r}" { group: "g.{r}" } } }\n`;
    const [one, other] = [compileText(dsl), compileText(yaml)];
    expect(other.findings).toEqual([]);
    expect(bare(other.declared)).toEqual(bare(one.declared));
  });

  it("keeps the places of what it repeats, and tells a mistake of all of them once", () => {
    expect(marksOf(`${HEAD}for r in R { box "mail-{r}" on b { dead-leter: q } }\n`)).toEqual([
      "WB2001 dead-leter",
      "WB2001 dead-leter",
    ]);
    expect(marksOf(`${HEAD}for r in R { box "mail-{r}" on bb }\n`)).toEqual(["WB2008 bb"]);
    expect(marksOf(`${HEAD}for r in RR { box "mail-{r}" on b }\n`)).toEqual(["WB2008 RR"]);
    expect(marksOf(`${HEAD}for r in R { box mail on b }\n`)).toEqual(["WB2007 mail"]);
  });

  it("may stand in another, and be changed by an environment", () => {
    const text = `${HEAD}for r in R { for n in R { log "x-{r}-{n}" on b { carries: M } } }\nenvironment dev { log x-eu-us { partitions: 2 } }\n`;
    const { findings, environments } = compileText(text);
    expect(findings).toEqual([]);
    const names = environments[0]?.topology?.channels.flatMap(({ name, settings }) =>
      settings["partitions"] === 2 ? [name] : [],
    );
    expect(names).toEqual(["x-eu-us"]);
  });
});

describe("the owner of a topology", () => {
  it("owns what says no owner of its own", () => {
    const { topology } = compileText(HEAD.replace("topology shop", 'topology shop { owner: "all" }'));
    expect(topology?.services.map(({ owner }) => owner)).toEqual(["all", "t"]);
    expect(topology?.channels[0]?.owner).toBe("all");
    const yaml = compileText("waybill: 1\ntopology: shop\nowner: all\nservices: { s: {} }\n");
    expect(yaml.topology?.services[0]?.owner).toBe("all");
    expect(marksOf('waybill 1\ntopology shop { onwer: "x" }\n')).toEqual(["WB2001 onwer"]);
  });
});
