import { formatNumber } from './format.ts';
import type { BenchReport, ModelIdentity } from './report.ts';

/** What a run was made under; `cases` for the models that they name. */
export type Conditions = Pick<BenchReport, 'mode' | 'processes' | 'seed' | 'environment' | 'model' | 'cases'>;

/**
 * What makes two runs unlike, so that a difference of their figures would not be that of the code: a sentence each,
 * empty where they can be compared. What one of them does not say is no difference. The Planscope version may differ:
 * that is what comparisons are for.
 */
export function differencesOf(a: Conditions, b: Conditions): readonly string[] {
  const [x, y] = [a.environment, b.environment];
  const gibibytes = (bytes: number): number => Math.round(bytes / 2 ** 30);
  return [
    ...unlike('Mode', a.mode, b.mode),
    ...unlike('Processes', a.processes, b.processes),
    ...unlike('Seed', a.seed, b.seed),
    ...unlike('Processor', x.cpu, y.cpu),
    ...unlike('Cores', x.cores, y.cores),
    ...unlike('Memory (GiB)', gibibytes(x.memoryBytes), gibibytes(y.memoryBytes)),
    ...unlike('Platform', `${x.platform} ${x.arch}`, `${y.platform} ${y.arch}`),
    ...unlike('Node', x.node, y.node),
    ...unlike('Power', x.power, y.power),
    ...modelDifferences(a.model, b.model),
    ...ownModelDifferences(a, b),
  ];
}

/** Cases that asked a model of their own. */
function ownModelDifferences(a: Conditions, b: Conditions): readonly string[] {
  const pairs = a.cases.flatMap(({ id, model }) => {
    const other = b.cases.find((one) => one.id === id)?.model;
    return model === undefined || other === undefined ? [] : modelDifferences(model, other);
  });
  return [...new Set(pairs)];
}

function modelDifferences(a: ModelIdentity, b: ModelIdentity): readonly string[] {
  return [
    ...unlike('Who answers', a.kind, b.kind),
    ...unlike('Model', a.name, b.name),
    ...unlike('Digest of the model', a.digest, b.digest),
    ...unlike('Quantisation', a.quantisation, b.quantisation),
    ...unlike('Server', a.server, b.server),
    ...unlike('Context (tokens)', a.contextTokens, b.contextTokens),
  ];
}

function unlike<T extends string | number>(what: string, a: T | undefined, b: T | undefined): readonly string[] {
  if (a === undefined || b === undefined || a === b) return [];
  const text = (value: T): string => (typeof value === 'number' ? formatNumber(value) : value);
  return [`${what}: ${text(a)} in A, ${text(b)} in B.`];
}
