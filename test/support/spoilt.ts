/** The same object but for some of its members: for tests that must notice a part that does not keep its word. */
export function spoilt<T extends object>(original: T, members: Partial<T>): T {
  return new Proxy(original, {
    get(target, key): unknown {
      if (key in members) return Reflect.get(members, key);
      const member: unknown = Reflect.get(target, key);
      return typeof member === 'function' ? member.bind(target) : member;
    },
  });
}
