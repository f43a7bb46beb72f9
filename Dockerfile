# One image for `opsbot serve` and `opsbot worker`.
FROM python:3.12-slim AS build
WORKDIR /src
COPY requirements/runtime.txt requirements/runtime.txt
RUN python -m venv /opt/opsbot && /opt/opsbot/bin/pip install --no-cache-dir --require-hashes -r requirements/runtime.txt
COPY requirements/demo.txt requirements/demo.txt
# Only the build backend, from the same lock.
RUN python -m venv /opt/build && /opt/build/bin/pip install --no-cache-dir --require-hashes -r requirements/demo.txt
COPY pyproject.toml README.md LICENSE ./
COPY bot bot
COPY handlers handlers
COPY jobs jobs
COPY ops ops
RUN mkdir playground && touch playground/__init__.py \
 && /opt/build/bin/pip wheel --no-deps --no-build-isolation -w /dist . \
 && /opt/opsbot/bin/pip install --no-cache-dir --no-deps /dist/*.whl

FROM python:3.12-slim
RUN useradd --system --uid 10001 --no-create-home opsbot
COPY --from=build /opt/opsbot /opt/opsbot
ENV PATH=/opt/opsbot/bin:$PATH PYTHONUNBUFFERED=1 PORT=3000 MPLCONFIGDIR=/tmp/matplotlib
USER 10001
EXPOSE 3000
# For the front door; a worker has no port, so give its container `--no-healthcheck` or its orchestrator's own.
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s \
  CMD ["python", "-c", "import os, urllib.request; urllib.request.urlopen(f'http://127.0.0.1:{os.environ[\"PORT\"]}/healthz', timeout=2)"]
ENTRYPOINT ["opsbot"]
CMD ["serve"]
