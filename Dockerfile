# The image of the standing worker. Settings, secrets and data come from outside: see compose.yaml and docs/vps.md.
# BASE may be any image with python3 (3.11 or newer), its venv module and certificates; the worker's own LOCK leaves out
# the sandbox, and with LOCK=requirements-sandbox.lock the image can do `demo`.
ARG BASE=python:3.12-slim

FROM ${BASE} AS build
ARG LOCK=requirements.lock
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /src
COPY requirements-build.lock ${LOCK} ./
RUN python3 -m venv /opt/build \
    && /opt/build/bin/pip install --require-hashes --requirement requirements-build.lock \
    && python3 -m venv /opt/reminder \
    && /opt/reminder/bin/pip install --require-hashes --requirement "${LOCK}"
COPY pyproject.toml README.md LICENSE config.example.toml ./
COPY templates templates
COPY reminder reminder
RUN /opt/build/bin/python -m hatchling build --target wheel --directory /wheel \
    && /opt/reminder/bin/pip install --no-index --no-deps /wheel/*.whl \
    && find /opt/reminder -path '*/discovery_cache/documents/*' ! -name gmail.v1.json -delete \
    && /opt/reminder/bin/pip uninstall --yes pip setuptools \
    && mkdir /data /generation

FROM ${BASE}
COPY --from=build /opt/reminder /opt/reminder
COPY --from=build --chown=10001:10001 /data /data
COPY --from=build --chown=10001:10001 /generation /generation
ENV PATH=/opt/reminder/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    REMINDER_CONFIG=/config/config.toml \
    REMINDER_DATABASE=sqlite:////data/reminder.db \
    REMINDER_LOG_FILE=/data/reminder.jsonl \
    REMINDER_REPORTS=/data/reports \
    REMINDER_GENERATION_FILE=/generation/reminder.generation
USER 10001:10001
WORKDIR /data
VOLUME ["/data", "/generation"]
HEALTHCHECK --interval=15m --timeout=30s --start-period=2m CMD ["/bin/sh", "-c", "reminder status || exit 1"]
ENTRYPOINT ["reminder"]
CMD ["schedule"]
