import type { GraphQLContext } from '../../../graphql/context.ts';
import type { CuratorId } from '../../../shared/domain/CuratorId.ts';
import { standingFor } from './standing.ts';

type ViewerContext = Pick<GraphQLContext, 'prisma'> & { readonly viewer: CuratorId };

/** Counted by the partial index of unread notifications. */
export const unreadCount = ({ prisma, viewer }: ViewerContext): Promise<number> =>
  prisma.notification.count({ where: { ...standingFor(viewer), readAt: null } });

/** Of the unread ones. */
export const unseenCount = ({ prisma, viewer }: ViewerContext): Promise<number> =>
  prisma.notification.count({ where: { ...standingFor(viewer), readAt: null, seenAt: null } });
