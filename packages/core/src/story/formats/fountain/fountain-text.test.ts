import { expect, test } from 'vitest'
import { fountainText } from './fountain-text.ts'

test.each(['INT. HALL', '*INT. HALL*', '***_ext. hall', '  .5 past ten', '# One', '= a synopsis'])(
  '%j would begin something of its own, and is action instead',
  (line) => {
    expect(fountainText(`She waits.\n${line}`)).toBe(`She waits.\n!${line.trimStart()}`)
  },
)

test.each(['*Interesting*', 'MARA\nI wait.', '... and then'])('%j stays what it is', (text) => {
  expect(fountainText(text)).toBe(text)
})
