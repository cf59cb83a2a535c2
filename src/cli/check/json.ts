/** JSON as it is printed: indented, with a line end. */
export function printedJson(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
