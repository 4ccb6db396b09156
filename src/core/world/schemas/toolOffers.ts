import { describeArgType } from '../argValue.ts';
import { defaultRegistry } from '../defaultRegistry.ts';
import type { ArgType, ToolArg, ToolSpec } from '../tools.ts';
import { type JsonSchema, offered, type SchemaValue } from './jsonSchema.ts';
import { choiceAt, literalAt, textAt } from './snippetText.ts';

/** The tools of the default registry, legacy ones included. */
export function knownTools(): readonly ToolSpec[] {
  return [...defaultRegistry.byName.values()];
}

/** Offers the default tools by name; any other name is accepted too, as a scenario may have tools of its own. */
export function offeredTools(description: string, type?: 'string'): JsonSchema {
  const names = knownTools().map((tool) => [tool.name, toolSummary(tool)] as const);
  const offer = offered(Object.fromEntries(names), description);
  return type === undefined ? offer : { type, ...offer };
}

/** "Movement. Go to a cell. Cooldown 2 s." */
function toolSummary(tool: ToolSpec): string {
  const cooldown = tool.cooldownS === undefined ? '' : ` Cooldown ${tool.cooldownS} s.`;
  return `${tool.category}. ${tool.description}${cooldown}`;
}

/** Says what an argument takes and offers its words, but refuses nothing: what is wrong is said with a fix elsewhere. */
export function offeredArg(arg: ToolArg): JsonSchema {
  const unit = UNITS[arg.name];
  const description = `${describeArgType(arg.type)}${unit === undefined ? '' : `, ${unit}`}${arg.optional ? '; optional' : ''}.`;
  const sentence = description.charAt(0).toUpperCase() + description.slice(1);
  if (arg.type.type !== 'enum') {
    const body = placeholder(arg.type, counter());
    return { description: sentence, defaultSnippets: [{ label: describeArgType(arg.type), body }] };
  }
  return offered(Object.fromEntries(arg.type.values.map((value) => [value, ''])), sentence);
}

/** A step of `tool` as a snippet of the editor, with every argument that it needs. */
export function stepSnippet(tool: ToolSpec): SchemaValue {
  const nextStop = counter();
  const args = tool.args
    .filter((arg) => !arg.optional)
    .map((arg) => [arg.name, placeholder(arg.type, nextStop)] as const);
  return { label: tool.name, description: toolSummary(tool), body: { act: tool.name, ...Object.fromEntries(args) } };
}

/** What the numbers of the default tools count. */
const UNITS: Readonly<Record<string, string>> = {
  x: 'the column of the cell',
  y: 'the row of the cell',
  distance: 'in grid units',
  radius: 'in grid units',
  duration: 'in seconds',
};

function counter(): () => number {
  let last = 0;
  return () => ++last;
}

function placeholder(type: ArgType, nextStop: () => number): SchemaValue {
  switch (type.type) {
    case 'i32':
    case 'u32':
    case 'f32':
    case 'entity':
      return literalAt(nextStop(), '1');
    case 'bool':
      return literalAt(nextStop(), 'true');
    case 'string':
      return textAt(nextStop(), 'name');
    case 'enum':
      return choiceAt(nextStop(), type.values.join(','));
    case 'vec':
      return { x: literalAt(nextStop(), '0'), y: literalAt(nextStop(), '0') };
    case 'list':
      return [placeholder(type.of, nextStop)];
  }
}
