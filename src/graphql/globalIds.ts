import { CuratorId } from '../shared/domain/CuratorId.ts';
import { badUserInput } from './errors.ts';

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const isUuid = (id: string): boolean => uuid.test(id);
const isDid = (id: string): boolean => CuratorId.create(id).ok;

/** The types that have a global id, and what their own ids look like: anything else never reaches the database. */
const idFormats = { Curator: isDid, Card: isUuid, Collection: isUuid, FeedActivity: isUuid, Notification: isUuid };

export type NodeType = keyof typeof idFormats;

export interface NodeId {
  readonly typename: NodeType;
  readonly id: string;
}

export const isNodeType = (typename: string): typename is NodeType => Object.hasOwn(idFormats, typename);

export const encodeGlobalId = (typename: string, id: string | number | bigint): string =>
  Buffer.from(`${typename}:${id}`).toString('base64');

/** Undefined for what is no global id of ours. */
function decode(globalId: string): NodeId | undefined {
  const text = Buffer.from(globalId, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  const typename = text.slice(0, colon);
  const id = text.slice(colon + 1);
  if (colon < 0 || !isNodeType(typename) || !idFormats[typename](id)) return undefined;
  return encodeGlobalId(typename, id) === globalId ? { typename, id } : undefined;
}

/**
 * Throws BAD_USER_INPUT.
 *
 * @param argument what the client called it, such as `input.cardId`.
 */
export function decodeGlobalId(globalId: string, argument: string): NodeId {
  const nodeId = decode(globalId);
  if (!nodeId) throw badUserInput(`${argument} is not a global id`, argument);
  return nodeId;
}

/** The id of a node of the given type. Throws BAD_USER_INPUT for a malformed id and for one of another type. */
export function idOf(expected: NodeType, globalId: string, argument: string): string {
  const { typename, id } = decodeGlobalId(globalId, argument);
  if (typename !== expected)
    throw badUserInput(`${argument} is the id of a ${typename}, not of a ${expected}`, argument);
  return id;
}

/** A curator is named by a global id or by the bare DID. Throws BAD_USER_INPUT for anything else. */
export function curatorIdOf(id: string, argument: string): CuratorId {
  const curatorId = CuratorId.create(id.startsWith('did:') ? id : idOf('Curator', id, argument));
  if (!curatorId.ok) throw badUserInput(`${argument} is neither a global id nor a DID`, argument);
  return curatorId.value;
}
