import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TreeNode } from '../../../../src/shared/tree/treeNode.ts';
import {
  type Row,
  rowAfterKey,
  rowAfterTyping,
  survivingRow,
  visibleRows,
} from '../../../../src/webview/dashboard/treeRows.ts';

function node(id: string, children?: readonly TreeNode[], initiallyOpen = true): TreeNode {
  const base = { id, label: id, icon: 'dot', tone: 'neutral' } as const;
  return children === undefined ? base : { ...base, children, initiallyOpen };
}

const TREE = [node('apple', [node('ant'), node('bee', [node('bat')], false)]), node('berry'), node('cherry', [])];
const NONE = new Map<string, boolean>();

function idsOf(rows: readonly Row[]): string[] {
  return rows.map((row) => row.node.id);
}

describe('the rows that can be seen', () => {
  it('are those of open branches, with level and place', () => {
    const rows = visibleRows(TREE, NONE);
    expect(rows.map((row) => [row.node.id, row.level, row.position, row.siblings, row.isOpen])).toEqual([
      ['apple', 1, 1, 3, true],
      ['ant', 2, 1, 2, undefined],
      ['bee', 2, 2, 2, false],
      ['berry', 1, 2, 3, undefined],
      ['cherry', 1, 3, 3, true],
    ]);
  });

  it('follow what a person opened and closed', () => {
    expect(idsOf(visibleRows(TREE, new Map([['bee', true]])))).toEqual([
      'apple',
      'ant',
      'bee',
      'bat',
      'berry',
      'cherry',
    ]);
    expect(idsOf(visibleRows(TREE, new Map([['apple', false]])))).toEqual(['apple', 'berry', 'cherry']);
  });
});

describe('keys', () => {
  const rows = visibleRows(TREE, NONE);
  it.each([
    ['ArrowDown', 'apple', 'ant'],
    ['ArrowDown', 'cherry', 'cherry'],
    ['ArrowUp', 'ant', 'apple'],
    ['ArrowUp', 'apple', 'apple'],
    ['Home', 'berry', 'apple'],
    ['End', 'ant', 'cherry'],
    ['PageDown', 'apple', 'berry'],
    ['PageUp', 'cherry', 'ant'],
    ['ArrowLeft', 'bee', 'apple'],
    ['ArrowLeft', 'apple', undefined],
    ['ArrowRight', 'apple', 'ant'],
    ['ArrowRight', 'berry', undefined],
    ['ArrowRight', 'cherry', undefined],
    ['F2', 'apple', undefined],
  ])('%s on %s leads to %s', (key, from, to) => {
    expect(rowAfterKey(rows, from, key, 3)).toBe(to);
  });
});

describe('typing ahead', () => {
  const rows = visibleRows(TREE, NONE);
  it.each([
    ['b', 'apple', 'bee'],
    ['b', 'bee', 'berry'],
    ['b', 'berry', 'bee'],
    ['be', 'bee', 'bee'],
    ['ber', 'bee', 'berry'],
    ['A', 'apple', 'ant'],
    ['x', 'apple', undefined],
  ])('"%s" on %s leads to %s', (typed, from, to) => {
    expect(rowAfterTyping(rows, from, typed)).toBe(to);
  });
});

describe('a row that an update took away', () => {
  it('is replaced by the next one that is still there', () => {
    const after = visibleRows([node('apple', [node('ant')]), node('berry')], NONE);
    expect(survivingRow(visibleRows(TREE, NONE), after, 'bee')).toBe('berry');
  });

  it('is replaced by the one before when none is left after it', () => {
    const after = visibleRows([node('apple', [node('ant')])], NONE);
    expect(survivingRow(visibleRows(TREE, NONE), after, 'cherry')).toBe('ant');
  });

  it('always leaves a row to go on from, and the same one where it still is', () => {
    const lists = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(lists, lists, fc.nat(), (before, after, at) => {
        const rowsBefore = visibleRows(
          before.map((id) => node(id)),
          NONE,
        );
        const rowsAfter = visibleRows(
          after.map((id) => node(id)),
          NONE,
        );
        const active = before[at % before.length] ?? '';
        const survivor = survivingRow(rowsBefore, rowsAfter, active);
        expect(after).toContain(survivor);
        if (after.includes(active)) expect(survivor).toBe(active);
      }),
    );
  });
});
