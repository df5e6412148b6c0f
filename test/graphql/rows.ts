import { randomUUID } from 'node:crypto';
import type { PrismaClient as Prisma } from '../../src/generated/prisma/client.ts';

const at = new Date('2026-01-02T03:04:05.678Z');

/** A handle is made of the DID's last part. */
export const curator = (prisma: Prisma, did: string) =>
  prisma.curator.create({ data: { id: did, handle: did.split(':').at(-1) ?? did, createdAt: at } });

export const urlCard = (prisma: Prisma, authorId: string, url: string) =>
  prisma.card.create({
    data: {
      id: randomUUID(),
      type: 'URL',
      authorId,
      url,
      canonicalUrl: url,
      title: `Title of ${url}`,
      createdAt: at,
      updatedAt: at,
    },
  });

export const collection = (
  prisma: Prisma,
  {
    authorId,
    id = randomUUID(),
    visibility = 'PUBLIC',
  }: { authorId: string; id?: string; visibility?: 'PUBLIC' | 'PRIVATE' },
) =>
  prisma.collection.create({
    data: { id, authorId, name: 'Things', access: 'CLOSED', visibility, createdAt: at, updatedAt: at },
  });

export const activity = (
  prisma: Prisma,
  row: { actorId: string; cardId?: string; collectionId?: string; seq: bigint | number; retractedAt?: Date },
) => prisma.feedActivity.create({ data: { id: randomUUID(), kind: 'CARD_ADDED_TO_LIBRARY', createdAt: at, ...row } });

export const follow = (prisma: Prisma, followerId: string, curatorId: string) =>
  prisma.follow.create({ data: { id: randomUUID(), followerId, curatorId, followedAt: at } });

export const notification = (
  prisma: Prisma,
  row: {
    recipientId: string;
    actorId: string;
    cardId?: string;
    collectionId?: string;
    seq: bigint | number;
    readAt?: Date;
    actorCount?: number;
  },
) => prisma.notification.create({ data: { kind: 'CARD_SAVED', changeId: row.seq, createdAt: at, ...row } });

/** Why somebody has a notification. */
export const cause = (
  prisma: Prisma,
  row: { notificationId: string; recipientId: string; actorId: string; seq: bigint | number },
) =>
  prisma.notificationCause.create({ data: { kind: 'CARD_SAVED', correlationId: randomUUID(), createdAt: at, ...row } });
