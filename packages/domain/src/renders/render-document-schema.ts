/** The server's own way to the document's JSON Schema: what is rendered is the domain's business. */
export { documentJsonSchema as renderDocumentJsonSchema } from '@cronicl/render'
