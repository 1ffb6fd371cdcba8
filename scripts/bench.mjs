// `npm run bench -- [--only <name>,…] [--json <file>]`: the benchmark tables.
await import('../bench/src/main.ts')
