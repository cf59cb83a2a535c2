/** What people ask about, beside codes and settings. */

/** What a flow is asked for when a question is put to one's own spec. */
export type Asked = "loss" | "repetition" | "order" | "stuck";

export interface Concept {
  /** The first is the title. Lower case. */
  readonly words: readonly string[];
  /** How people ask for it, in their words: questions, error messages, settings of brokers. */
  readonly asks: readonly string[];
  readonly text: string;
  /** Codes that belong to it. */
  readonly codes: readonly string[];
  /** Where the book says more: a path below docs/, with an anchor where it has one. */
  readonly page: string;
  /** What to type next. */
  readonly run: string;
  readonly about?: Asked;
}
