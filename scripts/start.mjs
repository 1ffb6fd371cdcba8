// `npm start`: everything on this machine, at one address. Ctrl-C stops all of it.
import { isAbsolute, join } from 'node:path'
import { buildPackages } from './stack/build-packages.mjs'
import { lockInstance } from './stack/instance-lock.mjs'
import { startStack } from './stack/start-stack.mjs'
import { root } from './steps/paths.mjs'
import { ensureSystemPackages } from './steps/system-packages.mjs'

const configured = process.env.CRONICL_HOME || '.cronicl'
const home = isAbsolute(configured) ? configured : join(root, configured)
const lock = lockInstance(join(home, 'instance.json'))
if ('holder' in lock) {
  console.error(
    `Cronicl is already running here (process ${lock.holder.pid}${lock.holder.url ? `, ${lock.holder.url}` : ''}). Stop it with Ctrl-C in its terminal, or set CRONICL_HOME and PORT for a second one.`,
  )
  process.exit(1)
}

/** @type {ReturnType<typeof startStack> | undefined} */
let starting
const stopping = new AbortController()
const stop = async () => {
  if (stopping.signal.aborted) return
  console.log('\nStopping …')
  stopping.abort()
  await starting?.then(
    (stack) => stack.stop(),
    () => {},
  )
  lock.release()
  process.exit(0)
}
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) process.on(signal, () => void stop())

try {
  await ensureSystemPackages({ browser: false })
  await buildPackages('@cronicl/dashboard')
  if (!stopping.signal.aborted) {
    starting = startStack({ home, env: process.env, say: console.log, signal: stopping.signal })
    const stack = await starting
    lock.update(stack.url)
    console.log(
      `\nCronicl is ready at ${stack.url}  (health: ${stack.url}/health, logs: ${join(home, 'logs')})\nStop it with Ctrl-C.`,
    )
  }
} catch (error) {
  // Whoever stops it ends the process when everything is down.
  if (stopping.signal.aborted) await new Promise(() => {})
  lock.release()
  const { message, output, advice } = /** @type {Error & { output?: string, advice?: string }} */ (error)
  console.error([output, [message, advice].filter(Boolean).join(' ')].filter(Boolean).join('\n\n'))
  process.exit(1)
}
