import * as l10n from '@vscode/l10n';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inspectAnswer } from '../../../src/core/answer/inspectAnswer.ts';
import type { BreakerSnapshot } from '../../../src/core/clientSnapshot.ts';
import { doctorReport } from '../../../src/core/doctor/finding.ts';
import { diffPlans } from '../../../src/core/world/planDiff.ts';
import { breakerStateText, breakerStateWord } from '../../../src/shared/breakerText.ts';
import { doctorText } from '../../../src/shared/doctorText.ts';
import { missText } from '../../../src/shared/missText.ts';
import { planDiffText } from '../../../src/shared/planDiffText.ts';
import { progressText } from '../../../src/shared/planText.ts';
import { statusText } from '../../../src/shared/statusText.ts';
import { stepMarkdown, verdictText, worldInShort } from '../../../src/shared/worldText.ts';
import { pseudoTranslation, stringsIn, untranslatedIn } from '../../support/pseudoTranslation.ts';
import { scenario, world } from '../core/world/worlds.ts';
import { busyClient, idleClient, openBreaker, sampleBreaker } from '../shared/samples/sampleClient.ts';

const yard = scenario(
  world({
    me: { pos: { x: 2, y: 2 }, ammo: 2 },
    enemies: [{ id: 3, pos: { x: 4, y: 2 }, hp: 15 }],
    pois: [{ k: 'gate', pos: { x: 5, y: 5 } }],
    objective: 'gate',
  }),
);

const inspected = (steps: readonly object[]) => inspectAnswer(JSON.stringify({ plan_id: 'p', steps }), yard);
const good = inspected([
  { act: 'Attack', target_id: 3 },
  { act: 'MoveTo', x: 5, y: 5 },
]);
const bad = inspected([
  { act: 'Attack', target_id: 3 },
  { act: 'Taunt', target_id: 8 },
  { act: 'Wait', duration: 1 },
]);

/** Names, and the words of core: those of tools and of problems. Empty ones are none. */
const DATA = [
  ...['phi3', 'good', 'bad', 'yard', 'simplified', 'attack', 'Attack', 'Taunt', 'Wait', 'It is there', 'Keep it'],
  ...[...yard.registry.byName.values()].map(({ description }) => description ?? ''),
  ...bad.problems.map(({ message }) => message),
];

/** The lines and cells of a text, without markup, steps as calls, and what core says. */
function linesOf(text: string): readonly string[] {
  const plain = text
    .replaceAll('<br>', ' ')
    .replaceAll(/\\(?=[^\w\s])/g, '')
    .replaceAll(/\d+\. \w+\([^)]*\)/g, '');
  const longestFirst = DATA.filter((one) => one !== '').toSorted((x, y) => y.length - x.length);
  return longestFirst.reduce((rest, one) => rest.replaceAll(one, ''), plain).split(/[\n|]+/);
}

describe('in another language', () => {
  beforeAll(() => l10n.config({ contents: { ...pseudoTranslation().texts } }));
  afterAll(() => l10n.config({ contents: {} }));

  const breakers: readonly BreakerSnapshot[] = [sampleBreaker(), openBreaker()];
  const gone = { miss: { requestId: 3, scenario: 'yard', atMs: 0 }, cached: 0, isKeptNow: true };
  const texts: readonly (readonly [string, () => string])[] = [
    [
      'the check of a model',
      () =>
        doctorText(doctorReport([{ about: 'memory', status: 'warning', text: 'It is there.', advice: 'Keep it.' }])),
    ],
    ['a miss', () => missText({ ...gone, explanation: { nearest: undefined } })],
    [
      'a comparison of plans',
      () =>
        planDiffText(
          { name: 'good', scenario: yard, inspection: good },
          { name: 'bad', scenario: yard, inspection: bad },
          diffPlans(
            { plan_id: '', steps: good.steps.map(({ step }) => step) },
            { plan_id: '', steps: bad.steps.map(({ step }) => step) },
          ),
        ),
    ],
    ['a verdict', () => verdictText(yard, good)],
    ['a hover', () => [0, 1, 2].map((index) => stepMarkdown(yard, bad, index)).join('\n')],
    ['a world', () => good.steps.map((step) => (step.world ? worldInShort(yard, step.world) : '')).join('\n')],
    ['a progress', () => progressText({ type: 'asking', tier: 'simplified' }, 'phi3')],
    ['a breaker', () => breakers.flatMap((one) => [breakerStateText(one, 0), breakerStateWord(one.state)]).join('\n')],
  ];

  it.each([
    ['connected', busyClient()],
    ['none', idleClient()],
    ['restricted', idleClient()],
  ] as const)('there is none in the status bar: %s', (connection, client) => {
    const { text, accessibleText, tooltipRows, commands } = statusText(client, {
      connection,
      isSimulatorRunning: false,
    });
    const shown = [
      text.replace(/^\$\([\w~-]+\) /, ''),
      accessibleText,
      ...tooltipRows.flatMap(Object.values),
      ...commands.map(({ title }) => title),
    ];
    expect(untranslatedIn(shown, new Set(stringsIn(client)))).toEqual([]);
  });

  it.each(texts)('there is no word of English in %s but core’s', (_, text) => {
    expect(text()).toContain('⟦');
    expect(untranslatedIn(linesOf(text()), new Set())).toEqual([]);
  });
});
