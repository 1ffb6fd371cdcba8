import { expect, test } from 'vitest'
import { pangoMarkup, type TextMarkup } from './pango-markup.ts'

const plain: TextMarkup = {
  ...{
    text: '',
    color: '#ff0000',
    fontWeight: 700,
    isItalic: false,
    lineHeight: 1,
    letterSpacingPx: 0,
    highlight: null,
  },
}

test('no character of a text can open or close a tag', () => {
  expect(pangoMarkup({ ...plain, text: `</span>&amp;"'<b>` })).toBe(
    '<span foreground="#ff0000" weight="700">&lt;/span&gt;&amp;amp;&quot;&#39;&lt;b&gt;</span>',
  )
  expect(pangoMarkup({ ...plain, text: '\ud83d' })).toContain('\ufffd')
})

test('a style becomes attributes, and a highlighted word a span of its own', () => {
  const style = { isItalic: true, lineHeight: 1.5, letterSpacingPx: -2 }
  expect(pangoMarkup({ ...plain, ...style, text: 'a <b> c', highlight: { from: 2, to: 5, color: '#00ff00' } })).toBe(
    '<span foreground="#ff0000" weight="700" style="italic" line_height="1.5" letter_spacing="-2048">a <span foreground="#00ff00">&lt;b&gt;</span> c</span>',
  )
})
