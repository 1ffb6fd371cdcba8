import { oneLineEnd } from '../source-text.ts'

/** What would begin a scene, a section, a synopsis or a page; a scene's heading also in emphasis. */
const breaksScene = /^\s*(?:[*_]*(?:(?:int|i)\.?\/(?:ext|e)|int|ext|est)[. ]|\.(?!\.)|#|=)/i

/**
 * A node's content inside its scene. Dialogue, transitions, lyrics and emphasis stay what they are in Fountain; what
 * would begin another scene or section becomes action, and nothing is hidden as a note or a comment.
 */
export function fountainText(content: string): string {
  return openText(oneLineEnd(content))
    .split('\n')
    .map((line) => (breaksScene.test(line) ? `!${line.trimStart()}` : line))
    .join('\n')
    .trim()
}

/** Plain text on one line, without emphasis. */
export function fountainLine(text: string): string {
  return openText(
    text
      .replace(/\s+/g, ' ')
      .trim()
      .replace(/[\\*_]/g, '\\$&'),
  )
}

function openText(text: string): string {
  return text.replaceAll('/*', String.raw`/\*`).replace(/\[(?=\[)/g, '[ ')
}
