/** Secrets never leave: a URL's user part is shown as stars of the same length, so that columns stay where they are. */

/** Half-open ranges of the user parts of URLs in `text`, the `@` not included. Linear. */
export function userParts(text: string): { readonly start: number; readonly end: number }[] {
  const found: { start: number; end: number }[] = [];
  for (let at = text.indexOf("://"); at >= 0; at = text.indexOf("://", at + 3)) {
    const start = at + 3;
    let end = -1;
    for (let i = start; i < text.length && !endsAuthority(text.charCodeAt(i)); i++) {
      if (text.charCodeAt(i) === AT) end = i;
    }
    if (end > start) found.push({ start, end });
  }
  return found;
}

const AT = 64;

/** Blank, control, `"`, `#`, `/`, `?`, `\`. */
function endsAuthority(code: number): boolean {
  return code <= 32 || code === 34 || code === 35 || code === 47 || code === 63 || code === 92;
}

export function maskSecrets(text: string): string {
  const parts = userParts(text);
  if (parts.length === 0) return text;
  let out = "";
  let from = 0;
  for (const { start, end } of parts) {
    if (start < from) continue;
    out += text.slice(from, start) + "*".repeat(end - start);
    from = end;
  }
  return out + text.slice(from);
}
