import { mix } from "../../base/prng.ts";

/** A UUID of version 4 in form, with its number at the end, so that people tell them apart. */
export function uuid(path: string, n: number): string {
  let hash = path.length;
  for (let i = 0; i < path.length; i++) hash = mix(hash, path.charCodeAt(i));
  const head = hash.toString(16).padStart(8, "0");
  return `${head}-0000-4000-8000-${(n + 1).toString(16).padStart(12, "0")}`;
}
