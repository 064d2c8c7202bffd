# A base for Containerfile: Java as far as it is used. ONTO=scratch (the default): with the C library and what native code is
# linked with, nothing else, not even a shell. Else onto that image, such as one with CUDA 13 and cuDNN 9:
# nvcr.io/nvidia/cuda:13.0.2-cudnn-runtime-ubi9.
ARG JDK=registry.access.redhat.com/ubi9/openjdk-21:1.24
ARG ONTO=scratch

FROM ${JDK} AS java
ARG ONTO
USER 0
COPY java-root /usr/local/bin/
RUN java-root /root-fs "${ONTO}"

FROM ${ONTO}
COPY --from=java /root-fs/ /
ENV PATH=/opt/java/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
