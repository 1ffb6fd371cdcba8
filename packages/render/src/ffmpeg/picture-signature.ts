import { open } from 'node:fs/promises'

const signatures: readonly (readonly [at: number, bytes: string])[] = [
  [0, 'ffd8ff'],
  [0, '89504e470d0a1a0a'],
  [0, '474946383761'],
  [0, '474946383961'],
  [8, '57454250'],
  [0, '49492a00'],
  [0, '4d4d002a'],
  [0, '49492b00'],
  [0, '4d4d002b'],
  // The boxes of AVIF and HEIC, and of films.
  [4, '66747970'],
]

/**
 * Whether a file begins like one of the pictures that are read. libvips asks every loader it knows, and that of SVG
 * opens what a style sheet imports, at the mere look at a file's size: it must not see other files at all.
 */
export async function hasPictureSignature(path: string): Promise<boolean> {
  await using file = await open(path, 'r')
  const { buffer } = await file.read(Buffer.alloc(16), 0, 16, 0)
  const head = buffer.toString('hex')
  return signatures.some(([at, bytes]) => head.startsWith(bytes, at * 2))
}
