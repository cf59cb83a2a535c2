/** Shapes before they are a text or elements of a page: both are made from the same ones, so that they show the same. */

export interface Shape {
  readonly tag: "g" | "line" | "path" | "rect" | "circle" | "text" | "title";
  readonly attributes: Readonly<Record<string, string | number>>;
  /** What people read: whatever a user wrote, it stays text. */
  readonly text?: string;
  readonly children?: readonly Shape[];
}

export function shape(tag: Shape["tag"], attributes: Shape["attributes"] = {}, ...children: Shape[]): Shape {
  return children.length === 0 ? { tag, attributes } : { tag, attributes, children };
}

/** A text at a place; what is longer than `most` characters is cut, and whole in the title. */
export function label(x: number, y: number, text: string, most: number, kind: string): Shape {
  const whole = visible(text);
  const cut = clipped(whole, most);
  const attributes = { x, y, class: kind };
  if (cut === whole) return { tag: "text", attributes, text: cut };
  return { tag: "g", attributes: {}, children: [titled(whole), { tag: "text", attributes, text: cut }] };
}

function titled(text: string): Shape {
  return { tag: "title", attributes: {}, text: clipped(text, TITLE_MAX) };
}

const TITLE_MAX = 400;

/** Control characters, and those that turn the direction of what follows. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** `text` in one line without anything that is not seen. */
export function visible(text: string): string {
  return text.replaceAll(/[\t\r\n]+/g, " ").replaceAll(INVISIBLE, "\ufffd");
}

/** At most `most` characters, with an ellipsis where something is left out. */
export function clipped(text: string, most: number): string {
  if (text.length <= most) return text;
  const characters = [...text.slice(0, most * 2 + 2)];
  return characters.length <= most && characters.join("").length === text.length
    ? text
    : `${characters.slice(0, Math.max(1, most - 1)).join("")}…`;
}

/** A shape as SVG. The same shape gives the same bytes. */
export function svgText({ tag, attributes, text, children = [] }: Shape): string {
  const words = Object.entries(attributes).map(([name, value]) => ` ${name}="${escaped(String(value))}"`);
  const body = (text === undefined ? "" : escaped(text)) + children.map(svgText).join("");
  return body === "" ? `<${tag}${words.join("")}/>` : `<${tag}${words.join("")}>${body}</${tag}>`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** `text` as the content of an element or an attribute. */
export function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? "");
}
