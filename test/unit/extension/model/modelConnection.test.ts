import * as l10n from '@vscode/l10n';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Emitter } from '../../../../src/core/base/events.ts';
import { defaultSettings } from '../../../../src/core/settings/settings.ts';
import type { Target } from '../../../../src/core/target.ts';
import { ModelConnection } from '../../../../src/extension/model/modelConnection.ts';
import { FakeClock } from '../../../support/fakeClock.ts';
import { pseudoTranslation } from '../../../support/pseudoTranslation.ts';
import { RecordingLogger } from '../../../support/recordingLogger.ts';

const SIMULATOR = 'http://127.0.0.1:4711';
const SERVER = 'http://127.0.0.1:9';

beforeAll(() => {
  l10n.config({ contents: { ...pseudoTranslation().texts } });
});
afterAll(() => l10n.config({ contents: {} }));

/** The connection of an editor in another language; nobody answers at the server's address. */
function translatedConnection() {
  const client = {
    settings: { ...defaultSettings(), 'planscope.model.endpoint': SERVER },
    target: undefined as Target | undefined,
    http: {
      exchange: async () => {
        throw new Error('Nobody listens.');
      },
      probed: () => undefined,
    },
    setTarget(target: Target | undefined): void {
      client.target = target;
    },
    forgetRefusals: () => undefined,
  };
  const logger = new RecordingLogger();
  const exits = new Emitter<string>(() => {});
  const simulator = { start: async () => SIMULATOR, isRunning: true, onDidExit: exits.event };
  const connection = new ModelConnection({
    client,
    simulator,
    trust: { isGranted: () => true, onDidGrant: () => ({ dispose: () => undefined }) },
    clock: new FakeClock(),
    keyFor: async () => undefined,
    logger,
  } as unknown as ConstructorParameters<typeof ModelConnection>[0]);
  return { connection, logger, exits };
}

describe('in an editor of another language the log is English', () => {
  it('when the simulator is started, and when it is stopped', async () => {
    const { connection, logger, exits } = translatedConnection();
    expect(await connection.useSimulator()).toContain('⟦');
    exits.fire(SIMULATOR);
    expect(connection.message).toContain('⟦');
    expect(logger.lines).toEqual([
      `info: Planning with the simulator at ${SIMULATOR}.`,
      `info: The simulator at ${SIMULATOR} was stopped. No model server is connected.`,
    ]);
  });

  it('when no server is found and the simulator goes on', async () => {
    const { connection, logger } = translatedConnection();
    await connection.useSimulator();
    expect((await connection.lookAgain()).message).toContain('⟦');
    expect(logger.lines.at(-1)).toMatch(/^info: No model server answers at .* The simulator goes on\.$/);
  });
});
