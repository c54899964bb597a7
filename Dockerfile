# Entente on CPU. The install steps are those of `make install`, so `make demo` exercises them too; the lock is the same
# less the tools of development.
FROM python:3.11-slim-bookworm

# Where torch's CPU wheel is found; an operator with a mirror passes another one.
ARG TORCH_INDEX_URL=https://download.pytorch.org/whl/cpu

ENV PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    PIP_NO_CACHE_DIR=1 \
    PIP_DISABLE_PIP_VERSION_CHECK=1 \
    HF_HUB_OFFLINE=1 \
    ENTENTE_DATA_DIR=/var/lib/entente

WORKDIR /opt/entente
RUN useradd --system --uid 10001 --create-home --home-dir /var/lib/entente entente

COPY requirements/runtime.lock pyproject.toml README.md LICENSE ./
RUN pip install --index-url "${TORCH_INDEX_URL}" torch==2.13.0 --no-deps \
 && pip install --require-hashes --no-deps -r runtime.lock

COPY bot ./bot
COPY summarizers ./summarizers
COPY config ./config
RUN pip install --no-deps . \
 && pip check

USER 10001
VOLUME ["/var/lib/entente"]
HEALTHCHECK --interval=60s --timeout=10s --start-period=60s --retries=3 \
    CMD ["entente", "doctor", "--alive"]
ENTRYPOINT ["entente", "run"]
