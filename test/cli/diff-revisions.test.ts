import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { builtFolder, type Ended, waybill } from "./run-waybill.ts";

const ORDERS = readFileSync("specs/orders/orders.waybill", "utf8");
const root = mkdtempSync(join(tmpdir(), "waybill-diff-"));
/** Building, on a machine that does other things too. In ms. */
const SET_UP_MAX = 120_000;
beforeAll(() => void builtFolder(), SET_UP_MAX);
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe("against a git revision", () => {
  const repository = join(root, "repository");
  const inside = join(repository, "team");
  const git = (...args: readonly string[]): void => {
    const env = { PATH: process.env["PATH"] ?? "", HOME: root, GIT_CONFIG_NOSYSTEM: "1" };
    const who = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main"];
    execFileSync("git", [...who, ...args], { cwd: repository, env, stdio: "pipe" });
  };
  const diff = (...args: readonly string[]): Ended => waybill(["diff", ...args], { cwd: inside });
  const write = (name: string, text: string): void => writeFileSync(join(inside, name), text);

  beforeAll(() => {
    mkdirSync(join(inside, "topology"), { recursive: true });
    git("init", "--quiet");
    write("topology/orders.waybill", ORDERS);
    write("topology/ünï cödé.waybill", ORDERS.replace("topology orders", "topology other"));
    write("readme.md", "no spec");
    git("add", ".");
    git("commit", "--quiet", "-m", "first");
    git("tag", "v1");
    write("topology/orders.waybill", ORDERS.replace("partitions: 6", "partitions: 12"));
    git("commit", "--quiet", "-am", "second");
  });

  test("what is on disk, from within a folder of the repository", () => {
    expect(diff("--against", "HEAD")).toMatchObject({ code: 0, out: "no difference\n", err: "" });
    const { code, out } = diff("--against", "v1");
    expect(code).toBe(1);
    expect(out).toMatch(/partitions: 6 → 12 in topic orders {2}topology\/orders\.waybill:\d+/);
  });

  test.each([
    [["--against", "v1", "topology/orders.waybill"], 1],
    [["--against", "v1", "./topology/"], 1],
    [["--against", "v1", "topology/*.waybill"], 1],
    [["--against", "v1", "topology/ünï cödé.waybill"], 0],
    [["v1", "HEAD"], 1],
    [["v1", "v1"], 0],
    [["v1:topology", "topology"], 1],
    [["v1:topology/orders.waybill", "HEAD~0:topology/orders.waybill"], 1],
    [["HEAD:topology", "topology"], 0],
    [["--against", "HEAD", join(inside, "topology")], 0],
    [["--against", "v1", "../team/topology/orders.waybill"], 1],
  ] as const)("%j", (args, code) => {
    expect(diff(...args)).toMatchObject({ code, err: "" });
  });

  test("a file that was moved, with its folder, is compared with itself", () => {
    write("topology/orders.waybill", ORDERS.replace("partitions: 6", "partitions: 12"));
    git("mv", "team/topology", "team/specs");
    write("specs/orders.waybill", ORDERS.replace("partitions: 6", "partitions: 9"));
    for (const path of ["specs", "specs/orders.waybill"]) {
      const { code, out } = diff("--against", "HEAD", path);
      expect(code).toBe(1);
      expect(out).toContain("partitions: 12 → 9");
      expect(out).toContain("0 safe");
    }
    git("mv", "team/specs", "team/topology");
    git("checkout", "--quiet", "HEAD", "--", ".");
  });

  test("a file that was not there is new, one that is gone takes its promises along", () => {
    write("topology/new.waybill", ORDERS.replace("topology orders", "topology new"));
    const added = diff("--against", "HEAD", "topology/new.waybill");
    expect(added).toMatchObject({ code: 0, err: "" });
    expect(added.out).toContain("new (new)");
    rmSync(join(inside, "topology/new.waybill"));
    renameSync(join(inside, "topology/orders.waybill"), join(inside, "aside"));
    const gone = diff("--against", "HEAD", "topology/orders.waybill");
    renameSync(join(inside, "aside"), join(inside, "topology/orders.waybill"));
    expect(gone.code).toBe(1);
    expect(gone.out).toContain("orders (gone)");
    expect(gone.out).toContain("no longer promised: at-least-once");
  });

  test.each([
    [["--against", "nowhere"], /git knows no revision nowhere here: fetch it first/],
    [["--against", "--output=x"], /--against needs a value/],
    [["--against=--output=x"], /--output=x is no git revision/],
    [
      ["--against", "v1", "topology/absent.waybill"],
      /there is no file or folder topology\/absent.waybill, and none at v1/,
    ],
    [["v1:absent", "topology"], /there is no spec absent at v1/],
    [["v0:topology", "topology"], /git knows no revision v0 here/],
  ])("%j is a wrong call", (args, message) => {
    const { code, out, err } = diff(...args);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toMatch(message);
    expect(err.trimEnd().split("\n")).toHaveLength(1);
  });

  test("without git it says so", () => {
    const { code, err } = waybill(["diff", "--against", "v1"], { cwd: inside, env: { PATH: root } });
    expect(code).toBe(2);
    expect(err).toContain("git is not installed");
  });
});
