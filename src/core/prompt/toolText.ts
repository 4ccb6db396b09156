import type { ArgType, ToolArg, ToolCheck, ToolSpec } from '../world/tools.ts';

/** How much a prompt says: `full` every tool with its conditions and examples, `simplified` names and forms only. */
export type PromptStyle = 'full' | 'simplified';

/** One tool as the model reads it: name, what it does, arguments, conditions, and its form as JSON. */
export function renderTool(tool: ToolSpec, style: PromptStyle): string {
  const form = `{"act": "${tool.name}"${tool.args
    .filter((arg) => !arg.optional)
    .map(exampleMember)
    .join('')}}`;
  if (style === 'simplified') return `- ${form}`;
  const lines = [`\n${tool.name} (${tool.category})`, tool.description];
  if (tool.args.length > 0) lines.push(`Arguments: ${tool.args.map(argText).join('; ')}`);
  const needs = tool.requires.map(checkText);
  if (needs.length > 0) lines.push(`Needs: ${needs.join('; ')}`);
  if (tool.cooldownS !== undefined) lines.push(`Cooldown: ${tool.cooldownS} s`);
  lines.push(`Form: ${form}`);
  return lines.join('\n');
}

function argText(arg: ToolArg): string {
  return `${arg.name}, ${typeText(arg.type)}, ${arg.optional ? 'optional' : 'required'}`;
}

function typeText(type: ArgType): string {
  switch (type.type) {
    case 'i32':
      return 'whole number';
    case 'u32':
      return 'whole number from 0';
    case 'f32':
      return 'number';
    case 'string':
      return 'text';
    case 'bool':
      return 'true or false';
    case 'vec':
      return 'cell {"x": whole number, "y": whole number}';
    case 'entity':
      return 'id from the world';
    case 'enum':
      return `one of ${type.values.map((value) => `"${value}"`).join(', ')}`;
    case 'list':
      return `list of ${typeText(type.of)}`;
  }
}

function checkText(check: ToolCheck): string {
  switch (check.check) {
    case 'reachable':
      return 'a free cell that a free path leads to';
    case 'knownEntity':
      return `${check.arg} is in the world`;
    case 'inRange':
      return `target at most ${check.maxDistance} cells away`;
    case 'lineOfSight':
      return 'no obstacle between you and the target';
    case 'ammo':
      return `at least ${check.rounds} ammo`;
  }
}

function exampleMember(arg: ToolArg): string {
  return `, "${arg.name}": ${exampleValue(arg.type)}`;
}

function exampleValue(type: ArgType): string {
  switch (type.type) {
    case 'i32':
      return '4';
    case 'u32':
    case 'entity':
      return '1';
    case 'f32':
      return '3.0';
    case 'string':
      return '"name"';
    case 'bool':
      return 'true';
    case 'vec':
      return '{"x": 4, "y": 2}';
    case 'enum':
      return JSON.stringify(type.values[0] ?? '');
    case 'list':
      return `[${exampleValue(type.of)}]`;
  }
}
