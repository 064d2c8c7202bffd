package dev.vlmstream.local.process;

/**
 * Where a process listens. Both are chosen when it starts and kept over restarts, unless somebody else has taken one meanwhile.
 *
 * @param main where others ask it
 * @param management where it is watched, or manages itself: health and metrics of a service, the controller of a broker
 */
public record Ports(int main, int management) {
    /** Of a process that has not run yet. */
    public static final Ports NONE = new Ports(0, 0);

    /** For the next start of the process that listened here. */
    Ports next(PortChoice wish) {
        int chosen = wish.choose(main);
        int beside = PortChoice.ANY.choose(management);
        while (beside == chosen) {
            beside = FreePorts.any();
        }
        return new Ports(chosen, beside);
    }

    /**
     * Where a process listens. The port is chosen when it starts and kept over restarts, unless somebody else has taken it
     * meanwhile.
     *
     * @param number the port that is wished for; 0 for any
     * @param fixed whether no other will do
     */
    public record PortChoice(int number, boolean fixed) {
        public static final PortChoice ANY = new PortChoice(0, false);

        public PortChoice {
            if (number < 0 || number > 65_535 || fixed && number == 0) {
                throw new IllegalArgumentException("port must be 1 to 65535, or 0 for any, got " + number);
            }
        }

        public static PortChoice exactly(int port) {
            return new PortChoice(port, true);
        }

        /** That port if it is free, else any. */
        public static PortChoice preferring(int port) {
            return new PortChoice(port, false);
        }

        /** @param last where it listened before; 0 if it has not run yet */
        int choose(int last) {
            int wished = fixed || last == 0 ? number : last;
            return fixed || wished > 0 && FreePorts.isFree(wished) ? wished : FreePorts.any();
        }
    }
}
