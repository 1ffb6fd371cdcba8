import { readFile } from 'node:fs/promises'
import { AppError, secondMs, validationError } from '@cronicl/core'
import { frameAt, previewFrame, previewSources } from '@cronicl/render'
import { z } from 'zod'
import { type DomainContext, requireUserId } from '../context.ts'
import { withWorkDir } from '../media/work-dir.ts'
import { documentInput } from './document-input.ts'
import { fetchSources } from './fetch-sources.ts'
import type { FindContext } from './find-sources.ts'
import { type PreparedRender, prepareRender } from './prepare-render.ts'
import { inPreviewTurn } from './preview-turns.ts'
import { issueView } from './validate-render.ts'

/** From the call to the picture; waiting for a turn is part of it. */
const timeLimitMs = 10 * secondMs

export const previewRenderInput = documentInput({
  atS: z.number().min(0).max(10_800).describe('Seconds from the beginning of the film'),
  widthPx: z.int().min(16).max(1280).default(1280).describe('The picture is made smaller to this width, never larger'),
})
export const previewRenderOutput = z.object({
  dataUrl: z.string().describe('The picture as `data:image/png;base64,…`'),
  widthPx: z.int(),
  heightPx: z.int(),
  frame: z.int().describe('Number of the frame, from 0; the last one for a moment after the end'),
  warnings: z.array(issueView),
})

type PreviewContext = FindContext & Pick<DomainContext, 'actor'>

/**
 * One frame of a film, made by the plan that would render it, of the sources that are seen in it alone. Costs nothing.
 * `VALIDATION_ERROR` as `createRender`; `RATE_LIMITED` when too many are being made; `UPSTREAM_TIMEOUT` after 10 s.
 */
export async function previewRender(
  ctx: PreviewContext,
  input: z.infer<typeof previewRenderInput>,
  signal?: AbortSignal,
): Promise<z.infer<typeof previewRenderOutput>> {
  const userId = requireUserId(ctx)
  const { atS, widthPx, ...document } = input
  const tools = ctx.mediaTools
  if (!tools) throw new AppError('PROVIDER_NOT_CONFIGURED', 'A preview needs FFmpeg, which this server does not have.')
  const timeLimit = AbortSignal.timeout(timeLimitMs)
  const stop = signal ? AbortSignal.any([signal, timeLimit]) : timeLimit
  try {
    return await inPreviewTurn(userId, async () => {
      stop.throwIfAborted()
      const prepared = await prepareRender({ ...ctx, signal: stop }, userId, document)
      if (!prepared.ok) throw validationError(prepared.issues)
      return draw(ctx, prepared, { tools, widthPx, frame: frameAt(prepared.timeline, atS), signal: stop })
    })
  } catch (cause) {
    if (!timeLimit.aborted) throw cause
    const message = `The preview was not ready within ${timeLimitMs / secondMs} s. Ask for a smaller one, or render a draft.`
    throw new AppError('UPSTREAM_TIMEOUT', message, { cause })
  }
}

interface DrawOptions {
  tools: NonNullable<DomainContext['mediaTools']>
  frame: number
  widthPx: number
  signal: AbortSignal
}

function draw(
  ctx: PreviewContext,
  { timeline, sources, warnings }: PreparedRender & { ok: true },
  { frame, ...options }: DrawOptions,
): Promise<z.infer<typeof previewRenderOutput>> {
  return withWorkDir('preview', async (workDir) => {
    const seen = new Set(previewSources(timeline, frame))
    const needed = new Map([...sources].filter(([src]) => seen.has(src)))
    const files = await fetchSources(ctx, needed, { workDir, signal: options.signal })
    const preview = await previewFrame({ ...options, timeline, frame, files, workDir, timeoutMs: timeLimitMs })
    const png = await readFile(preview.path)
    return {
      dataUrl: `data:image/png;base64,${png.toString('base64')}`,
      widthPx: preview.widthPx,
      heightPx: preview.heightPx,
      frame,
      warnings: [...warnings, ...preview.warnings],
    }
  })
}
