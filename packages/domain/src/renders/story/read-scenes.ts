import type { DomainContext } from '../../context.ts'
import { requireUserId } from '../../context.ts'

/** An asset as a scene uses it. */
export interface SceneAsset {
  assetId: string
  type: 'image' | 'video' | 'audio'
  /** Null for pictures. */
  durationS: number | null
}

/** A node with what is seen and heard with it. */
export interface Scene {
  nodeId: string
  title: string
  text: string
  shots: SceneAsset[]
  sounds: SceneAsset[]
}

export interface StoryMedia {
  scenes: Scene[]
  /** Sounds of the whole story, one after another. */
  background: SceneAsset[]
}

type SceneContext = Pick<DomainContext, 'db' | 'actor'>

const elementKinds = ['script', 'character', 'location', 'theme', 'scene'] as const

/** The nodes of a path, in its order, with their media; what a node has not is taken from the bible's covers. */
export async function readScenes(
  ctx: SceneContext,
  { timelineId, nodeIds }: { timelineId: string; nodeIds: readonly string[] },
): Promise<StoryMedia> {
  const [nodes, attached, covers, background] = await Promise.all([
    ctx.db.storyNode.findMany({
      where: { timelineId, id: { in: [...nodeIds] } },
      select: { id: true, title: true, content: true },
    }),
    attachedTo(ctx, { ownerType: 'node', ownerId: { in: [...nodeIds] } }),
    readCovers(ctx, timelineId),
    attachedTo(ctx, { ownerType: 'timeline', ownerId: timelineId, role: { in: ['gallery', 'reference'] } }),
  ])
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const scenes = nodeIds.flatMap((nodeId): Scene[] => {
    const node = byId.get(nodeId)
    if (!node) return []
    const own = attached.get(nodeId) ?? []
    const seen = own.filter(isSeen)
    const named = seen.length > 0 ? [] : covers.filter(({ pattern }) => pattern.test(`${node.title}\n${node.content}`))
    return [
      {
        nodeId,
        title: node.title,
        text: node.content,
        shots: seen.length > 0 ? seen : named.map(({ cover }) => cover),
        sounds: own.filter(isHeard),
      },
    ]
  })
  return { scenes, background: (background.get(timelineId) ?? []).filter(isHeard) }
}

function isSeen({ type }: SceneAsset): boolean {
  return type !== 'audio'
}

/** A sound that does not tell its length cannot be placed. */
function isHeard({ type, durationS }: SceneAsset): boolean {
  return type === 'audio' && durationS !== null && durationS > 0
}

type Owned = {
  ownerType: 'node' | 'timeline'
  ownerId: string | { in: string[] }
  role?: { in: ('gallery' | 'reference')[] }
}

/** Assets by their owners: the cover first, then in their order, each once. */
async function attachedTo(ctx: SceneContext, owned: Owned): Promise<Map<string, SceneAsset[]>> {
  const rows = await ctx.db.mediaAttachment.findMany({
    where: { ...owned, userId: requireUserId(ctx), asset: usable },
    orderBy: [{ sortOrder: 'asc' }, { id: 'asc' }],
    select: { ownerId: true, role: true, asset: { select: assetSelect } },
  })
  const byOwner = new Map<string, SceneAsset[]>()
  for (const { ownerId, asset } of [...rows].sort((a, b) => rankOf(a) - rankOf(b))) {
    const assets = byOwner.get(ownerId) ?? []
    if (!assets.some(({ assetId }) => assetId === asset.id)) assets.push(toSceneAsset(asset))
    byOwner.set(ownerId, assets)
  }
  return byOwner
}

function rankOf({ role }: { role: string }): number {
  return role === 'cover' ? 0 : 1
}

interface Cover {
  pattern: RegExp
  cover: SceneAsset
}

/** The covers of the story bible, by the names that they stand for. */
async function readCovers(ctx: SceneContext, timelineId: string): Promise<Cover[]> {
  const elements = await ctx.db.storyElement.findMany({
    where: { timelineId, trashedAt: null },
    orderBy: { id: 'asc' },
    select: { id: true, name: true },
  })
  const rows = await ctx.db.mediaAttachment.findMany({
    where: {
      userId: requireUserId(ctx),
      ownerType: { in: [...elementKinds] },
      ownerId: { in: elements.map(({ id }) => id) },
      role: 'cover',
      asset: { ...usable, type: { in: ['image', 'video'] } },
    },
    select: { ownerId: true, asset: { select: assetSelect } },
  })
  const byOwner = new Map(rows.map(({ ownerId, asset }) => [ownerId, toSceneAsset(asset)]))
  return elements.flatMap(({ id, name }): Cover[] => {
    const cover = byOwner.get(id)
    const words = name.trim().replaceAll(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`)
    if (!cover || words === '') return []
    return [{ cover, pattern: new RegExp(String.raw`(?<![\p{L}\p{N}])${words}(?![\p{L}\p{N}])`, 'iu') }]
  })
}

const usable = { status: 'ready' as const, type: { in: ['image' as const, 'video' as const, 'audio' as const] } }
const assetSelect = { id: true, type: true, durationMs: true } as const

function toSceneAsset(asset: { id: string; type: string; durationMs: number | null }): SceneAsset {
  const durationS = asset.durationMs === null ? null : asset.durationMs / 1_000
  return { assetId: asset.id, type: asset.type as SceneAsset['type'], durationS }
}
