import { createRuntime, loadEnv, onShutdown, prepareDatabase } from '@cronicl/runtime'
import { buildApp } from './app.ts'

const env = loadEnv()
await prepareDatabase(env)
const runtime = await createRuntime(env, { service: 'api' })
const app = await buildApp(runtime)

// In order: stop answering /ready, let requests finish, then let go of the database.
onShutdown(runtime.log, async () => {
  await app.close()
  await runtime.close()
})

try {
  const address = await app.listen({ port: env.PORT, host: env.HOST })
  runtime.log.info({ address, publicUrl: runtime.publicUrl.value }, 'api listens')
  // Tells whoever started this process, over its IPC channel, which port was free.
  process.send?.({ listening: address })
} catch (error) {
  const taken = (error as NodeJS.ErrnoException).code === 'EADDRINUSE'
  process.stderr.write(
    taken
      ? `Port ${env.PORT} is taken. Stop what uses it, or set PORT to another.\n`
      : `The API cannot listen: ${(error as Error).message}\n`,
  )
  process.exit(taken ? 98 : 1)
}
