import { createHash } from 'node:crypto'

export interface Scene {
  prompt: string
  widthPx: number
  heightPx: number
  seed: number
  /** The colour that it begins with, in degrees; without it the prompt decides. */
  hue?: number
}

/**
 * A frame of a storyboard as SVG: a landscape whose colours and shapes come from the prompt and the seed, the prompt's
 * beginning beneath it, and a mark that says where it is from.
 */
export function drawScene({ prompt, widthPx: w, heightPx: h, seed, hue: given }: Scene): string {
  const chance = chances(`${seed}\n${prompt}`)
  const ownHue = Math.floor(chance() * 360)
  const hue = given ?? ownHue
  const ridge = (base: number, height: number): string => {
    const [slow, fast, phase] = [2 + chance() * 2, 5 + chance() * 4, chance() * 6]
    const points = Array.from({ length: 41 }, (_, i) => {
      const x = i / 40
      const y = base - height * (0.5 + 0.35 * Math.sin(x * slow + phase) + 0.15 * Math.sin(x * fast * 2 + phase))
      return `${(x * w).toFixed(1)},${(y * h).toFixed(1)}`
    })
    return `0,${h} ${points.join(' ')} ${w},${h}`
  }
  const hills = [0, 1, 2].map(
    (n) =>
      `<polygon points="${ridge(0.72 + n * 0.11, 0.3 - n * 0.07)}" fill="hsl(${hue + 20 + n * 8}, ${45 - n * 6}%, ${52 - n * 15}%)"/>`,
  )
  const sun = `<circle cx="${w * (0.2 + chance() * 0.6)}" cy="${h * (0.15 + chance() * 0.2)}" r="${Math.min(w, h) * 0.09}" fill="hsl(${hue + 40}, 95%, 88%)"/>`
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${w}" height="${h}">
    <defs><linearGradient id="sky" x2="0" y2="1"><stop offset="0" stop-color="hsl(${hue}, 60%, 28%)"/><stop offset="1" stop-color="hsl(${hue + 35}, 85%, 78%)"/></linearGradient></defs>
    <rect width="${w}" height="${h}" fill="url(#sky)"/>${sun}${hills.join('')}${captionOf(prompt, w, h)}</svg>`
}

function captionOf(prompt: string, w: number, h: number): string {
  const size = Math.min(w, h) * 0.032
  const base = h - size * 0.8
  const mark = 'sandbox'
  // A letter is about half as wide as it is high; the mark has its own room.
  const room = Math.max(8, Math.floor((w - size * 7) / (size * 0.55)))
  const line = prompt.replaceAll(/[\s\p{Cc}\p{Cs}]+/gu, ' ').trim()
  const caption =
    Array.from(line).length > room
      ? `${Array.from(line)
          .slice(0, room - 1)
          .join('')}…`
      : line
  const text = (x: number, anchor: string, content: string) =>
    `<text x="${x}" y="${base}" text-anchor="${anchor}" font-family="sans-serif" font-size="${size}" fill="#ffffff" fill-opacity="0.85">${content}</text>`
  return `<rect y="${h - size * 2.2}" width="${w}" height="${size * 2.2}" fill="#000000" fill-opacity="0.45"/>${text(size, 'start', escapeXml(caption))}${text(w - size, 'end', mark)}`
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

/** Numbers from 0 to 1, the same for the same text: SHA-256 in counter mode. */
function chances(text: string): () => number {
  let count = 0
  return () => createHash('sha256').update(`${count++}\n${text}`).digest().readUInt32BE(0) / 2 ** 32
}
