import type { ToolRegistry } from '../world/tools.ts';
import { planGrammar } from './planGrammar.ts';
import { planSchema } from './planSchema.ts';

/** The form of a plan for the tools of one registry, for servers that hold a model to one. */
export interface PlanForm {
  /** A JSON schema, as JSON text. */
  readonly schemaJson: string;
  /** The same in llama.cpp's GBNF. */
  readonly grammar: string;
}

/**
 * The form of a plan that uses what `registry` offers. Both texts let pass only what has a plan's shape; what they
 * cannot say (a number's upper bound, a known target, a free cell) is for `judgeAnswer`. Without any tool, a step may
 * name anything. For the default registry about 4 kB of schema and 3 kB of grammar.
 */
export function planForm(registry: ToolRegistry): PlanForm {
  return { schemaJson: JSON.stringify(planSchema(registry.tools)), grammar: planGrammar(registry.tools) };
}
