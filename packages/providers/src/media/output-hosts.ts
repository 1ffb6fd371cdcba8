/** Hosts of a provider's files; a stand-in at another address than the provider's own serves them itself. */
export function outputHosts(hosts: readonly string[], baseUrl: string | undefined): readonly string[] {
  return baseUrl === undefined ? hosts : [...hosts, new URL(baseUrl).hostname]
}
