import type { BreakerSnapshot, ClientFigures } from '../../core/clientSnapshot.ts';
import { defaultSettings, isHttpUrl, type SettingKey, type Settings } from '../../core/settings/settings.ts';
import { formatBytes, formatCount } from '../../shared/format.ts';

/** What a report of a problem is made of. */
export interface ProblemFacts {
  readonly versions: {
    readonly planscope: string;
    readonly vscode: string;
    readonly node: string;
    readonly platform: string;
    readonly arch: string;
  };
  /** As the editor names it; undefined where the extension runs on the user's own machine. */
  readonly remoteName: string | undefined;
  readonly ui: 'desktop' | 'web';
  readonly isTrusted: boolean;
  readonly settings: Settings;
  readonly connection: string;
  readonly isSimulatorRunning: boolean;
  /** Which of the parts that are loaded later are there. */
  readonly loadedTools: readonly string[];
  readonly client: ClientFigures;
}

/**
 * A report of a problem as Markdown: room for what only the user knows, then versions, settings and figures. Made of
 * numbers, of words of ours and of models' names; no prompt, answer, scenario, path, host, key or user can be in it.
 * English in every language: it is for those who help.
 */
export function problemReport(facts: ProblemFacts): string {
  const { client } = facts;
  return [
    '# A problem with Planscope',
    '## What happened?\n\n',
    '## What did you expect instead?\n\n',
    '## How can it be made to happen again?\n\n',
    '---',
    'What follows was gathered by Planscope. It holds no prompts, answers, scenarios, paths, hosts or keys. Read it over all the same, and take out what you would rather keep.',
    section('Versions', table(versionRows(facts))),
    section('Settings other than the default', table(settingRows(facts.settings))),
    section('Model', table(modelRows(facts))),
    section('Circuit breakers', client.breakers.length === 0 ? 'None yet.' : breakerTable(client.breakers)),
    section('Failed attempts by code', table(failureRows(client))),
    section('Counters', table(counterRows(client))),
    section('Prompt cache', table(cacheRows(client))),
  ].join('\n\n');
}

type Row = readonly [label: string, value: string];

function section(title: string, body: string): string {
  return `## ${title}\n\n${body}`;
}

function table(rows: readonly Row[]): string {
  if (rows.length === 0) return 'None.';
  return ['| | |', '|:--|:--|', ...rows.map(([label, value]) => `| ${label} | ${value} |`)].join('\n');
}

/** The kinds of remote hosts that the editor has names for; a name of another kind may be that of a machine. */
const REMOTES: readonly string[] = [
  'attached-container',
  'codespaces',
  'dev-container',
  'k8s-container',
  'ssh-remote',
  'tunnel',
  'wsl',
];

function versionRows({ versions, remoteName, ui, isTrusted, loadedTools }: ProblemFacts): Row[] {
  const remote = remoteName === undefined ? 'none' : REMOTES.includes(remoteName) ? remoteName : 'another one';
  return [
    ['Planscope', versions.planscope],
    ['VS Code', `${versions.vscode}, ${ui}`],
    ['Node.js', versions.node],
    ['System', `${versions.platform} ${versions.arch}`],
    ['Remote', remote],
    ['Workspace', isTrusted ? 'trusted' : 'restricted'],
    ['Loaded tools', loadedTools.length === 0 ? 'none' : loadedTools.join(', ')],
  ];
}

function settingRows(settings: Settings): Row[] {
  const defaults = defaultSettings();
  const keys = (Object.keys(defaults) as SettingKey[]).filter((key) => settings[key] !== defaults[key]);
  return keys.map((key) => [`\`${key}\``, settingText(key, settings)]);
}

function settingText(key: SettingKey, settings: Settings): string {
  switch (key) {
    case 'planscope.model.endpoint':
      return endpointKind(settings[key]);
    case 'planscope.model.name':
      return modelName(settings[key]);
    default:
      // Numbers, switches, and words of a choice.
      return String(settings[key]);
  }
}

function modelRows({ client, connection, isSimulatorRunning }: ProblemFacts): Row[] {
  const { model, queue } = client;
  const found: readonly Row[] =
    model.kind === 'none'
      ? [['Kind', 'none']]
      : [
          ['Kind', model.kind],
          ['Name', modelName(model.name)],
          ['Address', endpointKind(model.endpoint)],
          ['Dialect', model.dialect],
          ['Structured output', model.rung],
          ['Loading', model.loadingSinceAtMs === undefined ? 'no' : 'yes'],
        ];
  return [
    ['Search', connection],
    ...found,
    ['Simulator of this window', isSimulatorRunning ? 'runs' : 'does not run'],
    ['Queue', `${queue.running} running, ${queue.waiting} waiting, ${queue.refused} refused`],
  ];
}

function breakerTable(breakers: readonly BreakerSnapshot[]): string {
  const rows = breakers.map(({ model, state, consecutiveFailures, successes, failures, refused, timeline }) =>
    [modelName(model), state, consecutiveFailures, successes, failures, refused, timeline.length].join(' | '),
  );
  return [
    '| Model | State | Failures in a row | Succeeded | Failed | Refused | Changes of state |',
    '|:--|:--|--:|--:|--:|--:|--:|',
    ...rows.map((row) => `| ${row} |`),
  ].join('\n');
}

/** A code is a word of ours; what is of another form is not. */
const CODE = /^[a-z]+(-[a-z]+){0,4}$/;
const MAX_CODE_CHARS = 40;

function failureRows({ counters }: ClientFigures): Row[] {
  const failures = Object.entries(counters.failures).toSorted(([, a], [, b]) => b - a);
  return failures.map(([code, count]) => [
    CODE.test(code) && code.length <= MAX_CODE_CHARS ? code : 'of another form',
    formatCount(count),
  ]);
}

function counterRows({ counters, funnel }: ClientFigures): Row[] {
  const { failures: _, ...counts } = counters;
  return [...figureRows(counts), ...figureRows(funnel).map(([label, value]): Row => [`funnel ${label}`, value])];
}

function cacheRows({ cache }: ClientFigures): Row[] {
  const { bytes, maxBytes, ...counts } = cache;
  return [['bytes', `${formatBytes(bytes)} of ${formatBytes(maxBytes)}`], ...figureRows(counts)];
}

/** Numbers alone, whatever else an object holds. */
function figureRows(figures: object): Row[] {
  return Object.entries(figures).flatMap(([label, figure]): Row[] =>
    typeof figure === 'number' ? [[label, formatCount(figure)]] : [],
  );
}

/** Where a server is, without its name: `this machine, http, port 11434`. */
function endpointKind(endpoint: string): string {
  if (!isHttpUrl(endpoint)) return 'not an address';
  const { protocol, hostname, port, pathname } = new URL(endpoint);
  const scheme = protocol.slice(0, -1);
  const place = isLoopback(hostname) ? 'this machine' : isPrivate(hostname) ? 'a private network' : 'elsewhere';
  const path = pathname === '/' ? '' : ', with a path';
  return `${place}, ${scheme}, port ${port === '' ? (scheme === 'https' ? 443 : 80) : port}${path}`;
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}

/** RFC 1918, link-local and unique local addresses, and the names that only local networks have. */
function isPrivate(hostname: string): boolean {
  if (/^(10|192\.168|172\.(1[6-9]|2\d|3[01])|169\.254)\.[\d.]+$/.test(hostname)) return true;
  return /^\[f[cde]/.test(hostname) || hostname.endsWith('.local') || !/[.:]/.test(hostname);
}

const MAX_NAME_CHARS = 60;

/**
 * A model by its name. Some servers name it by its file: then only what the file is called, and of an address nothing.
 */
function modelName(name: string): string {
  const isPath = /^[/~.]|^[A-Za-z]:[\\/]|\\/.test(name) || name.split('/').length > 2;
  const shown = name.includes('://') ? 'an address' : isPath ? (name.split(/[\\/]/).at(-1) ?? '') : name;
  // The signs that names of models have; nothing that could be markup.
  return `\`${shown.slice(0, MAX_NAME_CHARS).replace(/[^\w.:/+@-]/g, '_')}\``;
}
