import { queryFromInfo } from '@pothos/plugin-prisma';
import type { Builder } from '../../../graphql/builder.ts';
import { pageArgs } from '../../../graphql/pageArgs.ts';
import { PageCursor, pageSize, seqFormat, toConnection } from '../../../graphql/pagination.ts';
import { actorPages } from './actorPages.ts';

const actorsCursor = new PageCursor('notification-actors', seqFormat);

/** `Notification.actors`: of a whole list of notifications with two statements. */
export function addNotificationActors(builder: Builder): void {
  const NotificationActorConnection = builder.connectionObject(
    { name: 'NotificationActorConnection', type: 'Curator', description: 'A page of those who did something.' },
    { name: 'NotificationActorEdge', description: 'Somebody who did something.' },
  );

  builder.prismaObjectField('Notification', 'actors', (t) =>
    t.loadable({
      type: NotificationActorConnection,
      description: 'Who did it, each once, whoever did it last first.',
      args: pageArgs(builder),
      byPath: true,
      loaderOptions: { cache: false },
      load: async (ids: string[], context, { first, after }, info) => {
        const size = pageSize(first);
        const { select } = queryFromInfo({
          context,
          info,
          select: { id: true },
          paths: [['edges', 'node'], ['nodes']],
        });
        const pages = await actorPages(context.prisma, ids, { before: actorsCursor.decode(after), take: size + 1 });
        const actorIds = new Set([...pages.values()].flat().map(({ actorId }) => actorId));
        const curators = await context.prisma.curator.findMany({ select, where: { id: { in: [...actorIds] } } });
        const byId = new Map(curators.map((curator) => [curator.id, curator]));
        return ids.map((id) => {
          const actors = (pages.get(id) ?? []).flatMap(({ actorId, seq }) => {
            const curator = byId.get(actorId);
            return curator ? [{ curator, seq }] : [];
          });
          return toConnection(actors, {
            size,
            after,
            cursorOf: ({ seq }) => actorsCursor.encode(seq),
            nodeOf: ({ curator }) => curator,
          });
        });
      },
      resolve: ({ id }) => id,
    }),
  );
}
