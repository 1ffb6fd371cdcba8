import { router } from '../trpc.ts'
import { profileRoutes } from './ai/profile-routes.ts'
import { storyRoutes } from './ai/story-routes.ts'
import { streamRoutes } from './ai/stream-routes.ts'
import { timelineRoutes } from './ai/timeline-routes.ts'

const routes = router({ ...storyRoutes, ...timelineRoutes, ...streamRoutes, ...profileRoutes })

type Routes = typeof routes
export interface AiRouter extends Routes {}
export const aiRouter: AiRouter = routes
