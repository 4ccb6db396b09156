import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 50;
const GRACE_MS = 4_000;
/** For what is left when the first of them is gone: nobody ends it any more. */
const ORPHANS_GRACE_MS = 1_500;
const KILL_LIMIT_MS = 2_000;

/** A process at one moment. The start tells it from a later one that got the same id. */
export interface ProcessInfo {
  readonly pid: number;
  readonly parentPid: number;
  readonly start: string;
  readonly command: string;
}

/** All children of a process, theirs, and so on; parents first. Empty on Windows. */
export function descendantsOf(pid: number): ProcessInfo[] {
  const all = processes();
  const found: ProcessInfo[] = [];
  const parents = [pid];
  for (let parent = parents.shift(); parent !== undefined; parent = parents.shift()) {
    for (const process of all) {
      if (process.parentPid !== parent) continue;
      found.push(process);
      parents.push(process.pid);
    }
  }
  return found;
}

/**
 * Ends a process and all that it started: politely first, so that an extension can put down its own children, then
 * whatever is left of them by force.
 */
export async function endTree(pid: number): Promise<void> {
  const tree = treeOf(pid);
  signalProcess(pid, 'SIGTERM');
  let deadline = performance.now() + GRACE_MS;
  for (let left = tree; left.length > 0 && performance.now() < deadline; left = stillRunning(tree)) {
    if (!left.some((info) => info.pid === pid)) deadline = Math.min(deadline, performance.now() + ORPHANS_GRACE_MS);
    await sleep(POLL_MS);
  }
  killTree(pid, tree);
  const limit = performance.now() + KILL_LIMIT_MS;
  while (stillRunning(tree).length > 0 && performance.now() < limit) await sleep(POLL_MS);
}

/** Ends a process and all that it started at once, synchronously: for the moment in which the own process ends. */
export function killTree(pid: number, known: readonly ProcessInfo[] = []): void {
  if (process.platform === 'win32') {
    taskkill(pid);
    return;
  }
  for (const info of stillRunning([...treeOf(pid), ...known])) signalProcess(info.pid, 'SIGKILL');
}

function treeOf(pid: number): ProcessInfo[] {
  return [...processes().filter((info) => info.pid === pid), ...descendantsOf(pid)];
}

/** Those that still run, by whomever they are owned now. */
export function stillRunning(tree: readonly ProcessInfo[]): ProcessInfo[] {
  if (tree.length === 0) return [];
  const now = new Map(processes().map((info) => [info.pid, info.start]));
  return tree.filter((info) => now.get(info.pid) === info.start);
}

function signalProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It is gone already.
  }
}

function taskkill(pid: number): void {
  try {
    execFileSync('taskkill', ['/pid', String(pid), '/t', '/f'], { stdio: 'ignore' });
  } catch {
    // It is gone already.
  }
}

function processes(): ProcessInfo[] {
  switch (process.platform) {
    case 'linux':
      return readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? fromProc(name) : []));
    case 'win32':
      return [];
    default:
      return fromPs(execFileSync('ps', ['-axo', 'pid=,ppid=,lstart=,command='], { encoding: 'utf8' }));
  }
}

function fromProc(pid: string): ProcessInfo[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [state, parentPid, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (state === 'Z') return [];
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
    return [{ pid: Number(pid), parentPid: Number(parentPid), start: rest[17] ?? '', command }];
  } catch {
    return [];
  }
}

function fromPs(listing: string): ProcessInfo[] {
  return listing.split('\n').flatMap((line) => {
    const match = /^\s*(\d+)\s+(\d+)\s+(\w+\s+\w+\s+\d+\s+[\d:]+\s+\d+)\s+(.*)$/.exec(line);
    if (match === null) return [];
    const [, pid, parentPid, start = '', command = ''] = match;
    return [{ pid: Number(pid), parentPid: Number(parentPid), start, command }];
  });
}
