/** What a film may be made into, and what each kind of file is. */
export const outputFormats = {
  mp4: { type: 'video', mimeType: 'video/mp4', extension: 'mp4', sounds: true },
  webm: { type: 'video', mimeType: 'video/webm', extension: 'webm', sounds: true },
  mov: { type: 'video', mimeType: 'video/quicktime', extension: 'mov', sounds: true },
  gif: { type: 'image', mimeType: 'image/gif', extension: 'gif', sounds: false },
  mp3: { type: 'audio', mimeType: 'audio/mpeg', extension: 'mp3', sounds: true },
  m4a: { type: 'audio', mimeType: 'audio/mp4', extension: 'm4a', sounds: true },
  wav: { type: 'audio', mimeType: 'audio/wav', extension: 'wav', sounds: true },
  png: { type: 'image', mimeType: 'image/png', extension: 'png', sounds: false },
} as const satisfies Record<string, FormatFacts>

export interface FormatFacts {
  type: 'video' | 'audio' | 'image'
  mimeType: string
  extension: string
  /** Whether it is heard. */
  sounds: boolean
}

export type OutputFormat = keyof typeof outputFormats

export const formatNames = Object.keys(outputFormats) as [OutputFormat, ...OutputFormat[]]
