package dev.vlmstream.local.process;

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
