import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

function fileOf(name: string): Readonly<Record<string, unknown>> {
  return JSON.parse(readFileSync(new URL(`../../../${name}`, import.meta.url), 'utf8'));
}

/** What of the manifest a person reads: the names of the properties that hold texts. */
const READ = /^(displayName|description|title|category|name|markdownDescription|markdownEnumDescriptions|altText)$/;
const KEY = /^%([\w.]+)%$/;

/** Every text below `value` that a person reads, whatever it is. */
function textsBelow(value: unknown, name = ''): readonly string[] {
  if (typeof value === 'string') return READ.test(name) ? [value] : [];
  if (typeof value !== 'object' || value === null) return [];
  // The items of a list are what the list is.
  return Object.entries(value).flatMap(([key, one]) => textsBelow(one, Array.isArray(value) ? name : key));
}

const { displayName, description, capabilities, contributes } = fileOf('package.json');
const shown = textsBelow({ displayName, description, capabilities, contributes });

it('says nothing in the manifest itself that a translation could not say otherwise', () => {
  expect(shown.length).toBeGreaterThan(80);
  expect(shown.filter((text) => !KEY.test(text))).toEqual([]);
});

it('has a text for every key of the manifest, and a key for every text', () => {
  const used = new Set(shown.map((text) => KEY.exec(text)?.[1]));
  expect([...used].toSorted()).toEqual(Object.keys(fileOf('package.nls.json')).toSorted());
});
