# docker build -t nhi-audit . && docker run --rm --network none -v "$PWD:/repo:ro" nhi-audit scan
FROM node:22-alpine AS build
WORKDIR /src
COPY . .
RUN npm ci --ignore-scripts && npm run build

FROM node:22-alpine
RUN apk add --no-cache git && git config --system --add safe.directory '*'
COPY --from=build /src/package.json /src/LICENSE /src/NOTICE /opt/nhi-audit/
COPY --from=build /src/bin /opt/nhi-audit/bin
COPY --from=build /src/dist /opt/nhi-audit/dist
USER node
WORKDIR /repo
ENTRYPOINT ["node", "/opt/nhi-audit/bin/nhi-audit.js"]
CMD ["scan"]
