export type * from './contract.ts'
export { imageProviders } from './registry.ts'
