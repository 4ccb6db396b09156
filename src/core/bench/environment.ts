import { readdirSync, readFileSync } from 'node:fs';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import type { Environment } from './report.ts';

/** The machine this runs on, for the report. `planscope` is the build's version. Nothing that names a person. */
export function readEnvironment(planscope: string): Environment {
  const power = process.platform === 'linux' ? powerOfLinux('/sys/class/power_supply') : undefined;
  return {
    planscope,
    node: process.versions.node,
    platform: process.platform,
    arch: process.arch,
    cpu: cpus()[0]?.model.trim() || 'unknown',
    cores: availableParallelism(),
    memoryBytes: totalmem(),
    ...(power === undefined ? {} : { power }),
  };
}

/**
 * Where Linux says whether a mains adapter is plugged in (Documentation/ABI/testing/sysfs-class-power of the kernel):
 * `folder` has a directory for each supply. Undefined where no adapter is listed: desktops, servers, containers. Other
 * systems tell it only to programs that would have to be started for it.
 */
export function powerOfLinux(folder: string): Environment['power'] {
  try {
    const read = (supply: string, name: string): string => readFileSync(join(folder, supply, name), 'utf8').trim();
    const adapters = readdirSync(folder).filter((supply) => read(supply, 'type') === 'Mains');
    if (adapters.length === 0) return undefined;
    return adapters.some((supply) => read(supply, 'online') === '1') ? 'mains' : 'battery';
  } catch {
    return undefined;
  }
}
