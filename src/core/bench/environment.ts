import { availableParallelism, cpus, totalmem } from 'node:os';
import type { Environment } from './report.ts';

/** The machine this runs on, for the report. `planscope` is the build's version. Nothing that names a person. */
export function readEnvironment(planscope: string): Environment {
  return {
    planscope,
    node: process.versions.node,
    platform: process.platform,
    arch: process.arch,
    cpu: cpus()[0]?.model.trim() || 'unknown',
    cores: availableParallelism(),
    memoryBytes: totalmem(),
  };
}
