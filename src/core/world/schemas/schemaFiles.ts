import type { JsonSchema } from './jsonSchema.ts';
import { planFileSchema } from './planSchema.ts';
import { worldFileSchema } from './scenarioSchema.ts';
import { toolsFileSchema } from './toolsSchema.ts';

/** The schemas that the package ships in `media/schemas`, by file name. */
export function schemaFiles(): Readonly<Record<string, JsonSchema>> {
  return {
    'scenario.schema.json': worldFileSchema('scenario'),
    'snapshot.schema.json': worldFileSchema('snapshot'),
    'plan.schema.json': planFileSchema(),
    'tools.schema.json': toolsFileSchema(),
  };
}
