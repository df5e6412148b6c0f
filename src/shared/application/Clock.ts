/** The time, as a parameter: tests choose it. */
export interface Clock {
  now(): Date;
}
