# syntax=docker/dockerfile:1

FROM node:24-slim AS base
WORKDIR /app
COPY package.json package-lock.json .npmrc ./

# Prisma's client and Pothos' types, made from schema.prisma by development tools that the image does not keep.
# Scripts stay off: the base image already is Node 24, and `prepare` would want the whole tree.
FROM base AS generated
RUN npm ci --ignore-scripts
COPY prisma.config.ts ./
COPY prisma ./prisma
RUN npx prisma generate

# Optional packages are the embedded PostgreSQL, which production never starts, and peers that nothing here uses.
FROM base AS packages
RUN npm ci --omit=dev --omit=optional --ignore-scripts

FROM node:24-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=4000
WORKDIR /app
COPY package.json ./
COPY --from=packages /app/node_modules ./node_modules
COPY prisma/migrations ./prisma/migrations
COPY src ./src
COPY --from=generated /app/src/generated ./src/generated
USER node
EXPOSE 4000
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health/live`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
# Node itself is process 1: it gets SIGTERM and shuts down in order.
CMD ["node", "src/main.ts"]
