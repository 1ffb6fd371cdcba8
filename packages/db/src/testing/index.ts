export * from './postgres-server.ts'
export * from './template.ts'
export * from './test-database.ts'
