import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchPlanscope, NOBODY, type PlanscopeEditor } from './planscopeEditor.ts';

const LIMIT = { timeout: 15_000 };

describe('Planscope where no model server is', () => {
  let planscope: PlanscopeEditor;

  beforeAll(async () => {
    planscope = await launchPlanscope({ 'planscope.model.endpoint': NOBODY });
  });

  afterAll(async () => {
    await planscope?.dispose();
  });

  it('says so, plans by rules and calls that a fallback, and offers the simulator', async () => {
    const { editor } = planscope;
    await editor.openFile('door-behind-wall.scenario.json');
    await editor.runCommand('Planscope: Generate Plan');
    const message = editor.notification(/No model server answers at .*made by rules/);
    await message.waitFor(LIMIT);
    await editor.screenshot('no-model');
    await editor.statusBarItem('Planscope: no model').waitFor(LIMIT);
    expect((await planscope.snapshot()).counters).toMatchObject({ fallbackPlans: 1, modelPlans: 0 });

    await editor.clickNotificationButton(/No model server answers/, 'Start Simulator');
    await editor.statusBarItem(/simulator: closed/).waitFor(LIMIT);
    await editor.runCommand('Planscope: Generate Plan');
    await expect.poll(async () => (await planscope.snapshot()).counters.modelPlans, LIMIT).toBe(1);
    expect((await planscope.snapshot()).model).toMatchObject({ kind: 'simulator', name: 'simulator' });
  });

  it('stops the simulator, which leaves no process, and says that there is no model', async () => {
    const { editor } = planscope;
    await editor.runCommand('Planscope: Stop Simulator');
    await editor.statusBarItem('Planscope: no model').waitFor(LIMIT);
    const programs = (): number =>
      editor.serverProcessTree().filter(({ command }) => command.includes('cli.cjs')).length;
    await expect.poll(programs, LIMIT).toBe(0);
  });

  it('names file, place and fault of a scenario that is not JSON, and keeps its text', async () => {
    const { editor, workspaceDir } = planscope;
    const text = '{\n  "snapshot": {\n    "t": 0,,\n  }\n}\n';
    await writeFile(path.join(workspaceDir, 'broken.scenario.json'), text);
    await editor.openFile('broken.scenario.json');
    await editor.runCommand('Planscope: Generate Plan');
    await editor.notification(/broken\.scenario\.json:3:\d+/).waitFor(LIMIT);
    expect((await editor.editorText()).trim()).toBe(text.trim());
  });

  it('says which setting is wrong, what it may be, and goes on with the default', async () => {
    const { editor } = planscope;
    await editor.setSetting('planscope.retry.maxRetries', 99);
    await editor
      .notification(/planscope\.retry\.maxRetries is 99, but must be a whole number from 0 to 10/)
      .waitFor(LIMIT);
    await editor.setSetting('planscope.retry.maxRetries', undefined);
  });

  it('says what an endpoint is that is no model server', async () => {
    const { editor } = planscope;
    const { createServer } = await import('node:http');
    const server = createServer((_request, response) => response.end('<html>hello</html>'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    try {
      await editor.setSetting('planscope.model.endpoint', `http://127.0.0.1:${port}`);
      const said = editor.notification(new RegExp(`127\\.0\\.0\\.1:${port} is no model server`));
      // A setting takes effect a moment after it is written: then the search looks there.
      const search = async (): Promise<boolean> => {
        await editor.runCommand('Planscope: Find Local Model');
        return said.waitFor({ timeout: 3_000 }).then(
          () => true,
          () => false,
        );
      };
      await expect.poll(search, LIMIT).toBe(true);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });
});
