/** New identifiers, as a parameter: tests choose them. */
export interface IdGenerator {
  /** A UUID that sorts by the time it was made (version 7). */
  next(): string;
}
