import { defineConfig } from 'vitest/config'

// No isolation between files: product code keeps no state in its modules, and 30 files start in one process.
export default defineConfig({
  test: {
    pool: 'threads',
    maxWorkers: 2,
    isolate: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    setupFiles: ['test/support/fast-check.ts'],
    projects: [
      {
        extends: true,
        test: {
          name: 'pure',
          include: ['test/*.test.ts', 'test/domain/**/*.test.ts', 'test/views/**/*.test.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'database',
          include: ['test/{app,commands,db,jobs,channels,contracts,cli,web,e2e}/**/*.test.ts'],
          globalSetup: ['test/support/database.ts'],
        },
      },
    ],
  },
})
