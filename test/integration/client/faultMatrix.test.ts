import { describe, it } from 'vitest';
import { checkCell, failOnUnhandledRejections } from './checkCell.ts';
import { FAULT_CELLS } from './faultCells.ts';
import { DIALECTS } from './matrixClient.ts';

failOnUnhandledRejections();

describe.each(DIALECTS)('in the dialect of %s', (dialect) => {
  it.each(FAULT_CELLS)('$title', (cell) => checkCell(cell, dialect));
});
