import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

const api = 'http://localhost:3000'

export default defineConfig({
  plugins: [react()],
  build: {
    outDir: 'dist',
    // Every browser that the page supports preloads modules by itself.
    modulePreload: { polyfill: false },
  },
  server: { proxy: { '/trpc': api, '/files': api, '/media': api } },
})
