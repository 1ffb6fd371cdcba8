import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { addMs, minuteMs, systemClock } from '../../packages/core/src/index.ts'
import { createSandboxMedia } from '../../packages/providers/src/index.ts'
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
  // The sandbox takes some time over its pictures, as others do; nobody need wait for it here.
  const started = systemClock.now()
  const at = { now: started }
  const sandbox = createSandboxMedia({ drawClip: null, clock: { now: () => at.now } })
  const pictures = await Promise.all(
    scenes.map(async (prompt, index) => {
      const picture = { prompt, aspectRatio: /** @type {const} */ ('16:9'), quality: /** @type {const} */ ('high') }
      const options = { submissionId: `demo-${index}`, webhookUrl: null, deadlineMs: minuteMs, signal }
      const { operation } = await sandbox.start(
        { kind: 'image', model: 'sandbox-image', count: 1, references: [], ...picture },
        options,
      )
      if (!operation) throw new Error('The sandbox names its work.')
      at.now = addMs(started, minuteMs)
      const status = await sandbox.status(operation, { signal })
      const [drawn] = status.state === 'succeeded' ? status.outputs : []
      if (!drawn || !('bytes' in drawn)) throw new Error(`The sandbox could not draw “${prompt}”.`)
      const path = join(folder, `${prompt.replaceAll(' ', '-')}.png`)
      writeFileSync(path, drawn.bytes)
      return path
    }),
  )
  const song = join(folder, 'chords.wav')
  writeFileSync(song, chords())
  return [...pictures, song]
}
