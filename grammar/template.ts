/** The second pass over a string that is a template: `order.{region}.placed`, with literal braces doubled. */

/** Offsets count from the start of the template's text. */
export type TemplatePart =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "path"; readonly path: string; readonly start: number; readonly end: number };

export interface Template {
  readonly parts: readonly TemplatePart[];
  readonly problems: readonly { readonly text: string; readonly start: number; readonly end: number }[];
}

const PATH = /^[A-Za-z_]\w*(?:-\w+)*(?:\.[A-Za-z_]\w*(?:-\w+)*)*$/;

/** Linear. A part with a problem is left out. */
export function parseTemplate(text: string): Template {
  const parts: TemplatePart[] = [];
  const problems: Template["problems"][number][] = [];
  let literal = "";
  let at = 0;
  while (at < text.length) {
    const brace = nextBrace(text, at);
    literal += text.slice(at, brace);
    if (brace === text.length) break;
    if (text[brace + 1] === text[brace]) {
      literal += text[brace];
      at = brace + 2;
      continue;
    }
    const close = text[brace] === "{" ? text.indexOf("}", brace) : -1;
    if (close < 0) {
      problems.push({ text: `a single \`${text[brace]}\``, start: brace, end: brace + 1 });
      at = brace + 1;
      continue;
    }
    const path = text.slice(brace + 1, close);
    if (literal !== "") parts.push({ kind: "text", text: literal });
    literal = "";
    if (PATH.test(path)) parts.push({ kind: "path", path, start: brace + 1, end: close });
    else problems.push({ text: "braces around what is no path", start: brace, end: close + 1 });
    at = close + 1;
  }
  if (literal !== "") parts.push({ kind: "text", text: literal });
  return { parts, problems };
}

function nextBrace(text: string, from: number): number {
  for (let i = from; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 123 || code === 125) return i;
  }
  return text.length;
}
