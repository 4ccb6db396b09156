import { type JsonSchema, text } from './jsonSchema.ts';
import { literalAt } from './snippetText.ts';
import { foldedPattern } from './typePatterns.ts';

/** What a kind of rule reads of its fields; a kind that needs no number may be written as its name alone. */
interface RuleKind {
  readonly description: string;
  readonly takesArg?: boolean;
  readonly needs?: readonly FieldName[];
  readonly mayHave?: readonly FieldName[];
  /** A number, or the name of the argument that gives it; left out where an argument is called so. */
  readonly numberOrArg?: FieldName;
  readonly takesKey?: boolean;
}

const FIELDS = {
  arg: 'The argument that the rule is about; may be left out where only one fits. "xy" is the cell in "x" and "y".',
  max_distance: 'The farthest that the tool reaches, in grid units.',
  rounds: 'Rounds of ammunition.',
  hp: 'Hit points that the target loses.',
  distance: 'Grid units from the target, or the name of the argument that gives them.',
  radius: 'Grid units around the cell, or the name of the argument that gives them.',
  seconds: 'Seconds until the tool can be used again.',
  key: 'The name of the cooldown in "me.cooldowns"; {item} stands for the argument "item".',
} as const;
type FieldName = keyof typeof FIELDS;

/** What a snippet begins with; 1 elsewhere. */
const EXAMPLES: Readonly<Partial<Record<FieldName, string>>> = {
  max_distance: '12',
  rounds: '30',
  hp: '10',
  seconds: '2',
};

const CHECKS: Readonly<Record<string, RuleKind>> = {
  reachable: { description: 'A way leads to the cell.', takesArg: true },
  known_entity: { description: 'An enemy of the snapshot has that id.', takesArg: true },
  in_range: { description: 'The target is at most "max_distance" away.', takesArg: true, needs: ['max_distance'] },
  line_of_sight: { description: 'No obstacle hides the target.', takesArg: true },
  ammo: { description: 'At least "rounds" (1) rounds are left.', mayHave: ['rounds'] },
  off_cooldown: { description: 'The tool is ready. Required of every tool anyway.' },
};

const EFFECTS: Readonly<Record<string, RuleKind>> = {
  move_to: { description: 'Go to the cell; of a list, to its last one.', takesArg: true },
  approach: { description: 'Go near the target, up to "distance".', takesArg: true, numberOrArg: 'distance' },
  retreat: { description: 'Go away from the target, to "distance".', takesArg: true, numberOrArg: 'distance' },
  spend_ammo: { description: 'Use up "rounds" (1) rounds.', mayHave: ['rounds'] },
  restore_ammo: { description: 'Fill the magazine up to "rounds".', needs: ['rounds'] },
  damage: { description: 'The target loses "hp" hit points.', takesArg: true, needs: ['hp'] },
  damage_area: {
    description: 'Every enemy within "radius" of the cell in "x" and "y" loses "hp" hit points.',
    needs: ['hp'],
    numberOrArg: 'radius',
  },
  wait: { description: 'The seconds in the argument pass.', takesArg: true },
  set_cooldown: { description: 'The tool is ready again after "seconds".', needs: ['seconds'], takesKey: true },
};

/** One entry of `requires` or `effects`: an object that says its kind, or only the kind. */
export function ruleSchema(tag: 'check' | 'effect'): JsonSchema {
  const kinds = tag === 'check' ? CHECKS : EFFECTS;
  const bare = Object.entries(kinds).filter(([, kind]) => kind.needs === undefined);
  const fields = Object.entries(FIELDS).map(([name, description]) => [name, { description }] as const);
  return {
    if: { type: 'string' },
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON schema.
    then: kindSchema(Object.fromEntries(bare), `The ${tag}, where its name says it all.`),
    else: {
      type: 'object',
      required: [tag],
      additionalProperties: false,
      properties: { [tag]: kindSchema(kinds, `The kind of ${tag}.`), ...Object.fromEntries(fields) },
      allOf: Object.entries(kinds).map(([name, kind]) => ({
        if: { required: [tag], properties: { [tag]: { type: 'string', pattern: foldedPattern(name) } } },
        // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON schema.
        then: kindFields(kind),
      })),
    },
    defaultSnippets: Object.entries(kinds).map(([name, kind]) => ({
      label: name,
      description: kind.description,
      body: kind.needs === undefined ? name : wholeRule(tag, name, kind),
    })),
  };
}

/** A rule that needs numbers, as a snippet. */
function wholeRule(tag: string, name: string, { needs = [], numberOrArg }: RuleKind): JsonSchema {
  const fields = numberOrArg === undefined ? needs : [numberOrArg, ...needs];
  const numbers = fields.map((field, index) => [field, literalAt(index + 1, EXAMPLES[field] ?? '1')] as const);
  return { [tag]: name, ...Object.fromEntries(numbers) };
}

function kindSchema(kinds: Readonly<Record<string, RuleKind>>, description: string): JsonSchema {
  const offer = { enum: Object.keys(kinds), enumDescriptions: Object.values(kinds).map((kind) => kind.description) };
  const patterns = Object.keys(kinds).map((name) => ({ type: 'string', pattern: foldedPattern(name) }));
  return { description, anyOf: [offer, ...patterns] };
}

function kindFields(kind: RuleKind): JsonSchema {
  const { takesArg = false, needs = [], mayHave = [], numberOrArg, takesKey = false } = kind;
  const properties: Record<string, JsonSchema> = {};
  if (takesArg) properties['arg'] = text(FIELDS.arg);
  if (takesKey) properties['key'] = text(FIELDS.key);
  for (const name of needs) properties[name] = { type: 'number', minimum: 0, description: FIELDS[name] };
  for (const name of mayHave) properties[name] = { type: ['number', 'null'], minimum: 0, description: FIELDS[name] };
  if (numberOrArg !== undefined) {
    const description = FIELDS[numberOrArg];
    properties[numberOrArg] = { type: ['number', 'string', 'null'], minimum: 0, description };
  }
  return { required: needs, properties };
}
