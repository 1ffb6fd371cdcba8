import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { imageProviders } from '../../packages/providers/src/index.ts'
import { chords } from './chords.mjs'

const scenes = [
  'a harbour at dawn',
  'the road inland',
  'a storm over the pass',
  'lights in the valley',
  'the old orchard',
  'home',
]
const signal = new AbortController().signal

/**
 * Pictures and a song for a demo without files: scenes by the sandbox provider and a few chords.
 * @param {string} folder
 * @returns {Promise<string[]>} their paths
 */
export async function generatedFiles(folder) {
  mkdirSync(folder, { recursive: true })
  const { sandbox } = imageProviders
  const pictures = await Promise.all(
    scenes.map(async (prompt, index) => {
      const operation = await sandbox.start(
        { prompt, widthPx: 1920, heightPx: 1080 },
        { attemptId: String(index), signal },
      )
      const status = await sandbox.status(operation, { signal })
      if (status.state !== 'succeeded' || !status.outputs[0]) throw new Error(`The sandbox could not draw “${prompt}”.`)
      const path = join(folder, `${prompt.replaceAll(' ', '-')}.png`)
      writeFileSync(path, status.outputs[0].bytes)
      return path
    }),
  )
  const song = join(folder, 'chords.wav')
  writeFileSync(song, chords())
  return [...pictures, song]
}
