import { expect, it } from 'vitest';
import { withoutIcons } from '../../../src/shared/withoutIcons.ts';

it('leaves no icon in text, and the rest as it is', () => {
  expect(withoutIcons('phi3 $(sync~spin) costs $5 (each), $$(gear)')).toBe(
    'phi3 $ (sync~spin) costs $5 (each), $$ (gear)',
  );
});
