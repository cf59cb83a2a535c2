/** A repository with two revisions and a shared origin, and the scripts of `ci/` run in it as a runner would. */
import { execFileSync, spawn } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { waybillPath } from "../cli/run-waybill.ts";

export interface Call {
  readonly method: string;
  readonly path: string;
  readonly body: string;
  readonly token: string;
}

interface Comment {
  readonly id: number;
  readonly body: string;
}

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  /** What the step handed on, by name. */
  readonly outputs: Readonly<Record<string, string>>;
}

const SPEC = readFileSync("specs/orders/orders.waybill", "utf8");

export class Pipeline {
  readonly calls: Call[] = [];
  readonly comments: Comment[] = [];
  /** Answered to every write, where it is set. */
  refusal: number | undefined;
  readonly #root: string;
  readonly #repository: string;
  readonly #server: Server;

  private constructor(root: string, server: Server) {
    this.#root = root;
    this.#repository = join(root, "work");
    this.#server = server;
  }

  static async started(): Promise<Pipeline> {
    const root = mkdtempSync(join(tmpdir(), "waybill-pipeline-"));
    const server = createServer();
    await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
    const pipeline = new Pipeline(root, server);
    server.on("request", (request, response) => {
      let body = "";
      request.on("data", (chunk: Buffer) => (body += chunk.toString("utf8")));
      request.on("end", () => {
        const { status, answer } = pipeline.#answered({
          method: request.method ?? "",
          path: request.url ?? "",
          body,
          token: request.headers.authorization ?? "",
        });
        response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(answer));
      });
    });
    pipeline.#prepare();
    return pipeline;
  }

  async end(): Promise<void> {
    await new Promise((closed) => this.#server.close(closed));
    rmSync(this.#root, { recursive: true, force: true });
  }

  /** Writes the spec as it is on the branch. */
  change(edit: (text: string) => string): void {
    this.write("topology/orders.waybill", edit(SPEC));
  }

  write(path: string, text: string): void {
    writeFileSync(join(this.#repository, path), text);
  }

  read(path: string): string {
    return readFileSync(join(this.#repository, path), "utf8");
  }

  /** What the branch is now becomes the base. */
  commit(): void {
    this.#git("-c", "user.name=a", "-c", "user.email=a@b.c", "commit", "-qam", "next");
    this.#git("push", "-q", "origin", "main");
  }

  /** `head`: the commit of the base branch. */
  get base(): string {
    return this.#git("rev-parse", "origin/main").trim();
  }

  async run(script: string, env: Readonly<Record<string, string>>): Promise<Ended> {
    const given = join(this.#root, "output");
    writeFileSync(given, "");
    // cast: it listens on a port, not on a pipe
    const { port } = this.#server.address() as AddressInfo;
    const child = spawn("bash", [resolve("ci", script)], {
      cwd: this.#repository,
      env: {
        PATH: process.env["PATH"] ?? "",
        HOME: this.#root,
        RUNNER_TEMP: this.#root,
        GITHUB_OUTPUT: given,
        GITHUB_API_URL: `http://127.0.0.1:${port}`,
        GITHUB_REPOSITORY: "acme/shop",
        GITHUB_EVENT_PATH: join(this.#root, "event.json"),
        ...env,
      },
    });
    let out = "";
    child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString("utf8")));
    child.stderr.on("data", (chunk: Buffer) => (out += chunk.toString("utf8")));
    const code = await new Promise<number | null>((ended) => child.on("close", ended));
    const outputs: Record<string, string> = {};
    for (const [, name = "", value = ""] of readFileSync(given, "utf8").matchAll(/^(\w+)=(.*)$/gm))
      outputs[name] = value;
    return { code, out, outputs };
  }

  #prepare(): void {
    mkdirSync(join(this.#repository, "topology"), { recursive: true });
    mkdirSync(join(this.#repository, "node_modules/.bin"), { recursive: true });
    const command = join(this.#repository, "node_modules/.bin/waybill");
    writeFileSync(command, `#!/bin/sh\nexec node "${waybillPath()}" "$@"\n`);
    chmodSync(command, 0o755);
    this.write(".gitignore", "node_modules\n");
    this.change((text) => text);
    writeFileSync(join(this.#root, "event.json"), JSON.stringify({ pull_request: { number: 7 } }));
    execFileSync("git", ["init", "-q", "--bare", "-b", "main", join(this.#root, "origin")]);
    this.#git("init", "-q", "-b", "main");
    this.#git("add", ".");
    this.#git("-c", "user.name=a", "-c", "user.email=a@b.c", "commit", "-qm", "first");
    this.#git("remote", "add", "origin", join(this.#root, "origin"));
    this.#git("push", "-q", "origin", "main");
  }

  #git(...args: readonly string[]): string {
    return execFileSync("git", args, { cwd: this.#repository, encoding: "utf8" });
  }

  /** As much of the interface of GitHub as the scripts use. */
  #answered(call: Call): { readonly status: number; readonly answer: unknown } {
    this.calls.push(call);
    if (call.method === "GET") return { status: 200, answer: this.comments };
    if (this.refusal !== undefined) return { status: this.refusal, answer: { message: "no" } };
    // cast: the script under test wrote it
    const { body } = JSON.parse(call.body) as { readonly body: string };
    const id = call.method === "POST" ? this.comments.length + 1 : Number(call.path.split("/").at(-1));
    const at = this.comments.findIndex((comment) => comment.id === id);
    this.comments.splice(at < 0 ? this.comments.length : at, at < 0 ? 0 : 1, { id, body });
    return { status: call.method === "POST" ? 201 : 200, answer: { id } };
  }
}
