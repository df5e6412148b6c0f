import type { GraphQLContext } from '../../../graphql/context.ts';
import type { CuratorId } from '../../../shared/domain/CuratorId.ts';
import { standingFor } from './standing.ts';

/** Counted by the partial index of unread notifications. */
export const unreadCount = ({ prisma, viewer }: GraphQLContext & { readonly viewer: CuratorId }): Promise<number> =>
  prisma.notification.count({ where: { ...standingFor(viewer), readAt: null } });
