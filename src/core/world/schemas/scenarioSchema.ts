import { URL_PATTERN } from '../fileReference.ts';
import { bool, forbidden, type JsonSchema, list, ref, snippet, text } from './jsonSchema.ts';
import { planDefinitions } from './planSchema.ts';
import { SNAPSHOT_DEFINITIONS, SNAPSHOT_SNIPPET } from './snapshotSchema.ts';
import { textAt } from './snippetText.ts';
import { offeredTools } from './toolOffers.ts';
import { RULE_SWITCHES, TOOL_SNIPPET, toolDefinitions } from './toolsSchema.ts';

/** Fields by which a bare snapshot is told from a scenario, as `parseScenario` does it. */
const SNAPSHOT_FIELDS = ['t', 'player', 'me', 'enemies', 'pois', 'obstacles'] as const;

const toolsPath: JsonSchema = {
  type: 'string',
  pattern: '\\S',
  patternErrorMessage: 'Expected the path of a file of tools.',
  allOf: [forbidden({ pattern: URL_PATTERN }, 'Expected the path of a file of tools on this machine, not a URL.')],
  description: 'The path of a *.tools.json file, relative to this file.',
};

const expectation: JsonSchema = {
  type: 'object',
  additionalProperties: false,
  description: 'What a plan for this scenario must be like, checked when scenarios are tested.',
  properties: {
    goal_reached: bool('Whether the plan ends at or beside the place that the objective names.'),
    uses: list(offeredTools('A tool that the plan must use.', 'string'), 'Tools that the plan must use.'),
    avoids: list(offeredTools('A tool that the plan must not use.', 'string'), 'Tools that the plan must not use.'),
    max_steps: { type: 'integer', minimum: 1, description: 'The most steps that the plan may have, from 1.' },
    max_ms: { type: 'integer', minimum: 1, description: 'The longest that planning may take, in ms, from 1.' },
    plan: { allOf: [{ type: 'object' }, ref('plan')], description: 'The very plan that must come out.' },
  },
  defaultSnippets: [{ label: 'reaches its objective', body: { goal_reached: true } }],
};

const scenario: JsonSchema = {
  type: 'object',
  required: ['snapshot'],
  additionalProperties: false,
  allOf: [
    forbidden({ required: ['rules', 'constraints'] }, '"constraints" is another name of "rules": keep one of the two.'),
  ],
  properties: {
    $schema: { description: 'The schema of this file. Planscope needs none.' },
    name: { ...text('What people call the scenario; 1 to 200 characters.'), maxLength: 200, pattern: '\\S' },
    objective: {
      type: ['string', 'null'],
      description:
        "What is to be reached; the snapshot's own objective where this says nothing. When it names the kind of a point of interest, a plan is judged by whether it ends there.",
    },
    instructions: { type: ['string', 'null'], description: 'More words for the model, at the end of the prompt.' },
    snapshot: ref('snapshot'),
    tools: {
      description:
        'The tools that a plan may use, in place of the default ones: a list, or the path of a *.tools.json file relative to this file.',
      if: { type: 'string' },
      // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON schema.
      then: toolsPath,
      else: ref('toolList'),
      // Beside the condition: the editor looks for snippets of a value that is not there yet in no branch.
      defaultSnippets: [
        { label: 'a file of tools', body: `./${textAt(1, 'guard')}.tools.json` },
        { label: 'a list of tools', body: [TOOL_SNIPPET] },
      ],
    },
    rules: ref('rules'),
    constraints: {
      type: 'object',
      allOf: [ref('rules')],
      description: 'Another name of "rules"; keep one of the two.',
    },
    expect: ref('expect'),
    request_id: { description: "The game's name of the request. Planscope passes it over." },
    timestamp: { description: 'When the game made the request. Planscope passes it over.' },
  },
};

const scenarioSnippet = snippet('scenario', 'A small world, an objective and what a plan must be like.', {
  name: textAt(2, 'A new scenario'),
  objective: `reach the ${textAt(1, 'door')}`,
  snapshot: SNAPSHOT_SNIPPET,
  expect: { goal_reached: true },
});
const snapshotSnippet = snippet('world snapshot', 'A small world to begin with.', SNAPSHOT_SNIPPET);

/**
 * The schema of a `*.scenario.json` or `*.snapshot.json` file. Either holds a scenario or a bare snapshot; what is
 * offered first, and what a file is taken for that is neither yet, goes by its name. It accepts what `parseScenario`
 * accepts, but for what lies in two places: ids and names given twice, a rule about an argument that the tool has not.
 */
export function worldFileSchema(kind: 'scenario' | 'snapshot'): JsonSchema {
  const marks = SNAPSHOT_FIELDS.map((field) => ({ required: [field] }));
  const isScenario: JsonSchema =
    kind === 'snapshot'
      ? { required: ['snapshot'] }
      : { anyOf: [{ required: ['snapshot'] }, { not: { anyOf: marks } }] };
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: kind === 'scenario' ? 'Planscope scenario' : 'Planscope world snapshot',
    description:
      kind === 'scenario'
        ? 'One planning problem: a world snapshot, an objective, tools and rules.'
        : 'The world as a game dumps it.',
    type: 'object',
    if: isScenario,
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON schema.
    then: ref('scenario'),
    else: ref('snapshot'),
    defaultSnippets: kind === 'scenario' ? [scenarioSnippet, snapshotSnippet] : [snapshotSnippet],
    definitions: {
      scenario,
      ...SNAPSHOT_DEFINITIONS,
      ...toolDefinitions(),
      ...planDefinitions(),
      rules: RULE_SWITCHES,
      expect: expectation,
    },
  };
}
