import { localTool } from '../steps/local-tool.mjs'

const node = process.execPath

/**
 * Every check of `npm run check`, one entry each.
 * @type {{ name: string, what: string, command: () => [string, ...string[]] }[]}
 */
export const checks = [
  {
    name: 'format',
    what: 'every file has the house’s format (npm run format mends it)',
    command: () => [...localTool('biome', '@biomejs/biome'), 'format', '.'],
  },
  {
    name: 'types',
    what: 'TypeScript, every package',
    command: () => [
      ...localTool('turbo'),
      'run',
      'typecheck',
      '--continue=dependencies-successful',
      '--output-logs=errors-only',
    ],
  },
  {
    name: 'lint',
    what: 'oxlint with types, and the rules of the house',
    command: () => [...localTool('oxlint'), '--type-aware', '--deny-warnings', '--report-unused-disable-directives'],
  },
  { name: 'boundaries', what: 'who may depend on whom', command: () => [...localTool('turbo'), 'boundaries'] },
  {
    name: 'unused',
    what: 'no unused file, export or dependency',
    command: () => [...localTool('knip'), '--no-config-hints'],
  },
  { name: 'versions', what: 'every dependency is pinned', command: () => [node, 'scripts/checks/pinned-versions.mjs'] },
  {
    name: 'environment',
    what: '.env.example is what packages/runtime/src/env.ts says',
    command: () => [node, 'scripts/checks/env-example.mjs'],
  },
  {
    name: 'migrations',
    what: 'prisma/migrations give prisma/schema',
    command: () => [node, 'packages/db/src/migrate/author.ts', '--check'],
  },
]
