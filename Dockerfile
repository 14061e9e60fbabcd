# Two stages: the first builds the virtual environment from the lock file, the second holds only what runs.
FROM python:3.11-slim AS build
WORKDIR /app
RUN python -m venv /venv
COPY locks/run.txt locks/run.txt
RUN /venv/bin/pip install --no-cache-dir --require-hashes -r locks/run.txt
COPY pyproject.toml setup.py README.md ./
COPY argmap argmap
COPY service service
COPY evals evals
COPY prompts prompts
RUN /venv/bin/pip install --no-cache-dir --no-deps --no-build-isolation . ./service/engines/offline/weights/attribution \
    ./service/engines/offline/weights/sentences ./service/engines/offline/weights/structure

FROM python:3.11-slim
RUN useradd --system --create-home --uid 10001 argmap && mkdir /data && chown argmap /data
COPY --from=build /venv /venv
ENV PATH=/venv/bin:$PATH ARGMAP_DATABASE_URL=sqlite:////data/argmap.db
USER argmap
WORKDIR /data
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=2)"]
ENTRYPOINT ["argmap"]
CMD ["serve", "--host", "0.0.0.0"]
