import { type CaptionsRead, type Cue, maxCueCharacters, maxCues } from './cue.ts'
import { readCueText } from './read-cue-text.ts'
import { timeMs, timePattern } from './read-time.ts'

const timing = new RegExp(`^\\s*(${timePattern})\\s*-->\\s*(${timePattern})(?:\\s.*)?$`)
/** Blocks of WebVTT that are no cues. */
const aside = /^(NOTE|STYLE|REGION)(\s|$)/

/** Something that has a glyph. */
const visible = /[^\s\p{Cf}]/u
/** With its markup; no longer text is even looked at. */
const maxRawCharacters = 10 * maxCueCharacters

interface Block {
  /** Counts from 1. */
  line: number
  lines: string[]
}

/**
 * Captions of SRT or WebVTT, in the order of their times; where two overlap, the earlier ends when the later begins. The
 * first mistake is told with its line. Positions and styles of the file are left out.
 */
export function readCaptions(text: string): CaptionsRead {
  const blocks = blocksOf(text)
  const isVtt = /^WEBVTT(\s|$)/.test(blocks[0]?.lines[0] ?? '')
  const cues: Cue[] = []
  for (const block of isVtt ? blocks.slice(1) : blocks) {
    if (isVtt && aside.test(block.lines[0] ?? '')) continue
    const read = readBlock(block)
    if ('message' in read) return { ok: false, ...read }
    if (visible.test(read.cue.text)) cues.push(read.cue)
    if (cues.length > maxCues)
      return { ok: false, line: block.line, message: `There are more than ${maxCues} captions.` }
  }
  if (cues.length === 0) return { ok: false, line: 1, message: 'There are no captions in it.' }
  return { ok: true, cues: inOrder(cues) }
}

/** Cues by their beginnings, none longer than until the next. */
export function inOrder(cues: readonly Cue[]): Cue[] {
  const sorted = [...cues].sort((a, b) => a.startMs - b.startMs)
  return sorted.flatMap((cue, i) => {
    const endMs = Math.min(cue.endMs, sorted[i + 1]?.startMs ?? Infinity)
    return endMs > cue.startMs ? [{ ...cue, endMs }] : []
  })
}

/** What stands between empty lines. */
function blocksOf(text: string): Block[] {
  const blocks: Block[] = []
  let open: Block | null = null
  text
    .replace(/^\ufeff/, '')
    .split(/\r\n|\r|\n/)
    .forEach((line, i) => {
      if (line.trim() === '') open = null
      else if (open) open.lines.push(line)
      else blocks.push((open = { line: i + 1, lines: [line] }))
    })
  return blocks
}

function readBlock({ line, lines }: Block): { cue: Cue } | { line: number; message: string } {
  // A number or a name may stand before the times.
  const at = lines[0]?.includes('-->') ? 0 : 1
  const times = timing.exec(lines[at] ?? '')
  if (!times) {
    const message = 'Times are to stand here, as in "00:00:01,000 --> 00:00:04,000".'
    return { line: line + (lines.length > at ? at : 0), message }
  }
  const [startMs, endMs] = [timeMs(times[1] ?? ''), timeMs(times[2] ?? '')]
  if (endMs <= startMs) return { line: line + at, message: 'The caption ends before it begins.' }
  const raw = lines.slice(at + 1).join('\n')
  const read = raw.length > maxRawCharacters ? null : readCueText(raw, startMs)
  if (!read || read.text.length > maxCueCharacters) {
    return { line: line + at + 1, message: `A caption has at most ${maxCueCharacters} characters.` }
  }
  return { cue: { startMs, endMs, ...read } }
}
