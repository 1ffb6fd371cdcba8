import { createReadStream } from 'node:fs'
import { AppError, minuteMs } from '@cronicl/core'
import { Prisma, type SubmissionModel as Submission } from '@cronicl/db'
import type { Output } from '@cronicl/providers'
import { keys } from '@cronicl/storage'
import type { DomainContext } from '../context.ts'
import { withWorkDir } from '../media/work-dir.ts'
import { type GenerationRun, providerOf } from './generation-run.ts'
import type { StoredOutput } from './submission-machine.ts'
import { backOffMs } from './waiting.ts'

/** More than any provider makes of each kind. */
const limits = {
  image: { maxBytes: 64 * 1024 ** 2, timeoutMs: 2 * minuteMs },
  video: { maxBytes: 1024 ** 3, timeoutMs: 10 * minuteMs },
} as const
/** The most outputs that a submission has; `count` of a picture. */
const outputsMax = 4

/**
 * Copies what a provider has made into our store, under keys that the submission alone decides: done again, it
 * overwrites. What hinders it for a while is waited for until the submission's deadline, because the work is paid;
 * `problem` says what was wrong in the end.
 */
export async function storeOutputs(
  run: GenerationRun,
  submission: Submission,
  outputs: readonly Output[],
): Promise<{ outputs: StoredOutput[] } | { problem: string }> {
  const { ctx, running, input } = run
  const wanted = outputs.slice(0, input.kind === 'image' ? Math.min(input.count, outputsMax) : 1)
  if (wanted.length === 0) return { problem: `${submission.provider} said that it was done and gave nothing.` }
  running.report('storing', 85)
  const stored: StoredOutput[] = []
  for (let failures = 0; stored.length < wanted.length; ) {
    const output = wanted[stored.length] as Output
    try {
      stored.push(await storeOutput(run, submission, { output, index: stored.length }))
    } catch (error) {
      running.signal.throwIfAborted()
      if (!(error instanceof AppError)) throw error
      ctx.log.warn({ err: error, submissionId: submission.id }, 'an output could not be copied')
      if (!error.policy.retry || ctx.clock.now() >= submission.deadlineAt)
        return { problem: `What ${submission.provider} made could not be fetched: ${error.message}` }
      await run.waiting.next(backOffMs(failures++, 1_000), running.signal)
    }
  }
  return { outputs: stored }
}

async function storeOutput(
  run: GenerationRun,
  submission: Submission,
  { output, index }: { output: Output; index: number },
): Promise<StoredOutput> {
  const { ctx, running, input } = run
  const key = outputKey(submission, index)
  const { signal } = running
  if ('bytes' in output) {
    const { sizeBytes } = await ctx.blobs.put(key, output.bytes, { contentType: output.mimeType })
    return { key, sizeBytes }
  }
  return withWorkDir('output', async (dir) => {
    const path = `${dir}/output`
    const { outputHosts: hosts } = providerOf(run, submission)
    const { contentType } = await ctx.outbound.download(output.url, path, { hosts, signal, ...limits[input.kind] })
    const body = createReadStream(path)
    const { sizeBytes } = await ctx.blobs.put(key, body, {
      contentType: output.mimeType ?? contentType ?? 'application/octet-stream',
      signal,
    })
    return { key, sizeBytes }
  })
}

function outputKey({ id, userId }: Pick<Submission, 'id' | 'userId'>, index: number): string {
  return keys.incoming(userId, `${id}-${index}`)
}

/**
 * Removes what may lie in our store of a submission that has served: its outputs are assets now, or will never be.
 * `outputs` is null from then on.
 */
export async function removeOutputs(
  ctx: Pick<DomainContext, 'db' | 'blobs'>,
  submission: Pick<Submission, 'id' | 'userId'>,
): Promise<void> {
  await ctx.blobs.delete(...Array.from({ length: outputsMax }, (_, index) => outputKey(submission, index)))
  await ctx.db.submission.updateMany({ where: { id: submission.id }, data: { outputs: Prisma.DbNull } })
}
