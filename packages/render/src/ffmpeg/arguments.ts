import { maxFramePixels } from './limits.ts'

/** Containers that hold media and nothing that points elsewhere: no playlists, no lists of files, no devices. */
const containers = [
  ...['mov', 'matroska', 'webm', 'avi', 'flv', 'asf', 'mpegts', 'mpeg', 'mpegvideo', 'h264', 'hevc', 'gif', 'apng'],
  ...['ogg', 'mp3', 'wav', 'w64', 'aiff', 'flac', 'aac', 'ac3', 'eac3', 'caf', 'amr', 'wv'],
]

/** Before every input: files only, known containers only, no enormous pictures, whatever the file claims to be. */
export const inputGuard: readonly string[] = [
  '-protocol_whitelist',
  'file,pipe',
  '-format_whitelist',
  containers.join(','),
  '-max_pixels',
  String(maxFramePixels),
]

/** For FFmpeg itself: no terminal, errors alone, no single allocation beyond what an 8K frame needs. */
export const globalArguments: readonly string[] = [
  '-nostdin',
  '-hide_banner',
  '-v',
  'error',
  '-y',
  '-max_alloc',
  '536870912',
]

/** Progress as lines on stdout, four times a second. */
export const progressArguments: readonly string[] = ['-progress', 'pipe:1', '-stats_period', '0.25', '-nostats']

/** A path that FFmpeg cannot take for an option or for another protocol. */
export function fileUrl(path: string): string {
  return `file:${path}`
}
