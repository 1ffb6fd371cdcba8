import type { AppRouter } from '@cronicl/api'
import type { inferRouterInputs, inferRouterOutputs } from '@trpc/server'

export type { AppRouter } from '@cronicl/api'
export type { ErrorCode } from '@cronicl/core'

export type Inputs = inferRouterInputs<AppRouter>
export type Outputs = inferRouterOutputs<AppRouter>

export type User = Outputs['auth']['me']
export type Asset = Outputs['media']['get']
export type Job = Outputs['jobs']['get']
/** A render document with its options, as `renders.create` takes it. */
export type RenderInput = Inputs['renders']['create']
