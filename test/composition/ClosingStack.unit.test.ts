import { expect, it } from 'vitest';
import { ClosingStack } from '../../src/composition/ClosingStack.ts';

it('closes in reverse order, one after the other, and once', async () => {
  const closed: string[] = [];
  const stack = new ClosingStack();
  stack.use('database', { [Symbol.dispose]: () => void closed.push('database') });
  stack.use('queues', {
    [Symbol.asyncDispose]: async () => {
      await Promise.resolve();
      closed.push('queues');
    },
  });
  stack.defer('sockets', () => void closed.push('sockets'));

  await stack[Symbol.asyncDispose]();
  await stack[Symbol.asyncDispose]();

  expect(closed).toEqual(['sockets', 'queues', 'database']);
});

it('says what is being closed, down to its parts', async () => {
  const inner = new ClosingStack();
  const outer = new ClosingStack();
  outer.use('the application', inner);
  const seen: (string | undefined)[] = [outer.closing];
  inner.defer('workers', () => void seen.push(outer.closing));

  await outer[Symbol.asyncDispose]();

  expect([...seen, outer.closing]).toEqual([undefined, 'the application: workers', undefined]);
});

it('closes the others when one fails, and then tells which', async () => {
  const closed: string[] = [];
  const stack = new ClosingStack();
  stack.defer('database', () => void closed.push('database'));
  stack.defer('queues', () => {
    throw new Error('gone');
  });
  stack.defer('sockets', () => Promise.reject(new Error('stuck')));

  const failure: unknown = await stack[Symbol.asyncDispose]().catch((error: unknown) => error);

  expect(closed).toEqual(['database']);
  expect(failure).toMatchObject({ message: 'could not close sockets, could not close queues' });
});
