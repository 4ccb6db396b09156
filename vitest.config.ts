import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      // Property tests take seconds, and several times as long on a busy machine.
      { test: { name: 'unit', include: ['test/unit/**/*.test.ts'], testTimeout: 60_000 } },
      {
        test: {
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 300_000,
        },
      },
      {
        test: {
          name: 'engine',
          include: ['test/engine/**/*.test.ts'],
          globalSetup: ['test/engine/globalSetup.ts'],
          testTimeout: 240_000,
          // For tests of leaks: garbage is collected on demand, and what is left is counted.
          execArgv: ['--expose-gc', '--disable-warning=ExperimentalWarning'],
          // One engine, one answer at a time.
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'editor',
          include: ['test/editor/**/*.test.ts'],
          testTimeout: 180_000,
          hookTimeout: 420_000,
          // One editor at a time: two cores.
          fileParallelism: false,
        },
      },
    ],
  },
});
