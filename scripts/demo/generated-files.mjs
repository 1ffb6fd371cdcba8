import { mkdirSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { root } from '../steps/paths.mjs'

const sharp = createRequire(join(root, 'packages/render/package.json'))('sharp')
const hues = [12, 48, 140, 200, 265, 320]
const sampleRate = 44_100
const songS = 18

/**
 * Pictures and a song for a demo without files: six drawn landscapes and a few chords.
 * @param {string} folder
 * @returns {Promise<string[]>} their paths
 */
export async function generatedFiles(folder) {
  mkdirSync(folder, { recursive: true })
  const pictures = await Promise.all(
    hues.map(async (hue, index) => {
      const path = join(folder, `scene-${index + 1}.png`)
      await sharp(Buffer.from(landscape(hue, index))).png().toFile(path)
      return path
    }),
  )
  const song = join(folder, 'chords.wav')
  writeFileSync(song, chords())
  return [...pictures, song]
}

/** @param {number} hue @param {number} seed */
function landscape(hue, seed) {
  const ridge = (/** @type {number} */ base, /** @type {number} */ height, /** @type {number} */ phase) =>
    Array.from({ length: 33 }, (_, i) => `${i * 60},${base - height * (0.5 + 0.5 * Math.sin(i * 0.55 + phase) * Math.cos(i * 0.21 + phase))}`).join(' ')
  const hill = (/** @type {number} */ n) => `<polygon points="0,1080 ${ridge(760 + n * 110, 260 - n * 50, seed * 1.7 + n * 2)} 1920,1080" fill="hsl(${hue + 20 + n * 8}, ${45 - n * 6}%, ${52 - n * 15}%)"/>`
  return `<svg xmlns="http://www.w3.org/2000/svg" width="1920" height="1080">
    <defs><linearGradient id="sky" x2="0" y2="1"><stop offset="0" stop-color="hsl(${hue}, 60%, 28%)"/><stop offset="1" stop-color="hsl(${hue + 35}, 85%, 78%)"/></linearGradient></defs>
    <rect width="1920" height="1080" fill="url(#sky)"/><circle cx="${380 + seed * 230}" cy="${300 - (seed % 3) * 60}" r="110" fill="hsl(${hue + 40}, 95%, 88%)"/>
    ${[0, 1, 2].map(hill).join('')}</svg>`
}

/** Four chords, each note a decaying sine: 16-bit mono WAV (RIFF). */
function chords() {
  const progression = [[220, 261.63, 329.63], [174.61, 220, 261.63], [130.81, 164.81, 196], [196, 246.94, 293.66]]
  const samples = sampleRate * songS
  const wav = Buffer.alloc(44 + samples * 2)
  wav.write('RIFF', 0)
  wav.writeUInt32LE(36 + samples * 2, 4)
  wav.write('WAVEfmt ', 8)
  for (const [value, offset] of /** @type {const} */ ([[16, 16], [sampleRate, 24], [sampleRate * 2, 28]])) wav.writeUInt32LE(value, offset)
  for (const [value, offset] of /** @type {const} */ ([[1, 20], [1, 22], [2, 32], [16, 34]])) wav.writeUInt16LE(value, offset)
  wav.write('data', 36)
  wav.writeUInt32LE(samples * 2, 40)
  for (let i = 0; i < samples; i++) {
    const t = i / sampleRate
    const chord = progression[Math.floor(t / 1.5) % progression.length] ?? []
    const fade = Math.min(1, t / 0.5, (songS - t) / 1.5)
    const value = chord.reduce((sum, hz) => sum + Math.sin(2 * Math.PI * hz * t), 0) * Math.exp(-((t % 1.5) * 1.2)) * fade
    wav.writeInt16LE(Math.round(value * 7_000), 44 + i * 2)
  }
  return wav
}
