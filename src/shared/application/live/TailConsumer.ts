/** Who takes changes when there are some, instead of pulling them one by one. Neither call may throw. */
export interface TailConsumer {
  /** There may be something to `take`. */
  readable(): void;
  /** Nothing comes any more: by its failure, or without one because it was ended. Called once. */
  ended(failure?: { readonly error: unknown }): void;
}
