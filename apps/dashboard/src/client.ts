import { createClient } from '@cronicl/client'

/** The API serves this page, so it is where the page came from. */
export const client = createClient({ url: window.location.origin })
