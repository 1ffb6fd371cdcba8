import { defineConfig } from 'vitest/config'

const roots = '{packages,apps}/*/{src,test}/**'
const exclude = ['**/node_modules/**', '**/dist/**']

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'pure',
          include: [`${roots}/*.test.ts`, 'tools/**/*.test.ts', 'scripts/**/*.test.mjs'],
          exclude: [...exclude, '**/*.db.test.ts', 'apps/*/test/**'],
        },
      },
      {
        test: {
          name: 'database',
          include: [`${roots}/*.db.test.ts`, 'apps/*/test/**/*.test.ts'],
          exclude,
          globalSetup: ['packages/db/src/testing/global-setup.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['e2e/**/*.test.ts'],
          exclude,
          testTimeout: 300_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
    coverage: {
      provider: 'v8',
      include: ['packages/*/src/**', 'apps/*/src/**'],
      reporter: ['text-summary', 'json-summary'],
    },
  },
})
