# The site in a container: docker build -t thuocdo . && docker run -p 8000:8000 -v thuocdo:/data \
#   -e THUOCDO_HOSTS=example.gov.vn -e THUOCDO_PROXY=1 thuocdo    (TLS ends at the proxy before it)
FROM python:3.11-slim-bookworm
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 THUOCDO_DATA=/data THUOCDO_BIND=0.0.0.0:8000
WORKDIR /opt/thuocdo
COPY requirements/run.txt requirements/run.in requirements/
RUN pip install --no-cache-dir --require-hashes -r requirements/run.txt
COPY pyproject.toml README.md LICENSE NOTICE ./
COPY src src
RUN pip install --no-cache-dir --no-deps --no-build-isolation . \
    && useradd --system --home /data thuocdo && mkdir /data && chown thuocdo /data
USER thuocdo
VOLUME /data
EXPOSE 8000
HEALTHCHECK --start-period=60s CMD ["python", "-c", \
    "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/healthz')"]
CMD ["sh", "-c", "python -m thuocdo.web prepare && exec python -m gunicorn --config python:thuocdo.web.gunicorn thuocdo.web.wsgi"]
