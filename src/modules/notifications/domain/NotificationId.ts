import { err, ok, type Result } from '../../../shared/domain/Result.ts';
import { ValueObject } from '../../../shared/domain/ValueObject.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

export interface InvalidNotificationId {
  readonly kind: 'invalid-notification-id';
  readonly value: string;
}

/** A UUID in lower case. */
export class NotificationId extends ValueObject<string> {
  private constructor(value: string) {
    super(value);
  }

  static create(value: string): Result<NotificationId, InvalidNotificationId> {
    return UUID.test(value) ? ok(new NotificationId(value)) : err({ kind: 'invalid-notification-id', value });
  }
}
