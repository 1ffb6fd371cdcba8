import { expect, test } from 'vitest'
import { makeAsset } from '../../testing/make-asset.ts'
import { type AssetPages, keepAddresses, withAsset, withoutAsset } from './asset-pages.ts'

function pagesOf(...pages: string[]): AssetPages {
  return {
    pageParams: pages.map(() => null),
    pages: pages.map((ids, at) => ({
      items: Array.from(ids, (id) => makeAsset(id)),
      nextCursor: at < pages.length - 1 || ids.endsWith('c') ? 'more' : null,
    })),
  }
}

const ids = ({ pages }: AssetPages) => pages.map(({ items }) => items.map(({ id }) => id).join(''))

test.each([
  ['newer than all: it comes first', pagesOf('fd', 'ba'), 'g', ['gfd', 'ba']],
  ['between two: it keeps the order', pagesOf('fd', 'ba'), 'e', ['fed', 'ba']],
  ['in a later page', pagesOf('fd', 'ca'), 'b', ['fd', 'cba']],
  ['older than all that is loaded: a later page brings it', pagesOf('fc'), 'b', ['fc']],
  ['older than all there is: it comes last', pagesOf('fd'), 'b', ['fdb']],
  ['the first one', pagesOf(''), 'b', ['b']],
])('an asset is put where it belongs: %s', (_, pages, id, after) => {
  expect(ids(withAsset(pages, makeAsset(id)))).toEqual(after)
})

test('an asset that is there is replaced, not doubled', () => {
  const after = withAsset(pagesOf('fd'), makeAsset('d', { title: 'Changed' }))
  expect(ids(after)).toEqual(['fd'])
  expect(after.pages[0]?.items[1]?.title).toBe('Changed')
})

test('an asset is taken out', () => {
  expect(ids(withoutAsset(pagesOf('fd', 'ba'), 'd'))).toEqual(['f', 'ba'])
})

test('an address is kept while the new one does not live much longer', () => {
  const page = (url: string, expiresAt: string): AssetPages => {
    const thumbnail = { url, expiresAt, mimeType: 'image/webp', sizeBytes: 9, widthPx: 1, heightPx: 1 }
    return { pageParams: [null], pages: [{ items: [makeAsset('a', { variants: { thumbnail } })], nextCursor: null }] }
  }
  const urlAfter = (before: AssetPages, next: AssetPages) =>
    keepAddresses(before, next).pages[0]?.items[0]?.variants.thumbnail?.url
  const old = page('/old', '2026-01-01T01:00:00Z')
  expect(urlAfter(old, page('/new', '2026-01-01T01:20:00Z'))).toBe('/old')
  expect(urlAfter(old, page('/new', '2026-01-01T01:40:00Z'))).toBe('/new')
})
