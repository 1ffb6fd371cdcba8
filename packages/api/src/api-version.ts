/** Major version of the API: it changes when a client that worked would stop working. */
export const apiVersion = '1'
