/** Equal by what it holds, and never changed once made. */
export abstract class ValueObject<Value extends string | number> {
  readonly value: Value;

  protected constructor(value: Value) {
    this.value = value;
  }

  equals(other: ValueObject<Value> | undefined): boolean {
    return other?.constructor === this.constructor && other.value === this.value;
  }

  toString(): string {
    return String(this.value);
  }
}
