import { defineConfig } from 'tsdown'

// Everything is bundled: the tarball needs no other package, and its types need no server code.
// The d.ts bundler warns of CommonJS declarations that it leaves out anyway.
const logLevel = 'error' as const
const deps = { alwaysBundle: [/.*/], onlyBundle: false as const }

export default defineConfig([
  { entry: ['src/index.ts'], platform: 'neutral', minify: false, dts: false, deps, logLevel },
  {
    entry: { index: './.types/packages/client/src/index.d.ts' },
    platform: 'neutral',
    clean: false,
    dts: { dtsInput: true, emitDtsOnly: true, resolver: 'oxc' },
    deps,
    logLevel,
  },
])
