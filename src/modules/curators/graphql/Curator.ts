import type { Builder } from '../../../graphql/builder.ts';

export function addCurator(builder: Builder): void {
  builder.prismaNode('Curator', {
    description: 'Somebody who keeps cards.',
    id: { field: 'id' },
    nullable: true,
    select: { id: true },
    fields: (t) => ({
      did: t.exposeID('id', { description: 'The decentralized identifier, such as did:plc:ada.' }),
      handle: t.exposeString('handle', {
        nullable: true,
        description: 'A name that nobody else has; null until chosen.',
      }),
      displayName: t.exposeString('displayName', { nullable: true, description: 'The name to show.' }),
      description: t.exposeString('description', {
        nullable: true,
        description: 'What the curator says of themselves.',
      }),
      avatarUrl: t.expose('avatarUrl', { type: 'URL', nullable: true, description: "The curator's picture." }),
      createdAt: t.expose('createdAt', { type: 'DateTime', description: 'Since when the curator is known here.' }),
    }),
  });
}
