import type { Asset } from '@cronicl/client'
import type { InfiniteData } from '@tanstack/react-query'

export interface AssetPage {
  items: Asset[]
  nextCursor: string | null
}
export type AssetPages = InfiniteData<AssetPage, string | null>

/**
 * The pages with `asset` in them: in the place of the one that was there, or where its id belongs (newest first).
 * One that is older than all that is loaded comes with a later page.
 */
export function withAsset(pages: AssetPages, asset: Asset): AssetPages {
  if (pages.pages.some((page) => page.items.some(({ id }) => id === asset.id)))
    return mapItems(pages, (items) => items.map((item) => (item.id === asset.id ? asset : item)))
  const home = pages.pages.findIndex(
    ({ items, nextCursor }) => nextCursor === null || (items.at(-1)?.id ?? '') < asset.id,
  )
  return mapItems(pages, (items, at) => {
    if (at !== home) return items
    const before = items.filter(({ id }) => id > asset.id)
    return [...before, asset, ...items.slice(before.length)]
  })
}

export function withoutAsset(pages: AssetPages, id: string): AssetPages {
  return mapItems(pages, (items) => items.filter((item) => item.id !== id))
}

/** Signed addresses change with every answer; the page goes on with those it has while they are good for long. */
const tradeInMs = 30 * 60_000

/**
 * `next`, with the addresses of `before` where the new ones do not live much longer, so that pictures which are shown
 * already are neither loaded nor drawn again.
 */
export function keepAddresses(before: AssetPages | undefined, next: AssetPages): AssetPages {
  const known = new Map(before?.pages.flatMap(({ items }) => items).map((asset) => [asset.id, asset]))
  return mapItems(next, (items) =>
    items.map((asset) => {
      const old = known.get(asset.id)
      return old ? { ...asset, variants: keepVariants(old.variants, asset.variants) } : asset
    }),
  )
}

type Variants = Asset['variants']

function keepVariants(old: Variants, next: Variants): Variants {
  const kept: Variants = { ...next }
  for (const kind of Object.keys(next) as (keyof Variants)[]) {
    const [was, is] = [old[kind], next[kind]]
    if (was && is && was.sizeBytes === is.sizeBytes && Date.parse(is.expiresAt) - Date.parse(was.expiresAt) < tradeInMs)
      kept[kind] = was
  }
  return kept
}

function mapItems(pages: AssetPages, change: (items: Asset[], page: number) => Asset[]): AssetPages {
  return { ...pages, pages: pages.pages.map((page, at) => ({ ...page, items: change(page.items, at) })) }
}
