import type { Builder } from '../../../graphql/builder.ts';
import { ofAtMost } from '../../../graphql/limits/listLength.ts';
import { Refusals } from '../../../graphql/refusals.ts';
import { notificationKinds } from '../domain/NotificationKind.ts';
import type { NotificationKindRef } from './NotificationKind.ts';

const preferenceRefusals = new Refusals({ 'curator-not-found': null });

interface Preference {
  readonly kind: (typeof notificationKinds)[number];
  readonly isOn: boolean;
}

/** `Query.notificationPreferences` and `Mutation.setNotificationPreference` */
export function addNotificationPreferences(builder: Builder, NotificationKind: NotificationKindRef): void {
  const NotificationPreference = builder.objectRef<Preference>('NotificationPreference').implement({
    description: 'Whether you want to be told things of a kind.',
    fields: (t) => ({
      kind: t.expose('kind', { type: NotificationKind, description: 'Which kind.' }),
      enabled: t.exposeBoolean('isOn', { description: 'False: nothing of this kind is made for you.' }),
    }),
  });
  builder.queryField('notificationPreferences', (t) =>
    t.withAuth({ viewer: true }).field({
      type: [NotificationPreference],
      description: 'What you want to be told, for every kind. Needs a token.',
      extensions: ofAtMost(notificationKinds.length),
      resolve: async (_root, _args, { prisma, viewer }) => {
        const decided = await prisma.notificationPreference.findMany({ where: { curatorId: viewer.value } });
        const isOn = new Map(decided.map((each) => [each.kind, each.isOn]));
        return notificationKinds.map((kind) => ({ kind, isOn: isOn.get(kind) ?? true }));
      },
    }),
  );

  const Payload = builder.objectRef<Preference>('SetNotificationPreferencePayload').implement({
    description: 'What came of it.',
    fields: (t) => ({
      preference: t.field({
        type: NotificationPreference,
        description: 'What you decided.',
        resolve: (preference) => preference,
      }),
    }),
  });
  const Input = builder.inputType('SetNotificationPreferenceInput', {
    description: 'Whether you want to be told things of a kind.',
    fields: (t) => ({
      kind: t.field({ type: NotificationKind, required: true, description: 'Which kind.' }),
      enabled: t.boolean({ required: true, description: 'False: nothing of this kind is to be made for you.' }),
    }),
  });
  builder.mutationField('setNotificationPreference', (t) =>
    t.withAuth({ viewer: true }).field({
      type: Payload,
      description: 'Decides whether you are told things of a kind from now on. What you were told before stays.',
      args: { input: t.arg({ type: Input, required: true, description: 'What you decide.' }) },
      errors: { types: preferenceRefusals.errorTypes },
      resolve: async (_root, { input: { kind, enabled } }, { viewer, useCases }) =>
        preferenceRefusals.unwrap(
          await useCases.setNotificationPreference.execute({ curatorId: viewer, kind, isOn: enabled }),
        ),
    }),
  );
}
