export * from './record-enqueues.ts'
