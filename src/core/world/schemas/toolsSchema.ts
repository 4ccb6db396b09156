import { ARG_TYPE_SYNTAX } from '../argType.ts';
import { bool, forbidden, type JsonSchema, ref, type SchemaValue, text } from './jsonSchema.ts';
import { ruleSchema } from './ruleSchemas.ts';
import { literalAt, textAt } from './snippetText.ts';
import { argTypePattern } from './typePatterns.ts';

const ARG_NAME_RULE = 'An argument is called by a word of letters, digits and _, not "act".';

const TYPE_EXAMPLES = [
  'i32',
  'u32',
  'f32>=0',
  'string',
  'bool',
  'vec',
  'vec[]',
  'entity',
  'entity?',
  'enum[left,right]',
] as const;

/** A tool with one argument, as a snippet. */
export const TOOL_SNIPPET = {
  name: textAt(1, 'Knock'),
  args: { target_id: 'entity' },
  description: textAt(2, 'What the tool does, in a sentence for the model.'),
} satisfies SchemaValue;

const TOOL_SNIPPETS: readonly SchemaValue[] = [
  { label: 'tool', description: 'A tool with one argument.', body: TOOL_SNIPPET },
  {
    label: 'tool that goes to a cell',
    description: 'Can be carried out where the cell can be reached.',
    body: {
      name: textAt(1, 'Sneak'),
      args: { x: 'i32', y: 'i32' },
      description: textAt(2, 'Go to a cell without being heard.'),
      requires: ['reachable'],
      effects: ['move_to'],
    },
  },
  {
    label: 'tool that hits a target',
    description: 'Can be carried out on a known target in range and sight, with ammunition, off cooldown.',
    body: {
      name: textAt(1, 'Snipe'),
      args: { target_id: 'entity' },
      description: textAt(2, 'Shoot from afar.'),
      cooldown_s: literalAt(3, '2'),
      requires: ['known_entity', { check: 'in_range', max_distance: literalAt(4, '12') }, 'line_of_sight', 'ammo'],
      effects: ['spend_ammo', { effect: 'damage', hp: literalAt(5, '10') }],
    },
  },
];

/** `tool`, `tools`, and what they need, for the `definitions` of a schema. They say what `readCustomTools` accepts. */
export function toolDefinitions(): Readonly<Record<string, JsonSchema>> {
  return {
    tool: {
      type: 'object',
      required: ['name'],
      additionalProperties: false,
      properties: {
        name: { ...text('What a step says in "act". Different for each tool.'), pattern: '\\S' },
        args: {
          type: ['object', 'null'],
          description: `The arguments by name, each with its type: ${ARG_TYPE_SYNTAX}.`,
          propertyNames: {
            pattern: '^[A-Za-z_][A-Za-z0-9_]*$',
            patternErrorMessage: ARG_NAME_RULE,
            allOf: [forbidden({ enum: ['act', '__proto__'] }, ARG_NAME_RULE)],
          },
          additionalProperties: ref('argType'),
        },
        description: { type: ['string', 'null'], description: 'What the tool does: the model is told so.' },
        cooldown_s: { type: 'number', minimum: 0, description: 'Seconds until the tool can be used again, from 0.' },
        requires: {
          type: ['array', 'null'],
          items: ref('check'),
          description:
            'What must hold before a step: reachable, known_entity, in_range, line_of_sight, ammo. Off cooldown is required of every tool.',
        },
        effects: {
          type: ['array', 'null'],
          items: ref('effect'),
          description: 'What a step does to the world, one after another.',
        },
      },
      defaultSnippets: TOOL_SNIPPETS,
    },
    argType: {
      type: 'string',
      pattern: argTypePattern(),
      patternErrorMessage: `Expected a type: ${ARG_TYPE_SYNTAX}.`,
      description: `The type of the argument: ${ARG_TYPE_SYNTAX}.`,
      examples: TYPE_EXAMPLES,
    },
    check: ruleSchema('check'),
    effect: ruleSchema('effect'),
    toolList: {
      type: 'array',
      minItems: 1,
      items: ref('tool'),
      description: 'The tools that a plan may use; they take the place of the default ones.',
    },
  };
}

/** The schema of a `*.tools.json` file: it accepts what `parseToolsFile` accepts, but for names given twice. */
export function toolsFileSchema(): JsonSchema {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Planscope tools',
    description: 'The tools of a scenario: a list, or an object with the list in "tools".',
    type: ['array', 'object'],
    if: { type: 'array' },
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON schema.
    then: ref('toolList'),
    else: ref('toolsObject'),
    defaultSnippets: [
      {
        label: 'tools',
        description: 'A file of tools to begin with.',
        body: { name: textAt(3, 'guards'), tools: [TOOL_SNIPPET] },
      },
    ],
    definitions: {
      ...toolDefinitions(),
      toolsObject: {
        type: 'object',
        required: ['tools'],
        additionalProperties: false,
        properties: {
          $schema: { description: 'The schema of this file. Planscope needs none.' },
          name: text("The registry's name, for people."),
          tools: ref('toolList'),
        },
      },
    },
  };
}

export const RULE_SWITCHES: JsonSchema = {
  type: 'object',
  additionalProperties: false,
  description: 'Which rules of the world hold; all do where nothing is said.',
  properties: {
    enforce_cooldowns: bool('Whether a tool on cooldown cannot be used. Default: true.'),
    enforce_los: bool('Whether obstacles hide what is behind them (line of sight). Default: true.'),
    enforce_stamina: bool('Whether stamina counts. A snapshot holds none yet, so this changes nothing. Default: true.'),
  },
};
