import { router } from '../trpc.ts'
import { editRoutes } from './timelines/edit-routes.ts'
import { nodeRoutes } from './timelines/node-routes.ts'
import { readRoutes } from './timelines/read-routes.ts'
import { storyRoutes } from './timelines/story-routes.ts'

const routes = router({ ...storyRoutes, ...nodeRoutes, ...editRoutes, ...readRoutes })

type Routes = typeof routes
export interface TimelinesRouter extends Routes {}
export const timelinesRouter: TimelinesRouter = routes
