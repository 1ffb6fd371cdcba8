import type { ImageProvider } from './contract.ts'
import { sandboxImages } from './sandbox/sandbox-images.ts'

/** Every provider of pictures: one line each. */
export const imageProviders = {
  sandbox: sandboxImages,
} as const satisfies Record<string, ImageProvider>
