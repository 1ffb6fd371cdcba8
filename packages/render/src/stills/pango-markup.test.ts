import { expect, test } from 'vitest'
import { pangoMarkup } from './pango-markup.ts'

test('no character of a text can open or close a tag', () => {
  const style = { color: '#ff0000', fontWeight: 700 }
  expect(pangoMarkup(`</span>&amp;"'<b>`, style)).toBe(
    '<span foreground="#ff0000" weight="700">&lt;/span&gt;&amp;amp;&quot;&#39;&lt;b&gt;</span>',
  )
  expect(pangoMarkup('\ud83d', style)).toContain('\ufffd')
})
