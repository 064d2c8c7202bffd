# A base for Containerfile: Java as far as it is used. ONTO=scratch (the default): with the C library and what native code is
# linked with, nothing else, not even a shell. ONTO=cuda: on Debian with CUDA 13 and cuDNN 9 from NVIDIA's wheels; the driver's own
# libraries come from the node.
ARG JDK=registry.access.redhat.com/ubi9/openjdk-21:1.24
ARG DEBIAN=docker.io/library/debian:12-slim
ARG ONTO=scratch

FROM ${JDK} AS java
ARG ONTO
USER 0
COPY java-root /usr/local/bin/
RUN java-root /root-fs "${ONTO}"

FROM ${DEBIAN} AS wheels
RUN apt-get update && apt-get install -y --no-install-recommends python3-pip
COPY cuda-requirements.txt /
RUN pip install --no-cache-dir --no-deps --target /wheels -r /cuda-requirements.txt \
 && mkdir -p /opt/cuda/lib && cp /wheels/nvidia/*/lib/*.so.* /opt/cuda/lib/ \
 && rm /opt/cuda/lib/*.alt.so.* /opt/cuda/lib/libnvblas.* /opt/cuda/lib/libcufftw.*

FROM ${DEBIAN} AS cuda
COPY --from=wheels /opt/cuda /opt/cuda
# What NVIDIA's container toolkit is to bring in.
ENV LD_LIBRARY_PATH=/opt/cuda/lib \
    NVIDIA_VISIBLE_DEVICES=all \
    NVIDIA_DRIVER_CAPABILITIES=compute,utility

FROM ${ONTO}
COPY --from=java /root-fs/ /
ENV PATH=/opt/java/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
