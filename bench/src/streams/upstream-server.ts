import { LLMock } from '@copilotkit/aimock'

/**
 * An OpenAI-compatible server as a process of its own: an answer in small pieces, 25 a second, the first after 40 ms. Its
 * address is sent to the parent as soon as it listens.
 */
const words = Array.from({ length: 25 }, (_, i) => `word${i} `).join('')
const server = new LLMock({ port: 0, chunkSize: 8, journalMaxEntries: 1 })
server.on({ endpoint: 'chat' }, { content: words }, { streamingProfile: { ttft: 40, tps: 25 } })
await server.start()
process.send?.({ listening: server.url })
process.on('SIGTERM', () => void server.stop().then(() => process.exit(0)))
