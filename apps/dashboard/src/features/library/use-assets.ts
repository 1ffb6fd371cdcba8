import { CroniclError, type Asset, type Job } from '@cronicl/client'
import { replaceEqualDeep, useInfiniteQuery } from '@tanstack/react-query'
import { client } from '../../client.ts'
import { queryClient } from '../../query-client.ts'
import { type AssetPages, keepAddresses, withAsset, withoutAsset } from './asset-pages.ts'

export type AssetFilter = 'all' | 'image' | 'video' | 'audio'

const root = 'assets'
const pageSize = 48
/** Signed addresses live for an hour. */
const renewMs = 20 * 60_000

/** The library, newest first, page by page. */
export function useAssets(filter: AssetFilter) {
  return useInfiniteQuery({
    queryKey: [root, filter],
    queryFn: ({ pageParam, signal }) =>
      client.api.media.list.query(
        { limit: pageSize, ...(filter === 'all' ? {} : { type: filter }), ...(pageParam ? { cursor: pageParam } : {}) },
        { signal },
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    refetchInterval: renewMs,
    structuralSharing: (before, next) =>
      replaceEqualDeep(before, keepAddresses(before as AssetPages | undefined, next as AssetPages)),
  })
}

/** Shows an asset that is new or has changed, wherever it belongs. */
export function showAsset(asset: Asset): void {
  for (const filter of ['all', asset.type])
    queryClient.setQueryData<AssetPages>([root, filter], (pages) => pages && withAsset(pages, asset))
  queryClient.setQueryData(['asset', asset.id], asset)
}

function forgetAsset(id: string): void {
  queryClient.setQueriesData<AssetPages>({ queryKey: [root] }, (pages) => pages && withoutAsset(pages, id))
}

/** Asks for the library anew: something was added to it elsewhere. */
export function refreshAssets(): Promise<void> {
  return queryClient.invalidateQueries({ queryKey: [root] })
}

/**
 * Shows what became of an asset whose ingest has ended. Returns whether it is in the library; when its bytes were there
 * already, it has given way to the asset that holds them.
 */
export async function settleAsset(id: string, job: Job): Promise<boolean> {
  try {
    showAsset(await client.api.media.get.query({ id }))
    return true
  } catch (error) {
    if (!(error instanceof CroniclError) || error.code !== 'NOT_FOUND') throw error
    forgetAsset(id)
    const twin = job.outputs[0]?.assetId
    if (twin && twin !== id) showAsset(await client.api.media.get.query({ id: twin }))
    return false
  }
}
