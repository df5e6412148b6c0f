import type { CuratorId } from '../../../shared/domain/CuratorId.ts';
import type { Mute } from './Mute.ts';
import type { Target } from './Target.ts';

export interface MuteRepository {
  find(curatorId: CuratorId, target: Target): Promise<Mute | undefined>;
  /** Writes a new one, deletes one that has ended. A lost race makes the unit of work run again. */
  save(mute: Mute): Promise<void>;
}
