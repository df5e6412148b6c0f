/**
 * Does one after the other, `width` at a time. Resolves when all are done; rejects as soon as those in progress are done when one failed, and
 * begins no others then.
 */
export async function inTurns<Item>(
  items: readonly Item[],
  width: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const due = items.values();
  const state = { hasFailed: false };
  const turn = async (): Promise<void> => {
    for (const item of due) {
      if (state.hasFailed) return;
      await work(item);
    }
  };
  const turns = Array.from({ length: Math.min(width, items.length) }, () =>
    turn().catch((error: unknown) => {
      state.hasFailed = true;
      throw error;
    }),
  );
  const failed = (await Promise.allSettled(turns)).find((outcome) => outcome.status === 'rejected');
  if (failed) throw failed.reason;
}
