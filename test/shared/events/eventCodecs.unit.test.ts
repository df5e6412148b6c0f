import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createEventCodecs, eventCodecs } from '../../../src/composition/eventCodecs.ts';
import { CardRemovedFromLibraryEvent } from '../../../src/modules/cards/index.ts';
import { InvalidEventError, UnknownEventError } from '../../../src/shared/application/EventCodec.ts';
import { UniqueEntityID } from '../../../src/shared/domain/UniqueEntityID.ts';
import { defineEventCodec } from '../../../src/shared/infrastructure/events/defineEventCodec.ts';
import { EventCodecs } from '../../../src/shared/infrastructure/events/EventCodecs.ts';
import { ada, cardId, noon } from '../../support/cards.ts';
import { goldenFixtures } from './goldenFixtures.ts';

const codecs = createEventCodecs();

describe('events on the wire', () => {
  it('have a golden fixture of each version that was ever released', () => {
    const released = eventCodecs.flatMap(({ type, version }) =>
      Array.from({ length: version }, (_, index) => `${type} ${index + 1}`),
    );
    expect(new Set(goldenFixtures.map(({ type, version }) => `${type} ${version}`))).toEqual(new Set(released));
  });

  it.each(goldenFixtures)('$type version $version is read, and written again without loss', (fixture) => {
    const event = codecs.decode(fixture);
    const codec = codecs.for(event);
    expect(codec.type).toBe(fixture.type);
    expect(event.dateTimeOccurred).toEqual(fixture.occurredAt);
    const written = codec.encode(event);
    expect(
      codecs.decode({ type: codec.type, version: codec.version, payload: written, occurredAt: fixture.occurredAt }),
    ).toEqual(event);
    if (fixture.version === codec.version) expect(written).toEqual(fixture.payload);
  });

  it.each(goldenFixtures)('$type version $version is refused without any one of its fields', (fixture) => {
    for (const field of Object.keys(fixture.payload)) {
      const { [field]: _, ...payload } = fixture.payload;
      expect(() => codecs.decode({ ...fixture, payload }), field).toThrow(InvalidEventError);
    }
  });

  it('are put off when a newer release wrote them', () => {
    const event = { type: 'CardAddedToLibrary', payload: {}, occurredAt: noon() };
    expect(() => codecs.decode({ ...event, version: 99 })).toThrow(UnknownEventError);
    expect(() => codecs.decode({ ...event, type: 'CardPrinted', version: 1 })).toThrow(UnknownEventError);
  });

  it('are upcast one version at a time', () => {
    const codec = defineEventCodec({
      eventType: CardRemovedFromLibraryEvent,
      type: 'CardRemovedFromLibrary',
      aggregateType: 'Card',
      version: 3,
      schema: z.object({ third: z.string() }),
      encode: () => ({ third: '' }),
      decode: ({ third }, at) => {
        expect(third).toBe('written in 1, read in 3');
        return new CardRemovedFromLibraryEvent(cardId(), ada, at);
      },
      upcasters: {
        1: (payload) => ({ second: `${z.object({ first: z.string() }).parse(payload).first}, read in` }),
        2: (payload) => ({ third: `${z.object({ second: z.string() }).parse(payload).second} 3` }),
      },
    });
    expect(codec.decode({ first: 'written in 1' }, 1, noon()).dateTimeOccurred).toEqual(noon());
    expect(() => codec.decode({}, 0, noon())).toThrow('nothing leads from version 0 to 1');
  });

  it('have one codec each', () => {
    expect(() => new EventCodecs([...eventCodecs, ...eventCodecs])).toThrow('two codecs for CardCreated');
  });

  it('cannot be raised without a codec', () => {
    class CardPrintedEvent {
      readonly dateTimeOccurred = noon();
      getAggregateId = () => new UniqueEntityID('1');
    }
    expect(() => codecs.for(new CardPrintedEvent())).toThrow('no codec for CardPrintedEvent');
  });
});
