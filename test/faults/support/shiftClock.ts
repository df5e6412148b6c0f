// Loaded before a process' own modules: its clock is ahead by the milliseconds in this module's own address (`?ms=300000`). Timers are not.
const aheadMs = Number(new URL(import.meta.url).searchParams.get('ms'));
const real = Date;
const now = (): number => real.now() + aheadMs;

globalThis.Date = new Proxy(real, {
  construct: (target, args: unknown[], newTarget): object => {
    const made: unknown = Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget);
    if (made instanceof real) return made;
    throw new TypeError('unreachable: it constructs dates');
  },
  apply: () => new real(now()).toString(),
  get: (target, property, receiver): unknown => (property === 'now' ? now : Reflect.get(target, property, receiver)),
});

export {};
