/** Elements made of data: whatever a user wrote becomes a text node, never markup. */
import { type Shape, visible } from "../svg.ts";

type Child = Node | string;

/** An element with attributes; texts become text nodes without anything invisible in them. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, string>> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  for (const child of children) made.append(typeof child === "string" ? visible(child) : child);
  return made;
}

const SVG = "http://www.w3.org/2000/svg";

export function drawn({ tag, attributes, text, children = [] }: Shape): SVGElement {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  if (text !== undefined) made.append(text);
  made.append(...children.map(drawn));
  return made;
}

/** An SVG that shows `shapes`; `top` is the y of its upper edge. */
export function picture(
  size: { readonly width: number; readonly height: number; readonly top?: number },
  shapes: readonly Shape[],
  name: string,
): SVGSVGElement {
  const made = document.createElementNS(SVG, "svg");
  made.setAttribute("viewBox", `0 ${size.top ?? 0} ${size.width} ${size.height}`);
  made.setAttribute("width", String(size.width));
  made.setAttribute("height", String(size.height));
  made.setAttribute("role", "img");
  made.setAttribute("aria-label", name);
  made.append(...shapes.map(drawn));
  return made;
}

export function button(name: string, sign: string, pressed: () => void): HTMLButtonElement {
  const made = element("button", { type: "button", "aria-label": name, title: name }, sign);
  made.addEventListener("click", pressed);
  return made;
}
