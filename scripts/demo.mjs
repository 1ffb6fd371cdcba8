// `npm run demo [-- pictures and one song]`: the main job through the client package, against the server that runs here
// (CRONICL_URL, else http://localhost:PORT) or one that it starts for the occasion: files are uploaded, a story is told
// to them by suggestions, and its scenes are the captions of out/film.mp4.
import { randomBytes } from 'node:crypto'
import { createWriteStream, mkdirSync, openAsBlob, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, extname, isAbsolute, join, relative } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { filmDocument, shotsOf } from './demo/film-document.mjs'
import { generatedFiles } from './demo/generated-files.mjs'
import { progressBar } from './demo/progress-bar.mjs'
import { tellStory } from './demo/tell-story.mjs'
import { buildPackages } from './stack/build-packages.mjs'
import { startStack } from './stack/start-stack.mjs'
import { root } from './steps/paths.mjs'
import { ensureSystemPackages } from './steps/system-packages.mjs'

const mimeTypes = {
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.png': 'image/png',
  '.webp': 'image/webp',
  '.mp3': 'audio/mpeg',
  '.wav': 'audio/wav',
  '.ogg': 'audio/ogg',
  '.m4a': 'audio/mp4',
  '.flac': 'audio/flac',
  '.mp4': 'video/mp4',
  '.mov': 'video/quicktime',
  '.webm': 'video/webm',
}

await ensureSystemPackages({ browser: false })
await buildPackages('@cronicl/client')
const { createClient } = await import('../packages/client/dist/index.js')
// What the demo makes for itself, its own server's state included, is gone afterwards.
const home = join(tmpdir(), `cronicl-demo-${randomBytes(4).toString('hex')}`)
process.on('exit', () => rmSync(home, { recursive: true, force: true }))
const running = await findRunning()
const stopping = new AbortController()
const starting = running
  ? null
  : startStack({ home, env: { ...process.env, PORT: '0' }, say: console.error, signal: stopping.signal })
const stop = () =>
  starting?.then(
    (stack) => stack.stop(),
    () => {},
  )
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) {
  process.on(signal, () => {
    stopping.abort()
    void Promise.resolve(stop()).finally(() => process.exit(130))
  })
}
try {
  const stack = await starting
  await main(running ?? /** @type {string} */ (stack?.url))
} catch (error) {
  const { message, issues = [] } = /** @type {Error & { issues?: { path: unknown[], message: string }[] }} */ (error)
  console.error(`\n${message}${issues.map((issue) => `\n  ${issue.path.join('.')}: ${issue.message}`).join('')}`)
  process.exitCode = 1
} finally {
  await stop()
}
process.exit()

/** @param {string} url */
async function main(url) {
  console.log(`Server: ${url}`)
  const client = createClient({ url })
  await client.auth.register({
    email: `demo-${randomBytes(6).toString('hex')}@example.com`,
    password: randomBytes(18).toString('base64url'),
  })
  const given = process.argv.slice(2)
  const files = given.length > 0 ? given : await generatedFiles(home)
  const assets = []
  for (const path of files) assets.push(await upload(client, path))
  const pictures = shotsOf(assets).map(({ title }) => title)
  const document = filmDocument(assets, await tellStory(client, pictures))
  const { jobId, estimate } = await client.api.renders.create.mutate({
    ...document,
    idempotencyKey: randomBytes(12).toString('hex'),
  })
  console.log(
    `Rendering ${(estimate.durationMs / 1000).toFixed(2)} s of film, metered at $${(estimate.costMicroUsd / 1e6).toFixed(4)}`,
  )
  const bar = progressBar()
  const job = await client.jobs.wait(/** @type {string} */ (jobId), {
    onProgress: ({ stage, progress }) => bar.show(progress / 100, stage),
  })
  bar.end()
  const [film] = job.outputs
  if (!film) throw new Error('The render gave no film.')
  const output = join(root, 'out', 'film.mp4')
  await download(film.url, output)
  console.log(
    `${relative(process.cwd(), output) || output}: ${film.widthPx}×${film.heightPx}, ${(/** @type {number} */ (film.durationMs) / 1000).toFixed(3)} s`,
  )
}

/** @param {import('@cronicl/client').CroniclClient} client @param {string} path */
async function upload(client, path) {
  const type =
    mimeTypes[/** @type {keyof typeof mimeTypes} */ (extname(path).toLowerCase())] ?? 'application/octet-stream'
  const bar = progressBar()
  const asset = await client.upload(
    await openAsBlob(isAbsolute(path) ? path : join(process.env.INIT_CWD ?? process.cwd(), path), { type }),
    {
      fileName: basename(path),
      onProgress: ({ sentBytes, totalBytes }) => bar.show(sentBytes / totalBytes, basename(path)),
    },
  )
  bar.end()
  if (asset.status === 'ready' || !asset.jobId) return asset
  const { outputs } = await client.jobs.wait(asset.jobId)
  return client.api.media.get.query({ id: outputs[0]?.assetId ?? asset.id })
}

/** @param {string} url @param {string} path */
async function download(url, path) {
  const response = await fetch(url)
  if (!response.ok || !response.body) throw new Error(`The film could not be downloaded (${response.status}).`)
  mkdirSync(join(path, '..'), { recursive: true })
  await pipeline(
    Readable.fromWeb(/** @type {import('node:stream/web').ReadableStream} */ (response.body)),
    createWriteStream(path),
  )
}

async function findRunning() {
  const url = process.env.CRONICL_URL ?? `http://localhost:${process.env.PORT || 3000}`
  const answers = await fetch(`${url}/ready`).then(
    (response) => response.ok,
    () => false,
  )
  if (answers) return url
  if (process.env.CRONICL_URL) throw new Error(`No Cronicl answers at ${url}.`)
  return null
}
