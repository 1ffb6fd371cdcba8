import { generateOpenApiDocument } from 'trpc-to-openapi'
import { appRouter } from './root.ts'

/** The OpenAPI 3.1 document of every procedure that has a path. */
export function openApiDocument(baseUrl: string): object {
  return generateOpenApiDocument(appRouter, {
    title: 'Cronicl',
    description: 'Stories with text, pictures and film: the same procedures as the typed client, over plain HTTP.',
    version: '1',
    baseUrl,
    securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
  })
}
