# An image with puv and puvx: docker build -t puv . && docker run --rm puv --version
# docs/guides/docker.md says how projects use it.
ARG PYTHON=3.13
FROM python:${PYTHON}-slim AS build
WORKDIR /source
COPY pyproject.toml hatch_build.py README.md LICENSE-MIT LICENSE-APACHE ./
COPY scripts ./scripts
COPY src ./src
# An environment of its own: what puv needs is not on the way of what it manages.
RUN python3 -m venv --without-pip /opt/puv \
    && python3 -m pip --python /opt/puv/bin/python install --quiet --no-cache-dir --root-user-action=ignore .

FROM python:${PYTHON}-slim
COPY --from=build /opt/puv /opt/puv
RUN ln -s /opt/puv/bin/puv /opt/puv/bin/puvx /usr/local/bin/
ENTRYPOINT ["puv"]
CMD ["--help"]
