/** Metrics that are read when somebody asks for them. */
export interface Gauges {
  /** Resolves when they say how it stands now, or nothing where that could not be read in time. Never rejects. */
  refresh(): Promise<void>;
}
