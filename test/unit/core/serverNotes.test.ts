import { describe, expect, it } from 'vitest';
import { ServerNotes } from '../../../src/core/serverNotes.ts';
import { openPlans } from '../../support/stores.ts';

const A = 'http://127.0.0.1:1';
const B = 'http://127.0.0.1:2';

describe('what is noted of servers', () => {
  it('is kept apart for each address', () => {
    const notes = new ServerNotes(undefined);
    notes.keepBreakers(A, { of: 'a' });
    expect(notes.breakers(A)).toEqual({ of: 'a' });
    expect(notes.breakers(B)).toBeUndefined();
    expect(notes.ladder()).toBeUndefined();
  });

  it('is read from the store by the next program', () => {
    const { store, clock, file } = openPlans();
    const notes = new ServerNotes(store);
    notes.keepBreakers(A, { of: 'a' });
    notes.keepLadder(['schema refused']);
    const later = new ServerNotes(openPlans({ clock, file }).store);
    expect(later.breakers(A)).toEqual({ of: 'a' });
    expect(later.ladder()).toEqual(['schema refused']);
  });

  it('is what this program noted last, whatever another one wrote meanwhile', () => {
    const { store, clock, file } = openPlans();
    const notes = new ServerNotes(store);
    notes.keepBreakers(A, { of: 'here' });
    new ServerNotes(openPlans({ clock, file }).store).keepBreakers(A, { of: 'there' });
    expect(notes.breakers(A)).toEqual({ of: 'here' });
  });
});
