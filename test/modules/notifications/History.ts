import { CardId } from '../../../src/modules/cards/index.ts';
import type { CollectionId } from '../../../src/modules/collections/index.ts';
import { collectionTarget, curatorTarget } from '../../../src/modules/curators/index.ts';
import type { CuratorId } from '../../../src/shared/domain/CuratorId.ts';
import { choicesOf, type Silencing } from './choices.ts';
import type { NotificationMachinery } from './notificationMachinery.ts';
import { type Silence, Silences } from './Silences.ts';
import { collections, curators, type Step } from './steps.ts';
import { type UnreadCount, unreadCounts } from './unreadCounts.ts';

const nthOf = <T>(items: readonly T[], nth: number): T | undefined => items[nth % Math.max(1, items.length)];

interface Begun {
  readonly app: NotificationMachinery;
  readonly people: readonly CuratorId[];
  readonly collectionIds: CollectionId[];
  readonly base: string;
}

/** A few curators of their own, the collections of two of them, and what they do. Deliveries and readings may run beside it. What is refused changes nothing. */
export class History {
  readonly #begun: Begun;
  readonly #running: Promise<void>[] = [];
  readonly #silences = new Silences();

  private constructor(begun: Begun) {
    this.#begun = begun;
  }

  static async begin(app: NotificationMachinery, name: string): Promise<History> {
    const names = Array.from({ length: curators }, (_, n) => `${name}n${n}`);
    const people = await Promise.all(names.map((each) => app.enterCurator(each)));
    const collectionIds = await Promise.all(
      people.slice(0, collections).map((curatorId) => app.createCollection(curatorId)),
    );
    return new History({ app, people, collectionIds, base: `https://example.org/${name}/` });
  }

  /** The DIDs. */
  get people(): string[] {
    return this.#begun.people.map(({ value }) => value);
  }

  get silences(): readonly Silence[] {
    return this.#silences.all;
  }

  async take(next: Step): Promise<void> {
    switch (next.do) {
      case 'deliver':
        return this.#deliver(next.nth, next.isAwaited);
      case 'deliverTogether':
        return this.#deliverTogether(next.nth, next.isAwaited);
      case 'read':
      case 'see':
      case 'readAll':
        return this.#beside(this.#attend(next), next.isAwaited);
      case 'show':
      case 'deleteCollection':
      case 'addCollaborator':
      case 'removeCollaborator':
        return this.#administer(next);
      case 'mute':
      case 'muteCollection':
      case 'block':
      case 'turnOff':
        return this.#silence(next);
      case 'hearAgain':
        return this.#silences.endOne(next.nth);
      case 'save':
      case 'saveAnothers':
      case 'remove':
      case 'follow':
      case 'unfollow':
      case 'followCollection':
      case 'unfollowCollection':
      case 'collect':
      case 'uncollect':
        return this.#act(next);
    }
  }

  async settle(): Promise<void> {
    await Promise.all(this.#running);
    await this.#begun.app.deliver();
  }

  /** See `unreadCounts`, for each. */
  async counts(): Promise<readonly UnreadCount[]> {
    return unreadCounts(this.#begun.app, this.#begun.people);
  }

  async #act(next: Acting): Promise<void> {
    const { app, base, collectionIds } = this.#begun;
    const { useCases } = app;
    const curatorId = this.#person(next.who);
    const followerId = curatorId;
    switch (next.do) {
      case 'save': {
        const note = next.hasNote ? 'A thought' : undefined;
        const into = next.into.flatMap((nth) => collectionIds[nth] ?? []);
        const saved = { curatorId, url: `${base}${next.url}`, note, collectionIds: into };
        return void (await useCases.addUrlToLibrary.execute(saved));
      }
      case 'saveAnothers':
        return this.#withCard(next.nth, (cardId) => useCases.addCardToLibrary.execute({ curatorId, cardId }));
      case 'remove':
        return this.#withCard(next.nth, (cardId) => useCases.removeCardFromLibrary.execute({ curatorId, cardId }));
      case 'follow':
        return void (await useCases.follow.execute({ followerId, target: curatorTarget(this.#person(next.whom)) }));
      case 'unfollow':
        return void (await useCases.unfollow.execute({ followerId, target: curatorTarget(this.#person(next.whom)) }));
      case 'followCollection':
        return void (await useCases.follow.execute({
          followerId,
          target: collectionTarget(this.#collection(next.nth)),
        }));
      case 'unfollowCollection':
        return void (await useCases.unfollow.execute({
          followerId,
          target: collectionTarget(this.#collection(next.nth)),
        }));
      case 'collect':
      case 'uncollect': {
        const collectionId = this.#collection(next.nth);
        const useCase = next.do === 'collect' ? useCases.addCardToCollection : useCases.removeCardFromCollection;
        return this.#withCard(next.card, (cardId) => useCase.execute({ curatorId, cardId, collectionId }));
      }
    }
  }

  async #administer(next: Administering): Promise<void> {
    const { useCases } = this.#begun.app;
    const [collectionId, curatorId] = [this.#collection(next.nth), this.#person(next.nth % collections)];
    if (next.do === 'show') {
      const unchanged = { name: undefined, description: undefined, access: undefined };
      const visibility = next.isPrivate ? 'PRIVATE' : 'PUBLIC';
      await useCases.updateCollection.execute({ curatorId, collectionId, ...unchanged, visibility });
      return;
    }
    if (next.do === 'deleteCollection') {
      await useCases.deleteCollection.execute({ curatorId, collectionId });
      this.#begun.collectionIds[next.nth % collections] = await this.#begun.app.createCollection(curatorId);
      return;
    }
    const useCase = next.do === 'addCollaborator' ? useCases.addCollaborator : useCases.removeCollaborator;
    await useCase.execute({ curatorId, collectionId, collaboratorId: this.#person(next.whom) });
  }

  async #silence(next: Silencing): Promise<void> {
    const among = {
      useCases: this.#begun.app.useCases,
      person: (n: number) => this.#person(n),
      collection: (nth: number) => this.#collection(nth),
    };
    for (const choice of choicesOf(next, among)) await this.#silences.begin(choice);
  }

  async #attend(next: Attending): Promise<void> {
    const { app } = this.#begun;
    const recipientId = this.#person(next.who);
    const own = await app.notifications(recipientId.value);
    const chosen = next.nth === null ? undefined : nthOf(own, next.nth);
    if (next.do === 'readAll') {
      (await app.markAllRead.execute({ recipientId, upTo: chosen })).unwrap();
      return;
    }
    const useCase = next.do === 'read' ? app.markRead : app.markSeen;
    (await useCase.execute({ recipientId, notificationIds: chosen ? [chosen.id] : [] })).unwrap();
  }

  #person(n: number): CuratorId {
    const person = this.#begun.people[n];
    if (!person) throw new RangeError(`there is no curator ${n}`);
    return person;
  }

  #collection(nth: number): CollectionId {
    const collectionId = nthOf(this.#begun.collectionIds, nth);
    if (!collectionId) throw new Error('there are no collections');
    return collectionId;
  }

  async #withCard(nth: number, work: (cardId: CardId) => Promise<unknown>): Promise<void> {
    const { client } = this.#begun.app.database;
    const cards = await client.card.findMany({ where: { authorId: { in: this.people } }, orderBy: { id: 'asc' } });
    const card = nthOf(cards, nth);
    if (card) await work(CardId.create(card.id).unwrap());
  }

  async #deliver(nth: number, isAwaited: boolean): Promise<void> {
    const { handedOver, executor } = this.#begun.app;
    const [delivery] = handedOver.splice(nth % Math.max(1, handedOver.length), 1);
    if (delivery) await this.#beside(executor.execute(delivery), isAwaited);
  }

  async #deliverTogether(nth: number, isAwaited: boolean): Promise<void> {
    const { app } = this.#begun;
    const handler = nthOf(app.handedOver, nth)?.handler;
    if (handler !== undefined) await this.#beside(app.executor.executeAll(handler, app.holdBack(handler)), isAwaited);
  }

  async #beside(work: Promise<void>, isAwaited: boolean): Promise<void> {
    this.#running.push(work);
    if (isAwaited) await work;
  }
}

type Delivering = Extract<Step, { do: 'deliver' | 'deliverTogether' }>;
type Attending = Extract<Step, { do: 'read' | 'see' | 'readAll' }>;
type Administering = Extract<Step, { do: 'show' | 'deleteCollection' | 'addCollaborator' | 'removeCollaborator' }>;
type Acting = Exclude<Step, Delivering | Attending | Administering | Silencing | { do: 'hearAgain' }>;
