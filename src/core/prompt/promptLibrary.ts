import { simplifiedRegistry } from '../world/defaultRegistry.ts';
import { createRegistry, type ToolRegistry } from '../world/tools.ts';
import { canonicalJson } from './canonicalOrder.ts';
import { type Answerer, digestStatics } from './key.ts';
import { type StaticParts, staticPartsOf } from './keyParts.ts';
import { type PlanForm, planForm } from './planForm.ts';
import { systemText } from './prompt.ts';
import type { PromptStyle } from './toolText.ts';

/** What the prompts of one model share; part of every key. */
export interface PromptParameters {
  readonly temperature: number;
  readonly maxOutputTokens: number;
  readonly contextTokens: number;
}

/** The static side of prompts for one registry and model. */
export interface PreparedPrompt {
  /** Goes into every key, see `ScenarioKeyer`. */
  readonly digests: Readonly<Record<Answerer, string>>;
  systemText(style: PromptStyle): string;
  /** What the digest is made of, for `keyPartsOf`; made at the first call and shared by all keys. */
  staticParts(answerer: Answerer): StaticParts;
  /** The form of the plan that is asked for; the same object for every model, made when it is first asked for. */
  form(style: PromptStyle): PlanForm;
}

/** What was prepared for one registry. */
interface Prepared {
  readonly byStyle: Readonly<Record<PromptStyle, StyledRegistry>>;
  readonly byModel: Map<string, PreparedPrompt>;
}

/** How many tools a simplified prompt lists of a registry that has none of the common ones. */
const SIMPLIFIED_TOOLS = 15;

/**
 * Writes and digests the static part of prompts once for each registry and model, and keeps it as long as the
 * registry lives. A registry is known by its identity, so it must not be changed.
 */
export class PromptLibrary {
  readonly #parameters: PromptParameters;
  readonly #prepared = new WeakMap<ToolRegistry, Prepared>();

  constructor(parameters: PromptParameters) {
    this.#parameters = parameters;
  }

  prompt(registry: ToolRegistry, model: string): PreparedPrompt {
    let ofRegistry = this.#prepared.get(registry);
    if (ofRegistry === undefined) {
      const byStyle = { full: new StyledRegistry(registry), simplified: new StyledRegistry(fewerTools(registry)) };
      ofRegistry = { byStyle, byModel: new Map() };
      this.#prepared.set(registry, ofRegistry);
    }
    let prepared = ofRegistry.byModel.get(model);
    if (prepared === undefined) {
      prepared = prepare(ofRegistry.byStyle, model, this.#parameters);
      ofRegistry.byModel.set(model, prepared);
    }
    return prepared;
  }
}

/** The tools that prompts of one style offer. */
class StyledRegistry {
  readonly registry: ToolRegistry;
  #form: PlanForm | undefined;

  constructor(registry: ToolRegistry) {
    this.registry = registry;
  }

  get form(): PlanForm {
    this.#form ??= planForm(this.registry);
    return this.#form;
  }
}

function prepare(byStyle: Prepared['byStyle'], model: string, parameters: PromptParameters): PreparedPrompt {
  const { registry } = byStyle.full;
  const full = systemText(registry, 'full');
  const simplified = systemText(byStyle.simplified.registry, 'simplified');
  const tools = canonicalJson([...registry.byName.values()]);
  const digest = (answerer: Answerer): string =>
    digestStatics({ systemText: full, tools, answerer, model, ...parameters });
  const partsOf = new Map<Answerer, StaticParts>();
  return {
    digests: { server: digest('server'), simulator: digest('simulator') },
    systemText: (style) => (style === 'full' ? full : simplified),
    staticParts: (answerer) => {
      let parts = partsOf.get(answerer);
      if (parts === undefined) {
        parts = staticPartsOf({ systemText: full, tools: registry.byName.values(), answerer, model, ...parameters });
        partsOf.set(answerer, parts);
      }
      return parts;
    },
    form: (style) => byStyle[style].form,
  };
}

/** The common tools of a registry; of one that has none of them, its first ones. */
function fewerTools(registry: ToolRegistry): ToolRegistry {
  const common = registry.tools.filter((tool) => simplifiedRegistry.byName.has(tool.name));
  const tools = common.length > 0 ? common : registry.tools.slice(0, SIMPLIFIED_TOOLS);
  return createRegistry(`${registry.name}, simplified`, tools);
}
