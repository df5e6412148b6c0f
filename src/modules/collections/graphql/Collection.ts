import type { Builder } from '../../../graphql/builder.ts';
import { ofAtMost } from '../../../graphql/limits/listLength.ts';
import { visibleTo } from '../../../graphql/visibleCollections.ts';
import { maxCollaborators } from '../domain/Collection.ts';
import type { CollectionEnums } from './collectionEnums.ts';

/** Whatever leads to a collection sees to it that the viewer may see it: the fields here do not ask again. */
export function addCollection(builder: Builder, { Access, Visibility }: CollectionEnums): void {
  builder.prismaNode('Collection', {
    description: 'Cards that belong together. A private one is there for its author and collaborators alone.',
    id: { field: 'id' },
    nullable: true,
    findUnique: (id, { viewer }) => ({ id, ...visibleTo(viewer) }),
    select: { id: true },
    fields: (t) => ({
      name: t.exposeString('name', { description: 'What it is called.' }),
      description: t.exposeString('description', { nullable: true, description: 'What it is about.' }),
      access: t.expose('access', { type: Access, description: 'Who may add cards and remove them.' }),
      visibility: t.expose('visibility', { type: Visibility, description: 'Who sees it.' }),
      author: t.relation('author', { nullable: true, description: 'Who made it.' }),
      collaborators: t.field({
        type: ['Curator'],
        description:
          'Who sees it besides the author, and may change what is in it also when it is closed; the first first.',
        extensions: ofAtMost(maxCollaborators),
        select: (_args, _context, nestedSelection) => ({
          collaborators: {
            select: { curator: nestedSelection() },
            orderBy: [{ addedAt: 'asc' }, { curatorId: 'asc' }],
          },
        }),
        resolve: ({ collaborators }) => collaborators.map(({ curator }) => curator),
      }),
      createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was made.' }),
      updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When anything but its cards last changed.' }),
    }),
  });
}
