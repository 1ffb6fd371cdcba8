import { AppError, type Issue, validationError } from '@cronicl/core'
import { type RenderDocument, type RenderDocumentInput, defaultLimits, renderDocumentSchema } from '@cronicl/render'
import { z } from 'zod'
import { type DomainContext, requireUserId } from '../../context.ts'
import { getPath } from '../../timelines/get-path.ts'
import { noSuchTimeline } from '../../timelines/path-ranges.ts'
import { idInput, timelineIdInput } from '../../timelines/story-inputs.ts'
import type { FindContext } from '../find-sources.ts'
import { prepareRender } from '../prepare-render.ts'
import { type SceneAsset, type StoryMedia, readScenes } from './read-scenes.ts'
import { backgroundClipsMax, storyDocument } from './story-document.ts'
import { type TimedScene, timeScenes } from './time-scenes.ts'

const side = () => z.int().min(160).max(1920).multipleOf(2, 'Width and height are even numbers.')

const optionsInput = z.strictObject({
  secondsPerNode: z
    .union([z.literal('auto'), z.number().min(1).max(300)], { error: 'secondsPerNode is "auto" or 1 to 300 seconds.' })
    .default('auto')
    .describe('"auto" is what reading takes at 150 words a minute, at least 3 s'),
  captions: z.boolean().default(true).describe('Whether the words of the nodes are shown'),
  crossfadeS: z.number().min(0).max(3).default(1).describe('Seconds from one picture to the next'),
  size: z
    .strictObject({ width: side(), height: side() })
    .refine(({ width, height }) => Math.min(width, height) <= 1080, 'The film is at most 1920×1080.')
    .default({ width: 1280, height: 720 })
    .describe('Of the film, in pixels'),
})

export const renderFromTimelineInput = z.strictObject({
  ...timelineIdInput,
  nodeId: idInput.optional().describe('Last node of the path; give this, or a branch, or neither for the first branch'),
  branchId: idInput.optional().describe('The path to this branch’s head'),
  fromNodeId: idInput.optional().describe('First node that is shown; default the root. Nodes before it are left out'),
  options: optionsInput.prefault({}),
})

const sceneView = z.object({
  nodeId: z.string(),
  title: z.string(),
  startS: z.number(),
  lengthS: z.number(),
  isCut: z.boolean().describe('Whether some of its words found no time'),
})
export const renderFromTimelineOutput = z.object({
  document: renderDocumentSchema.describe('Valid as it is; change it, then render it'),
  scenes: z.array(sceneView),
  nextNodeId: z
    .string()
    .nullable()
    .describe('The first node that the film had no room for: `fromNodeId` of the next one; null when all are in it'),
  warnings: z.array(z.string()),
})

/** No film shows more: a scene lasts at least a second. */
const nodesMax = 300

type StoryRenderContext = FindContext & Pick<DomainContext, 'actor'>

/**
 * A document that tells the path to a node: each node a scene, with its media as shots and its words as captions. It is
 * valid, and returned to be edited; nothing is rendered. NOT_FOUND for another user's story.
 */
export async function renderFromTimeline(
  ctx: StoryRenderContext,
  input: z.infer<typeof renderFromTimelineInput>,
): Promise<z.infer<typeof renderFromTimelineOutput>> {
  const { timelineId, options } = input
  const nodeIds = await pathOf(ctx, input)
  const media = await readScenes(ctx, { timelineId, nodeIds: nodeIds.slice(0, nodesMax) })
  const warnings: string[] = []
  let { film, document } = compose(ctx, media, options)
  let checked = await prepareRender(ctx, requireUserId(ctx), document)
  if (!checked.ok) {
    // Whatever cannot be shown, as a damaged or a far too narrow picture, is left out; the rest is a film all the same.
    const unusable = new Map(checked.issues.map((issue) => [srcAt(document, issue), issue.message]))
    warnings.push(...[...unusable].flatMap(([src, message]) => (src === null ? [] : [`${src}: ${message}`])))
    ;({ film, document } = compose(ctx, without(media, unusable), options))
    checked = await prepareRender(ctx, requireUserId(ctx), document)
  }
  if (!checked.ok) throw validationError(checked.issues)
  return {
    document: checked.document satisfies RenderDocument,
    scenes: film.map(({ nodeId, title, startS, lengthS, isCut }) => ({ nodeId, title, startS, lengthS, isCut })),
    nextNodeId: nodeIds[film.length] ?? null,
    warnings: [...warnings, ...checked.warnings.map(({ message }) => message)],
  }
}

function compose(
  ctx: Pick<DomainContext, 'config'>,
  { scenes, background }: StoryMedia,
  { size, crossfadeS, ...timing }: z.infer<typeof optionsInput>,
): { film: TimedScene[]; document: RenderDocumentInput } {
  const room = { maxS: ctx.config.renders.maxDurationS, maxClips: defaultLimits.maxClips - backgroundClipsMax }
  const film = timeScenes(scenes, { ...timing, ...room })
  return { film, document: storyDocument({ scenes: film, background, size, crossfadeS }) }
}

/** Ids of the nodes that are asked for, in order. */
async function pathOf(
  ctx: StoryRenderContext,
  { timelineId, nodeId, branchId, fromNodeId }: z.infer<typeof renderFromTimelineInput>,
): Promise<string[]> {
  if (nodeId !== undefined && branchId !== undefined)
    throw validationError([{ path: ['branchId'], message: 'Give either a node or a branch.' }])
  const last = nodeId ?? (await headOf(ctx, timelineId, branchId))
  const { nodes } = await getPath(ctx, { timelineId, nodeId: last, contents: false })
  const ids = nodes.map(({ id }) => id)
  if (fromNodeId === undefined) return ids
  const from = ids.indexOf(fromNodeId)
  if (from < 0) throw validationError([{ path: ['fromNodeId'], message: 'This node is not on the path.' }])
  return ids.slice(from)
}

async function headOf(ctx: StoryRenderContext, timelineId: string, branchId: string | undefined): Promise<string> {
  const branch = await ctx.db.branch.findFirst({
    where: {
      timelineId,
      timeline: { userId: requireUserId(ctx), trashedAt: null },
      ...(branchId === undefined ? {} : { id: branchId }),
    },
    orderBy: { id: 'asc' },
    select: { headNodeId: true },
  })
  if (branch) return branch.headNodeId
  throw branchId === undefined ? noSuchTimeline() : new AppError('NOT_FOUND', 'There is no such branch.')
}

/** The source of the clip that an issue is about. */
function srcAt({ tracks = [] }: RenderDocumentInput, { path }: Issue): string | null {
  const [, track, , clip] = path
  const asset = tracks[Number(track)]?.clips[Number(clip)]?.asset
  return asset && 'src' in asset ? (asset.src ?? null) : null
}

function without({ scenes, background }: StoryMedia, unusable: ReadonlyMap<string | null, string>): StoryMedia {
  const kept = (assets: SceneAsset[]): SceneAsset[] => assets.filter(({ assetId }) => !unusable.has(assetId))
  return {
    scenes: scenes.map((scene) => ({ ...scene, shots: kept(scene.shots), sounds: kept(scene.sounds) })),
    background: kept(background),
  }
}
