export interface ConfigProblem {
  readonly variable: string;
  /** Names the variable, what is wrong with it and what would be right; never a secret's value. */
  readonly message: string;
}

/** All that is wrong, at once. */
export interface ConfigProblems {
  readonly kind: 'invalid-config';
  readonly problems: readonly ConfigProblem[];
}
