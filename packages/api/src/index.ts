export * from './context.ts'
export * from './error-shape.ts'
export * from './openapi-document.ts'
export * from './root.ts'
