/** Resolves when all that can happen by itself has happened: promises, but no timers and nothing from outside. */
export const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
