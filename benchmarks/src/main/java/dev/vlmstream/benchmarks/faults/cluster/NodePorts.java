package dev.vlmstream.benchmarks.faults.cluster;

import dev.vlmstream.local.process.FreePorts;

/**
 * Where one broker listens.
 *
 * @param plain for the other brokers and for who watches
 * @param controller for the quorum
 * @param behind where the proxy finds it
 * @param proxy where services find it
 */
record NodePorts(int plain, int controller, int behind, int proxy) {
    static NodePorts free() {
        return new NodePorts(FreePorts.any(), FreePorts.any(), FreePorts.any(), FreePorts.any());
    }
}
