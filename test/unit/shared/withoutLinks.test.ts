import fc from 'fast-check';
import { expect, it } from 'vitest';
import { withoutLinks } from '../../../src/shared/withoutLinks.ts';

it('a notification makes no link of what a server says', () => {
  const text = 'It has [phi3](command:workbench.action.quit), but not [x](https://evil.test "title").';
  expect(withoutLinks(text)).toBe(
    'It has [phi3] (command:workbench.action.quit), but not [x] (https://evil.test "title").',
  );
});

it('no text has the middle of a link in it', () => {
  const unit = fc.constantFrom('[', ']', '(', ')', ' ', 'a');
  fc.assert(fc.property(fc.string({ unit }), (text) => !withoutLinks(text).includes('](')));
});
