import type { ProcessLogger } from '../shared/infrastructure/logging/createLogger.ts';
import type { Config, Role } from './config.ts';

/** The running application, wired. Disposing closes everything it opened, in the order that loses nothing. */
export interface App extends AsyncDisposable {
  readonly role: Role;
  /** Where it answers HTTP, such as `http://127.0.0.1:4000`; undefined if it does not. */
  readonly url: string | undefined;
  /** Tells load balancers to send nothing more; everything else goes on. */
  beginShutdown(): void;
  /** What is being closed at the moment, for the message when that takes too long. */
  readonly closing?: string | undefined;
}

/** What the process hands to the application. */
export interface AppSurroundings {
  readonly config: Config;
  /** With its password, embedded or not. */
  readonly databaseUrl: string;
  readonly redisUrl: string;
  readonly logger: ProcessLogger;
}

export type CreateApp = (surroundings: AppSurroundings) => Promise<App>;
