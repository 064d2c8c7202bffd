package dev.vlmstream.local.process;

/**
 * Where a process listens. Both are chosen when it starts and kept over restarts, unless somebody else has taken one meanwhile.
 *
 * @param main where others ask it
 * @param management where it is watched, or manages itself: health and metrics of a service, the controller of a broker
 */
public record Ports(int main, int management) {
    /** Of a process that has not run yet. */
    static final Ports NONE = new Ports(0, 0);

    /** For the next start of the process that listened here. */
    Ports next(PortChoice wish) {
        int chosen = wish.choose(main);
        int beside = PortChoice.ANY.choose(management);
        while (beside == chosen) {
            beside = FreePorts.any();
        }
        return new Ports(chosen, beside);
    }
}
