/** Milliseconds by the machine's monotonic clock: the same for all processes. */
export const machineMs = (): number => Number(process.hrtime.bigint()) / 1e6;
