import type { CuratorId } from '../domain/CuratorId.ts';

/** Bounds how many sockets one viewer has at a time, over all instances. */
export interface ViewerSockets {
  /**
   * Resolves to the place of one more socket, to be disposed with it; to undefined where the viewer has as many as there may be. Where it cannot
   * find out in some 50 ms, those of this instance count. Never rejects.
   */
  take(viewer: CuratorId): Promise<Disposable | undefined>;
}
