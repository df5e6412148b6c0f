import type { Builder } from './builder.ts';
import { type RefusalError, refusalTypes } from './refusals.ts';

/** `interface Error` and a type for each refusal, so that a client can ask for one, or for any. */
export function addErrorTypes(builder: Builder): void {
  const ErrorInterface = builder.interfaceRef<RefusalError>('Error').implement({
    description: 'Why a mutation was refused. Nothing was changed.',
    fields: (t) => ({
      message: t.exposeString('message', { description: 'What is wrong, in English, for developers and logs.' }),
      code: t.exposeString('code', { description: 'The same for every refusal of this kind. It never changes.' }),
      path: t.exposeStringList('path', {
        nullable: true,
        description: "The input field at fault, from the mutation's arguments; null if it is none in particular.",
      }),
    }),
  });
  for (const { name, message, errorClass } of Object.values(refusalTypes)) {
    builder.objectType(errorClass, { name, description: `${message}.`, interfaces: [ErrorInterface] });
  }
}
