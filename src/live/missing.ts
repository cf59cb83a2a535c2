/** Something that a live run needs and that is not installed; the message says how to install it. */
export class Missing extends Error {
  override readonly name: string = "Missing";
}
