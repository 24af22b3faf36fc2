FROM python:3.12-slim AS build
# docker build --build-arg EXTRA='[ocr]' … for one that reads pictures and scanned pages.
ARG EXTRA=""
COPY . /src
ENV ZHUPI_CACHE=/opt/zhupi/cache
RUN python -m venv /opt/zhupi && /opt/zhupi/bin/pip install --no-cache-dir "/src$EXTRA"
# The rules are compiled once, here; the cache folder is whoever's made it, so all others are let in to read.
RUN /opt/zhupi/bin/zhupi rules list >/dev/null && /opt/zhupi/bin/pip uninstall --yes --quiet pip && chmod -R a+rX /opt/zhupi

FROM python:3.12-slim
COPY --from=build /opt/zhupi /opt/zhupi
RUN useradd --create-home zhupi
USER zhupi
ENV PATH=/opt/zhupi/bin:$PATH ZHUPI_CACHE=/opt/zhupi/cache LANG=C.UTF-8
WORKDIR /drafts
ENTRYPOINT ["zhupi"]
CMD ["--help"]
