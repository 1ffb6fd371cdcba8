import type { AspectRatio, ImageQuality, ImageRequest, MediaWish } from '../media/contract.ts'

/** Sides by 16, none with more pixels than 1536 × 1024; the first three are what every image model of OpenAI has. */
const sizes: Readonly<Record<AspectRatio, string>> = {
  '1:1': '1024x1024',
  '3:2': '1536x1024',
  '2:3': '1024x1536',
  '4:3': '1344x1008',
  '3:4': '1008x1344',
  '16:9': '1536x864',
  '9:16': '864x1536',
  '21:9': '1568x672',
}
const qualities: Readonly<Record<ImageQuality, string>> = { draft: 'low', standard: 'medium', high: 'high' }

export interface OpenAIImageParams {
  size: string
  /** Only for models of OpenAI: others do not know the word, or know another. */
  quality?: string
}

/** A planned wish in OpenAI's words. */
export function toImageParams(wish: MediaWish & { kind: 'image' }, isOpenAIModel: boolean): OpenAIImageParams {
  const size = sizes[wish.aspectRatio]
  return isOpenAIModel ? { size, quality: qualities[wish.quality] } : { size }
}

/** References as a browser would send them in a form. */
export async function appendImages(form: FormData, references: ImageRequest['references']): Promise<void> {
  const files = await Promise.all(
    references.map(async ({ mimeType, read }, index) => {
      const bytes = new Uint8Array(await read())
      return new File([bytes], `${index + 1}.${mimeType.slice('image/'.length)}`, { type: mimeType })
    }),
  )
  for (const file of files) form.append(files.length === 1 ? 'image' : 'image[]', file)
}

/** References within JSON: a link of ours might have expired before the work begins. */
export async function toDataUrls(references: ImageRequest['references']): Promise<string[]> {
  return await Promise.all(
    references.map(
      async ({ mimeType, read }) => `data:${mimeType};base64,${Buffer.from(await read()).toString('base64')}`,
    ),
  )
}
