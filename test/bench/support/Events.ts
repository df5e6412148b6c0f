/** Where the events come from that a server fans out. */
export interface Events extends AsyncDisposable {
  /** So many at once. Resolves to when they were committed, by machineMs. */
  emit(count: number): Promise<number>;
}
