export { type UrlRules, assertPublicUrl } from './assert-public-url.ts'
export { outboundEnv } from './config.ts'
export type * from './contract.ts'
export { createOutbound } from './create-outbound.ts'
