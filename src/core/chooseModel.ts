import type { Target } from './target.ts';
import type { FoundModel, FoundServer } from './transport/finding.ts';

/** The model of `found` that plans, and whether it is the `wanted` one; none where several others are there. */
export function chooseModel(
  found: FoundServer,
  wanted: string,
): { readonly model: FoundModel | undefined; readonly isWanted: boolean } {
  const { models, dialect, kind } = found;
  const named =
    models.find(({ name }) => name === wanted || name === `${wanted}:latest`) ??
    models.find(({ name }) => name.startsWith(`${wanted}:`));
  if (named !== undefined) return { model: named, isWanted: true };
  // llama.cpp answers to any name, and the simulator is none of the models that are wished for.
  if (dialect === 'llama.cpp' || kind === 'simulator') return { model: only(models), isWanted: true };
  const alike = models.filter(({ name }) => lettersOf(name).includes(lettersOf(wanted)));
  const model = only(models) ?? (dialect === 'openai' ? (only(alike) ?? only(models.filter(isLoaded))) : undefined);
  return { model, isWanted: false };
}

/** Why `target` will not do for who named the model `wanted` by hand: no other one takes its place. Undefined if it does. */
export function otherModelText({ endpoint, model, apiKey }: Target, wanted: string): string | undefined {
  if (model === wanted || model.startsWith(`${wanted}:`)) return undefined;
  return `The server at ${endpoint} has no model "${wanted}"; it has ${apiKey?.redact(model) ?? model}.`;
}

/** The one there is. */
function only(models: readonly FoundModel[]): FoundModel | undefined {
  return models.length === 1 ? models[0] : undefined;
}

function isLoaded({ isLoaded }: FoundModel): boolean {
  return isLoaded === true;
}

/** What is left of a name that each server writes in its own way: "phi3", "Phi-3-mini-4k-instruct". */
function lettersOf(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '');
}
