import type { BenchCase, ExperimentOutcome } from '../../../src/core/bench/benchCase.ts';
import type { ModelIdentity } from '../../../src/core/bench/report.ts';
import { firstDifference } from '../../../src/core/prompt/firstDifference.ts';
import { type PromptPart, promptParts } from '../../../src/core/prompt/prompt.ts';
import { questionOf } from '../../../src/core/prompt/question.ts';
import type { Scenario } from '../../../src/core/world/scenario.ts';
import { createRegistry, type ToolRegistry } from '../../../src/core/world/tools.ts';
import { floorIds } from '../../floors.ts';
import type { BenchFixtures } from '../../support/fixtures.ts';
import { pairedDifference } from '../../support/pairedDifference.ts';
import { cycle, differentScenarios } from '../../support/scenarios.ts';
import { median, phasesOf, sourceWords, timingSource } from './phases.ts';
import { placeWords, prefixAdvice, prefixCache } from './prefixWords.ts';
import { askInTurn, type ModelBench, planTimesNs, warmUp, withModel } from './sampling.ts';
import { type AnswerFigures, type AskedPlan, askForPlan } from './warmRequest.ts';

/** Six are the least for an interval. */
const PAIRS = { quick: 6, full: 16 } as const;
const SCENARIOS = 64;

/** `model/prefix_reuse`: whether the server reads again what is the same in the prompt before. */
export function prefixReuse(answerer: string): BenchCase<BenchFixtures> {
  return {
    id: 'model/prefix_reuse',
    suite: 'model',
    floor: floorIds.bareHttp,
    note: `plan() in turn with a changed tail (another world) and a changed head (another text of the first tool) of the prompt before; times are of the changed tails; asked of ${answerer}.`,
    yardstick: 'clock',
    kind: 'experiment',
    run: (context) => withModel(context, measure),
  };
}

interface Step {
  readonly asked: AskedPlan;
  readonly place: string;
}

async function measure(bench: ModelBench): Promise<ExperimentOutcome> {
  const { context, client, time } = bench;
  const nextWorld = cycle(differentScenarios(SCENARIOS, context.seed));
  let scenario = nextWorld();
  await warmUp(bench, scenario);
  let prompt = partsOf(scenario);
  const tails: Step[] = [];
  const heads: Step[] = [];
  let place = '';
  const endedBy = await askInTurn(
    time,
    2 * PAIRS[context.mode],
    (index) => {
      // Each request is compared with the one before it, so the world is another one every time.
      const { registry } = scenario;
      const isHead = index % 2 === 1;
      scenario = { ...nextWorld(), registry: isHead ? withOtherHead(registry, index) : registry };
      const parts = partsOf(scenario);
      const difference = firstDifference(prompt, parts);
      place = difference === undefined ? 'nowhere' : placeWords(difference, lengthOf(parts));
      prompt = parts;
      return askForPlan(client, scenario, time.signal);
    },
    (asked, index) => (index % 2 === 0 ? tails : heads).push({ asked, place }),
  );
  return outcomeOf(tails, heads, endedBy, bench.server.identity.kind);
}

function partsOf(scenario: Scenario): readonly PromptPart[] {
  return promptParts(scenario, questionOf(scenario).snapshotText);
}

function lengthOf(parts: readonly PromptPart[]): number {
  return parts.reduce((sum, { text }) => sum + text.length, 0);
}

/** The same tools in the same form, so that only the prompt's text differs, at the first of them. */
function withOtherHead({ name, tools, byName }: ToolRegistry, edition: number): ToolRegistry {
  const [first, ...others] = tools;
  if (first === undefined) return createRegistry(name, tools);
  const description = `Edition ${edition}. ${first.description.replace(/^Edition \d+\. /, '')}`;
  const unoffered = [...byName.values()].filter((tool) => !tools.includes(tool));
  return createRegistry(name, [{ ...first, description }, ...others], unoffered);
}

function outcomeOf(
  tails: readonly Step[],
  heads: readonly Step[],
  endedBy: string,
  answerer: ModelIdentity['kind'],
): ExperimentOutcome {
  const all = [...tails, ...heads].map(({ asked }) => asked.answer).filter((answer) => answer !== undefined);
  const source = timingSource(all);
  const prefillMs = (answer: AnswerFigures | undefined): number | undefined =>
    answer === undefined ? undefined : phasesOf(answer, source).prefillMs;
  const pairs = heads.flatMap((head, i) => {
    const [a, b] = [prefillMs(tails[i]?.asked.answer), prefillMs(head.asked.answer)];
    return a === undefined || b === undefined ? [] : [{ a, b }];
  });
  const costMs = pairedDifference(pairs);
  const cachedShare = median(tails.map(({ asked }) => cachedShareOf(asked.answer)));
  const headMs = median(heads.map(({ asked }) => prefillMs(asked.answer)));
  const found = prefixCache({ costMs, headMs, cachedShare });
  return {
    timingsNs: planTimesNs(tails.map(({ asked }) => asked)),
    metrics: {
      prefixCache: found,
      pairs: pairs.length,
      endedBy,
      changedTailFrom: tails.at(-1)?.place ?? null,
      changedHeadFrom: heads.at(-1)?.place ?? null,
      timings: sourceWords(source),
      tailPrefillP50Ms: median(tails.map(({ asked }) => prefillMs(asked.answer))),
      headPrefillP50Ms: headMs,
      headOverTailP50Ms: costMs.p50,
      headOverTailLowMs: costMs.interval?.[0] ?? null,
      headOverTailHighMs: costMs.interval?.[1] ?? null,
      tailCachedRatio: cachedShare,
      headCachedRatio: median(heads.map(({ asked }) => cachedShareOf(asked.answer))),
    },
    advice: prefixAdvice(found, { costMs, pairs: pairs.length, source, answerer }),
  };
}

/** Of the prompt's tokens, those that the server still had; undefined where it does not say. */
function cachedShareOf(answer: AnswerFigures | undefined): number | undefined {
  const { cachedTokens, promptTokens } = answer ?? {};
  return cachedTokens === undefined || promptTokens === undefined || promptTokens === 0
    ? undefined
    : cachedTokens / promptTokens;
}
