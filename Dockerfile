# syntax=docker/dockerfile:1
# One image for all services: GENNAKER_SERVICES says which a container is, as `hal deploy manifests` writes it; all, without it.
#   npm run package:deb && docker build -t gennaker:VERSION .
FROM debian:bookworm-slim

ARG TARGETARCH=amd64
# The user has the number that Spinnaker's images give it: volumes of theirs stay readable.
RUN groupadd --gid 10111 spinnaker && useradd --uid 10111 --gid 10111 --create-home --shell /usr/sbin/nologin spinnaker
RUN --mount=type=bind,source=dist,target=/dist \
    apt-get update && \
    apt-get install --yes --no-install-recommends ca-certificates /dist/gennaker_*_${TARGETARCH}.deb && \
    rm -rf /var/lib/apt/lists/*

ENV PATH=/opt/gennaker/bin:/usr/local/bin:/usr/bin:/bin \
    HOME=/home/spinnaker \
    GENNAKER_HOME=/var/lib/gennaker \
    GENNAKER_CONFIG=/opt/spinnaker/config \
    GENNAKER_HOST=0.0.0.0 \
    GENNAKER_SANDBOX=false
USER 10111:10111
WORKDIR /opt/gennaker
VOLUME /var/lib/gennaker
EXPOSE 9000 8084 8083 7002 8080 8089
ENTRYPOINT ["/opt/gennaker/bin/node", "/opt/gennaker/src/main.ts"]
