import { join } from 'node:path'
import { AppError, type Issue } from '@cronicl/core'
import { fallbackFont } from '../spec/fonts.ts'
import type { PictureClip, Still } from '../plan/timeline.ts'
import { drawPhoto } from './draw-photo.ts'
import { drawText } from './draw-text.ts'
import { fontInstalled } from './font-installed.ts'

export interface DrawOptions {
  pictures: readonly PictureClip[]
  /** Keys of the stills that are needed; of the others only the fonts are looked at. */
  wanted: ReadonlySet<string>
  /** Path of each source. */
  files: ReadonlyMap<string, string>
  dir: string
  signal: AbortSignal
}

/** The drawn stills by key, and what was not as asked for. */
export interface DrawnStills {
  paths: ReadonlyMap<string, string>
  warnings: Issue[]
}

/** Two clips that show the same still the same way share one file. */
export function stillKey(still: Still): string {
  return JSON.stringify(still)
}

/** Draws the stills that are wanted, one after another: sharp uses all cores for each, and memory stays that of one. */
export async function drawStills({ pictures, wanted, files, dir, signal }: DrawOptions): Promise<DrawnStills> {
  const paths = new Map<string, string>()
  const warnings: Issue[] = []
  for (const clip of pictures) {
    signal.throwIfAborted()
    if (clip.picture.kind !== 'still') continue
    const { still } = clip.picture
    const key = stillKey(still)
    if (wanted.has(key) && !paths.has(key)) {
      const output = join(dir, `still-${paths.size}.png`)
      await drawStill(still, files, output, clip.path)
      paths.set(key, output)
    }
    if (still.kind !== 'text' || (await fontInstalled(still.fontFamily))) continue
    // A clip of captions is many stills.
    const warning = missingFont(clip.path, still.fontFamily)
    if (JSON.stringify(warnings.at(-1)) !== JSON.stringify(warning)) warnings.push(warning)
  }
  return { paths, warnings }
}

async function drawStill(
  still: Still,
  files: ReadonlyMap<string, string>,
  output: string,
  path: (string | number)[],
): Promise<void> {
  try {
    if (still.kind === 'text') await drawText(still, output)
    else await drawPhoto(still, fileOf(files, still.src), output)
  } catch (cause) {
    // A full disk or a lost file is our fault, not the picture's.
    if (/No space left|Input file is missing/.test(String(cause))) throw cause
    const what = still.kind === 'text' ? 'text cannot be drawn' : 'picture is damaged and cannot be decoded'
    throw new AppError('UNSUPPORTED_MEDIA', `The ${what}.`, { details: { path }, cause })
  }
}

/** Path of a source's file; its absence is the caller's mistake. */
export function fileOf(files: ReadonlyMap<string, string>, src: string): string {
  const path = files.get(src)
  if (path === undefined) throw new TypeError('a source of the timeline has no file')
  return path
}

function missingFont(path: (string | number)[], family: string): Issue {
  return {
    path: [...path, 'asset', 'fontFamily'],
    message: `The font "${family}" is not installed; ${fallbackFont} is used.`,
  }
}
