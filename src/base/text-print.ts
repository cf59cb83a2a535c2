/** 64 bits that tell texts apart, as 16 hex digits; the same on every machine. No defence against somebody who wants a clash. */
export function textPrint(text: string): string {
  let high = 0x811c9dc5;
  let low = 0x9e3779b1;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    high = Math.imul(high ^ unit, 0x01000193);
    low = Math.imul(low ^ unit, 0x85ebca6b);
    low ^= low >>> 15;
  }
  return [high, low].map((half) => (half >>> 0).toString(16).padStart(8, "0")).join("");
}
