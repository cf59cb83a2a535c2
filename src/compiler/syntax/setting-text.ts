/** Settings of a repair, written as the notation of a file has them. */

/** A value as data: what a call is given stands under its name. */
type Data = string | number | boolean | readonly Data[] | { readonly [name: string]: Data };

/** `setting` is `name: value` of the Waybill notation; the same in that of the file at `path`. */
export function settingText(setting: string, path: string): string {
  const colon = setting.indexOf(": ");
  const [name, value] = [setting.slice(0, colon), setting.slice(colon + 2)];
  if (/\.waybill$/i.test(path) || colon < 0) return setting;
  if (/\.json$/i.test(path)) return `${JSON.stringify(name)}: ${JSON.stringify(dataOf(value))}`;
  return `${name}: ${yamlText(dataOf(value))}`;
}

/** The declaration of a store of that name, which stands where a setting may. */
export function storeText(name: string, path: string): string {
  if (/\.waybill$/i.test(path)) return `store ${name}`;
  return /\.json$/i.test(path)
    ? `"stores": { ${JSON.stringify(name)}: {} }`
    : `stores: { ${yamlText(name)}: {} }`;
}

/** Of what inference proposes: words, numbers, lists, and the one call among them. */
function dataOf(text: string): Data {
  const [, path, store] = /^idempotent\((.+), in: (.+)\)$/.exec(text) ?? [];
  if (path !== undefined && store !== undefined) return { idempotent: { path, in: store } };
  if (text.startsWith("[") && text.endsWith("]")) return entriesOf(text.slice(1, -1)).map(dataOf);
  if (text === "true" || text === "false") return text === "true";
  return /^-?\d+$/.test(text) ? Number(text) : text;
}

/** What commas separate outside of brackets. */
function entriesOf(text: string): readonly string[] {
  const found: string[] = [];
  let [depth, from] = [0, 0];
  for (let i = 0; i <= text.length; i++) {
    const c = text[i];
    if (c === "[") depth += 1;
    if (c === "]") depth -= 1;
    if (c !== undefined && (c !== "," || depth > 0)) continue;
    found.push(text.slice(from, i).trim());
    from = i + 1;
  }
  return found.filter((each) => each !== "");
}

function yamlText(data: Data): string {
  if (typeof data === "string")
    return /^[A-Za-z][\w.-]*$/.test(data) || /^\d+[a-zA-Z]+$/.test(data) ? data : JSON.stringify(data);
  if (typeof data !== "object") return String(data);
  if (isList(data)) return `[${data.map(yamlText).join(", ")}]`;
  const entries = Object.entries(data).map(([name, value]) => `${name}: ${yamlText(value)}`);
  return `{ ${entries.join(", ")} }`;
}

function isList(data: Data): data is readonly Data[] {
  return Array.isArray(data);
}
