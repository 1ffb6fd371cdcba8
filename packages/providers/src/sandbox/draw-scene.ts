import { createHash } from 'node:crypto'

export interface Scene {
  prompt: string
  widthPx: number
  heightPx: number
  seed: number
}

/** A landscape as SVG: sky, sun and three ridges, whose colours and shapes come from the prompt and the seed. */
export function drawScene({ prompt, widthPx: w, heightPx: h, seed }: Scene): string {
  const chance = chances(`${seed}\n${prompt}`)
  const hue = Math.floor(chance() * 360)
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
  const sun = `<circle cx="${w * (0.2 + chance() * 0.6)}" cy="${h * (0.15 + chance() * 0.2)}" r="${h * 0.09}" fill="hsl(${hue + 40}, 95%, 88%)"/>`
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${w}" height="${h}">
    <defs><linearGradient id="sky" x2="0" y2="1"><stop offset="0" stop-color="hsl(${hue}, 60%, 28%)"/><stop offset="1" stop-color="hsl(${hue + 35}, 85%, 78%)"/></linearGradient></defs>
    <rect width="${w}" height="${h}" fill="url(#sky)"/>${sun}${hills.join('')}
    <text x="${w * 0.98}" y="${h * 0.97}" text-anchor="end" font-family="sans-serif" font-size="${h * 0.03}" fill="#ffffff" fill-opacity="0.6">sandbox</text></svg>`
}

/** Numbers from 0 to 1, the same for the same text: SHA-256 in counter mode. */
function chances(text: string): () => number {
  let count = 0
  return () => createHash('sha256').update(`${count++}\n${text}`).digest().readUInt32BE(0) / 2 ** 32
}
