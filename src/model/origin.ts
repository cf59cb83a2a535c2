/** Where an entity was declared: half-open range of UTF-16 offsets in `file`. */
export interface Origin {
  readonly file: string;
  readonly start: number;
  readonly end: number;
}

/** Where single settings of an entity were written, name and value together, by the setting's name. */
export type Origins = Readonly<Record<string, Origin>>;
