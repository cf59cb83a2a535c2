/** Text inside a line or a cell of GitHub's Markdown: nothing of it is markup, a link, a mention or a line end. */
export function markdownText(text: string): string {
  return text
    .replaceAll(/\s+/gu, " ")
    .replaceAll(UNSEEN, "\ufffd")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll(
      /[\\`*_{}[\]()#+!|~@:$]/g,
      (mark) => `&#${mark.charCodeAt(0)};${"@#".includes(mark) ? APART : ""}`,
    );
}

/** A space without width: mentions and references are looked for in what is shown, where an entity is its character again. */
const APART = "&#8203;";

/** Control characters, and marks that turn the direction of what stands around them. */
const UNSEEN = /[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;
