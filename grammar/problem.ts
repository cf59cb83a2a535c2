import type { Span } from "./tree.ts";

/** One thing wrong with the shape of a text. */
export type Problem = { readonly span: Span } & (
  | { readonly kind: "unexpected"; readonly expected: string; readonly found: string }
  | { readonly kind: "misspelt"; readonly word: string; readonly meant: string }
  | { readonly kind: "unreadable"; readonly text: string }
  | { readonly kind: "unit"; readonly text: string }
  | { readonly kind: "open-string" }
  | { readonly kind: "escape"; readonly text: string }
  | { readonly kind: "unclosed"; readonly bracket: string }
  | { readonly kind: "unopened"; readonly bracket: string }
  | { readonly kind: "deep" }
  | { readonly kind: "comma" }
);
