import type { CuratorId } from '../../../shared/domain/CuratorId.ts';
import type { Curator } from './Curator.ts';

export interface CuratorRepository {
  find(curatorId: CuratorId): Promise<Curator | undefined>;
  isHandleTaken(handle: string, by: CuratorId): Promise<boolean>;
  /** A lost race (a stale version, a handle taken meanwhile) makes the unit of work run again. */
  save(curator: Curator): Promise<void>;
}
