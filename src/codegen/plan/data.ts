/** What a literal is made of; `Code` stands as it is. Absent properties are left out. */
export type Data =
  | string
  | number
  | boolean
  | null
  | undefined
  | Code
  | readonly Data[]
  | { readonly [name: string]: Data };

/** Text of a program in the midst of data. */
export class Code {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}
