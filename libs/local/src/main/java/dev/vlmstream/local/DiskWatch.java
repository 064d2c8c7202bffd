package dev.vlmstream.local;

import dev.vlmstream.schemas.cluster.DiskRoom;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Says when a disk gets full, and when there is room again: each once. For one thread. */
final class DiskWatch {
    private final Supplier<DiskRoom> disk;
    private final Consumer<String> events;
    private State said = State.ROOM;

    private enum State {
        ROOM,
        LITTLE,
        FULL
    }

    DiskWatch(Supplier<DiskRoom> disk, Consumer<String> events) {
        this.disk = disk;
        this.events = events;
    }

    void look() {
        DiskRoom room = disk.get();
        State now = room.isFull() ? State.FULL : room.complaint().isPresent() ? State.LITTLE : State.ROOM;
        if (now == said) {
            return;
        }
        // From full to almost full is no news: whoever makes room is about to make more.
        if (now != State.LITTLE || said == State.ROOM) {
            events.accept(room.complaint()
                    .orElse("there is room again on the disk of " + room.directory() + ": "
                            + String.format(Locale.ROOT, "%,d", room.free()) + " bytes are free"));
            said = now;
        }
    }
}
