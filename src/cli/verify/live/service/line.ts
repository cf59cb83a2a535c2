/** The line to the command that started this process. */
import { writeSync } from "node:fs";
import { createInterface } from "node:readline";
import type { Answer, Order, Question, Word } from "../protocol.ts";

const STDOUT = 1;

export class Line {
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  #asked = 0;

  /** `obey` hears orders, `cut` that nobody listens any more. */
  constructor(obey: (order: Exclude<Order, { readonly do: "answer" }>) => void, cut: () => void) {
    // What user code prints must not be taken for words of this line.
    process.stdout.write = process.stderr.write.bind(process.stderr);
    const lines = createInterface({ input: process.stdin });
    lines.on("line", (text) => {
      // cast: the command writes it.
      const order = JSON.parse(text) as Order;
      if (order.do !== "answer") return obey(order);
      this.#waiting.get(order.to)?.(order.answer);
      this.#waiting.delete(order.to);
    });
    lines.once("close", cut);
  }

  /** Written when this returns: what is said is heard, also of a process that dies right after it. */
  say(word: Word): void {
    const bytes = Buffer.from(`${JSON.stringify(word)}\n`);
    for (let at = 0; at < bytes.length; ) at += writtenFrom(bytes, at);
  }

  ask(question: Question): Promise<Answer> {
    const number = ++this.#asked;
    return new Promise((resolve) => {
      this.#waiting.set(number, resolve);
      this.say({ say: "ask", number, question });
    });
  }
}

/** Bytes that could be written; 0 where the pipe is full just now. */
function writtenFrom(bytes: Uint8Array, at: number): number {
  try {
    return writeSync(STDOUT, bytes, at);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EAGAIN") return 0;
    throw error;
  }
}
