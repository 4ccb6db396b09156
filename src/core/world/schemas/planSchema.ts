import { type JsonSchema, ref, snippet } from './jsonSchema.ts';
import { literalAt, textAt } from './snippetText.ts';
import { knownTools, offeredArg, offeredTools, stepSnippet } from './toolOffers.ts';

/**
 * `plan` and `step`, for the `definitions` of a schema. They describe and offer and accept everything: what is wrong
 * with a plan depends on its scenario, and is reported with its fix by the diagnostics.
 */
export function planDefinitions(): Readonly<Record<string, JsonSchema>> {
  return {
    plan: {
      properties: {
        plan_id: {
          description: 'The name of the plan, a string.',
          defaultSnippets: [{ label: 'a name', body: textAt(1, 'plan-1') }],
        },
        steps: { description: 'What to do, one step after another.', items: ref('step') },
      },
    },
    step: {
      description: 'One step: the tool in "act", its arguments beside it.',
      properties: { act: offeredTools('The tool of the step.') },
      allOf: knownTools()
        .filter((tool) => tool.args.length > 0)
        .map((tool) => ({
          if: { required: ['act'], properties: { act: { const: tool.name } } },
          // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON schema.
          then: { properties: Object.fromEntries(tool.args.map((arg) => [arg.name, offeredArg(arg)])) },
        })),
      defaultSnippets: knownTools().map(stepSnippet),
    },
  };
}

/** The schema of a `*.plan.json` file. It accepts everything, see `planDefinitions`. */
export function planFileSchema(): JsonSchema {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Planscope plan',
    description: 'A plan: steps that are carried out one after another.',
    allOf: [ref('plan')],
    properties: {
      $schema: { description: 'The schema of this file. Planscope needs none.' },
      scenario: {
        description:
          'The path of the scenario that the plan is for, relative to this file. Where it is left out, the scenario beside the plan with the same name is taken.',
        defaultSnippets: [{ label: 'a scenario', body: `./${textAt(1, 'door')}.scenario.json` }],
      },
    },
    defaultSnippets: [
      snippet('plan', 'A plan of one step.', {
        plan_id: textAt(1, 'plan-1'),
        steps: [{ act: 'MoveTo', x: literalAt(2, '0'), y: literalAt(3, '0') }],
      }),
    ],
    definitions: planDefinitions(),
  };
}
