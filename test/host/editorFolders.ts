import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse } from 'jsonc-parser';

/** A calm editor: nothing that opens by itself, goes to the network or depends on the person's own settings. */
const CALM_SETTINGS = {
  'chat.disableAIFeatures': true,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'files.autoSave': 'off',
  'git.openRepositoryInParentFolders': 'never',
  'json.schemaDownload.enable': false,
  'npm.fetchOnlineNpmInfo': false,
  'remote.autoForwardPorts': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'window.restoreWindows': 'none',
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
} as const;

/** The folders of one launch, which no other launch shares. */
export class EditorFolders {
  readonly root: string;
  readonly userDataDir: string;
  readonly serverDataDir: string;
  readonly extensionsDir: string;

  private constructor(root: string) {
    this.root = root;
    this.userDataDir = path.join(root, 'user-data');
    this.serverDataDir = path.join(root, 'server-data');
    this.extensionsDir = path.join(root, 'extensions');
  }

  /** New temporary folders with the given settings on top of the calm ones. */
  static async create(settings: Readonly<Record<string, unknown>>): Promise<EditorFolders> {
    const folders = new EditorFolders(await mkdtemp(path.join(tmpdir(), 'planscope-editor-')));
    for (const file of folders.#settingsFiles) await mkdir(path.dirname(file), { recursive: true });
    await mkdir(folders.serverDataDir);
    await mkdir(folders.extensionsDir);
    await folders.#write({ ...CALM_SETTINGS, ...settings });
    return folders;
  }

  /** Makes an extension look installed while it stays where it is, with all that a package would leave out. */
  async link(extensionDir: string): Promise<void> {
    await symlink(path.resolve(extensionDir), await this.#installedPath(extensionDir), 'junction');
  }

  /**
   * Changes one user setting; undefined removes it. A running editor takes notice by itself, except that code-server
   * goes on with the value of a removed setting that was there at the launch until its window is reloaded.
   */
  async setSetting(key: string, value: unknown): Promise<void> {
    const [userFile] = this.#settingsFiles;
    const settings = asObject(parse(await readFile(userFile, 'utf8')));
    await this.#write({ ...settings, [key]: value });
  }

  /** Removes everything. The browser or the server may be writing still: a few attempts are made. */
  async remove(): Promise<void> {
    await rm(this.root, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }

  async #installedPath(extensionDir: string): Promise<string> {
    const manifest = asObject(JSON.parse(await readFile(path.join(extensionDir, 'package.json'), 'utf8')));
    const name = `${manifest['publisher']}.${manifest['name']}-${manifest['version']}`;
    return path.join(this.extensionsDir, name);
  }

  /**
   * The user's settings and those of the remote machine, with the same content. Only the first count in desktop VS
   * Code. code-server takes the first at the start but never sees a change of them: it looks for changes under an
   * address without the server's name, and they come with it. The second it watches.
   */
  get #settingsFiles(): readonly [string, string] {
    return [
      path.join(this.userDataDir, 'User', 'settings.json'),
      path.join(this.userDataDir, 'Machine', 'settings.json'),
    ];
  }

  async #write(settings: Readonly<Record<string, unknown>>): Promise<void> {
    for (const file of this.#settingsFiles) await writeFile(file, `${JSON.stringify(settings, null, 2)}\n`);
  }
}

function asObject(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
