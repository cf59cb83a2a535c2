/** How pictures look, in light and dark, on a page and alone. */
const LIGHT =
  "--bg:#fff;--ink:#1f2328;--soft:#59636e;--line:#c4ccd5;--blue:#0969da;--red:#cf222e;--rose:#ffebe9;--green:#1a7f37;--amber:#7d4e00;--faint:#f3f5f7";
const DARK =
  "--bg:#0d1117;--ink:#e6edf3;--soft:#a0a8b2;--line:#475059;--blue:#58a6ff;--red:#ff7b72;--rose:#451a1d;--green:#56d364;--amber:#e3b341;--faint:#1b2129";

/** Colours as custom properties of `root`, by what the reader's system prefers. Paper is light. */
export function colourStyle(root: string): string {
  return `${root}{${LIGHT};color-scheme:light dark}
@media screen and (prefers-color-scheme:dark){${root}{${DARK}}}`;
}
