// Loaded before a process' own modules: its clock is ahead by the milliseconds in this module's own address (`?ms=300000`). Timers are not.
const aheadMs = Number(new URL(import.meta.url).searchParams.get('ms'));
const real = Date;
const now = (): number => real.now() + aheadMs;

globalThis.Date = new Proxy(real, {
  construct: (target, args: unknown[], newTarget) =>
    Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget),
  apply: () => new real(now()).toString(),
  get: (target, property, receiver) => (property === 'now' ? now : Reflect.get(target, property, receiver)),
});

export {};
