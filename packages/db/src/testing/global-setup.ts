import type { TestProject } from 'vitest/node'
import { startTestServer } from './postgres-server.ts'
import { createTemplate, dropDatabase } from './template.ts'

/** One server for a test run, with one migrated template that each file copies. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startTestServer()
  const template = `cronicl_template_${process.pid}`
  await createTemplate(server, template)
  project.provide('adminUrl', server.url('postgres'))
  project.provide('template', template)
  return async () => {
    await dropDatabase(server.url('postgres'), template)
    await server.stop()
  }
}
