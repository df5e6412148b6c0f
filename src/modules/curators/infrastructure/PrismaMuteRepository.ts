import { z } from 'zod';
import type { CuratorId } from '../../../shared/domain/CuratorId.ts';
import { UniqueEntityID } from '../../../shared/domain/UniqueEntityID.ts';
import { ConcurrencyError } from '../../../shared/infrastructure/database/ConcurrencyError.ts';
import type { Database } from '../../../shared/infrastructure/database/Database.ts';
import { prepared } from '../../../shared/infrastructure/database/prepared.ts';
import { Mute } from '../domain/Mute.ts';
import type { MuteRepository } from '../domain/MuteRepository.ts';
import type { Target } from '../domain/Target.ts';

const muteRow = z.object({ id: z.string(), mutedAt: z.date() });

export class PrismaMuteRepository implements MuteRepository {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async find(curatorId: CuratorId, target: Target): Promise<Mute | undefined> {
    const { rows } = await this.#database.query(
      target.kind === 'curator'
        ? prepared`
            SELECT id, muted_at AS "mutedAt" FROM mutes
            WHERE curator_id = ${curatorId.value} AND muted_id = ${target.id.value}`
        : prepared`
            SELECT id, muted_at AS "mutedAt" FROM mutes
            WHERE curator_id = ${curatorId.value} AND collection_id = ${target.id.value}`,
    );
    if (rows[0] === undefined) return undefined;
    const { id, mutedAt } = muteRow.parse(rows[0]);
    return Mute.restore(new UniqueEntityID(id), { curatorId, target, mutedAt });
  }

  async save(mute: Mute): Promise<void> {
    const { transaction } = this.#database;
    if (mute.hasEnded) {
      const { rowCount } = await transaction.query(prepared`DELETE FROM mutes WHERE id = ${mute.id.value}`);
      if (rowCount === 0) throw new ConcurrencyError(`mute ${mute.id.value} was ended meanwhile`);
    } else if (mute.version === 0) {
      const { kind, id } = mute.target;
      // Before its event has a place in the log: whoever tells the muter something locks them, too, and so either comes before that place and
      // is taken back, or sees the mute.
      transaction.write(prepared`SELECT FROM curators WHERE id = ${mute.curatorId.value} FOR NO KEY UPDATE`);
      transaction.write(prepared`
        INSERT INTO mutes (id, curator_id, muted_id, collection_id, muted_at)
        VALUES (${mute.id.value}, ${mute.curatorId.value}, ${kind === 'curator' ? id.value : null},
          ${kind === 'collection' ? id.value : null}, ${mute.mutedAt})`);
    }
    transaction.saved(mute);
  }
}
