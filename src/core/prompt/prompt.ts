import type { Scenario } from '../world/scenario.ts';
import type { ToolRegistry } from '../world/tools.ts';
import { renderExamples } from './examples.ts';
import { type PromptStyle, renderTool } from './toolText.ts';

const RULES = `You plan the next moves of one fighter in a grid world. You are given the world as JSON and answer with one plan as JSON.

Rules
1. Answer with one JSON object and nothing else: no words before or after it, no code fence, no comments.
2. Its form is {"plan_id": string, "steps": [{"act": tool name, ...arguments}]}. One to five steps, at least one.
3. "act" is the exact name of a tool below, capital letters included. There are no other tools.
4. Give every required argument of a tool, with the type shown. Give no argument that the tool does not list.
5. target_id is the id of an enemy in the world. Do not invent ids.
6. Cells listed in "obstacles" are blocked: never move onto one, and go only where a free path leads.
7. A tool whose cooldown is above zero in "me.cooldowns" cannot be used now. Shots need "me.ammo".
8. Steps are done in order; each starts in the world that the step before it left.
9. When unsure, choose few and simple steps.

How to read the world
- "me" is the fighter you plan for; "player" is the one it follows, with standing "orders".
- "pos" is a cell; x grows to the east, y to the south. A step leads to the cell above, below, left or right.
- "enemies" have an "id", hit points in "hp", and "last_seen" in seconds from now (negative: so long ago).
- "pois" are places; "k" says what each is. "objective" says what to reach or do.
- "me.morale" is from 0 (broken) to 1. "me.cooldowns" are seconds left.

Mistakes that make a plan useless
- "move_to", "Move" or "GoTo" instead of "MoveTo"; "Shoot" or "Fire" instead of "Attack".
- A tool that is not listed, such as "Hold", "Stay" or "Hide".
- "target_id" missing, or an id that is not in the world.
- A MoveTo onto a blocked cell, or text after the closing brace.`;

const BRIEF_RULES = `You plan the next moves of one fighter in a grid world. Answer with one JSON object and nothing else:
{"plan_id": string, "steps": [{"act": tool name, ...arguments}]}, one to three steps.
Use only the tools below, by exact name and with the arguments shown. target_id is an enemy's id.
Never move onto a cell of "obstacles".`;

/** A stretch of a prompt, by what it says. In their order the texts of all are the prompt. */
export interface PromptPart {
  readonly name: 'rules' | 'tools' | 'examples' | 'world' | 'instructions' | 'question';
  readonly text: string;
}

/**
 * The part of a prompt that is the same for every request with this registry: rules, tools, examples.
 * It comes first, so that a server can keep its prefix evaluated. About 11 kB for the 37 tools in `full`.
 */
export function systemText(registry: ToolRegistry, style: PromptStyle): string {
  return joined(systemParts(registry, style));
}

/** The part of a prompt that differs: the world as `snapshotText` (objective included), the scenario's own words. */
export function userText(scenario: Scenario, snapshotText: string): string {
  return joined(userParts(scenario, snapshotText));
}

/** The full prompt in its parts, system and user text one after the other. */
export function promptParts(scenario: Scenario, snapshotText: string): readonly PromptPart[] {
  return [...systemParts(scenario.registry, 'full'), ...userParts(scenario, snapshotText)];
}

function systemParts(registry: ToolRegistry, style: PromptStyle): readonly PromptPart[] {
  const tools = registry.tools.map((tool) => renderTool(tool, style)).join('\n');
  if (style === 'simplified') {
    return [
      { name: 'rules', text: `${BRIEF_RULES}\n\n` },
      { name: 'tools', text: `Tools\n${tools}` },
    ];
  }
  return [
    { name: 'rules', text: `${RULES}\n\n` },
    { name: 'tools', text: `Tools (${registry.tools.length})\n${tools}\n\n` },
    { name: 'examples', text: `Examples\n${renderExamples(registry)}` },
  ];
}

function userParts({ instructions }: Scenario, snapshotText: string): readonly PromptPart[] {
  const world = { name: 'world', text: `World\n${snapshotText}\n\n` } as const;
  const question = { name: 'question', text: 'Your plan as JSON:' } as const;
  return instructions === undefined
    ? [world, question]
    : [world, { name: 'instructions', text: `${instructions}\n\n` }, question];
}

function joined(parts: readonly PromptPart[]): string {
  return parts.map(({ text }) => text).join('');
}
