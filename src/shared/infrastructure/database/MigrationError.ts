/** Prisma's codes: not empty, failed before, failed now, no migration.sql. */
export type MigrationErrorCode = 'P3005' | 'P3009' | 'P3018' | 'P3015';

/** Why the schema is not what this release needs. The message names the migration and says what to do. */
export class MigrationError extends Error {
  readonly code: MigrationErrorCode;
  /** The directory of the migration concerned; undefined where it is none in particular. */
  readonly migration: string | undefined;

  private constructor(
    code: MigrationErrorCode,
    migration: string | undefined,
    message: string,
    options?: ErrorOptions,
  ) {
    super(`${code}: ${message}`, options);
    this.name = 'MigrationError';
    this.code = code;
    this.migration = migration;
  }

  static notEmpty(): MigrationError {
    return new MigrationError(
      'P3005',
      undefined,
      'The database has tables, but none that records migrations, so it may be of another application. ' +
        'Point DATABASE_URL at an empty database; or, if the tables are ours, record what is there already with ' +
        '`npx prisma migrate resolve --applied <migration>`, once per migration.',
    );
  }

  static failedBefore(migration: string, logs: string | null): MigrationError {
    return new MigrationError(
      'P3009',
      migration,
      `The migration ${migration} failed at an earlier start${logs ? ` (${logs})` : ''}, and nothing more is applied ` +
        `until that is resolved. ${howToResolve(migration)}`,
    );
  }

  static failed(migration: string, cause: unknown): MigrationError {
    const reason = cause instanceof Error ? cause.message : String(cause);
    return new MigrationError(
      'P3018',
      migration,
      `The migration ${migration} failed: ${reason}. PostgreSQL has undone it, unless it commits in the middle. ` +
        howToResolve(migration),
      { cause },
    );
  }

  /** Of one that the next start does again by itself. */
  static failedForNow(migration: string, cause: unknown): MigrationError {
    const reason = cause instanceof Error ? cause.message : String(cause);
    return new MigrationError(
      'P3018',
      migration,
      `The migration ${migration} failed: ${reason}. Repair the cause and start again: what it left is removed then, and it is ` +
        `done again. If you finished it by hand, run \`npx prisma migrate resolve --applied ${migration}\` first.`,
      { cause },
    );
  }

  static noScript(migration: string, cause: unknown): MigrationError {
    return new MigrationError(
      'P3015',
      migration,
      `The directory of the migration ${migration} has no readable migration.sql. Restore the file, or remove the directory ` +
        'if the migration was never applied anywhere.',
      { cause },
    );
  }
}

function howToResolve(migration: string): string {
  return (
    `Repair the cause, then run \`npx prisma migrate resolve --rolled-back ${migration}\` to have it applied again, ` +
    `or \`--applied ${migration}\` if you finished it by hand, and start again.`
  );
}
