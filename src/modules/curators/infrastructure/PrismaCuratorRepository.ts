import { CuratorId } from '../../../shared/domain/CuratorId.ts';
import { ConcurrencyError } from '../../../shared/infrastructure/database/ConcurrencyError.ts';
import type { Database } from '../../../shared/infrastructure/database/Database.ts';
import type { CuratorRegister } from '../application/EnsureCurator.ts';
import { Curator } from '../domain/Curator.ts';
import type { CuratorRepository } from '../domain/CuratorRepository.ts';

export class PrismaCuratorRepository implements CuratorRepository, CuratorRegister {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async find(curatorId: CuratorId): Promise<Curator | undefined> {
    const row = await this.#database.current.curator.findUnique({ where: { id: curatorId.value } });
    if (!row) return undefined;
    const { id, version, handle, displayName, description, avatarUrl } = row;
    return Curator.restore(CuratorId.create(id).unwrap(), { handle, displayName, description, avatarUrl }, version);
  }

  async isHandleTaken(handle: string, by: CuratorId): Promise<boolean> {
    const holder = await this.#database.current.curator.findUnique({ where: { handle }, select: { id: true } });
    return holder !== null && holder.id !== by.value;
  }

  async save(curator: Curator): Promise<void> {
    const { count } = await this.#database.transaction.client.curator.updateMany({
      where: { id: curator.curatorId.value, version: curator.version },
      data: { ...curator.profile, version: curator.version + 1 },
    });
    if (count === 0) throw new ConcurrencyError(`curator ${curator.curatorId.value} was changed meanwhile`);
    this.#database.transaction.saved(curator);
  }

  async enter(curatorId: CuratorId, at: Date): Promise<void> {
    await this.#database.current.curator.createMany({
      data: [{ id: curatorId.value, createdAt: at }],
      skipDuplicates: true,
    });
  }
}
