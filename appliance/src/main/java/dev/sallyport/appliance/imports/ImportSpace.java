package dev.sallyport.appliance.imports;

import dev.sallyport.appliance.store.DiskReserveException;
import dev.sallyport.appliance.store.RoomClaim;
import dev.sallyport.appliance.store.SpaceRules;
import java.io.IOException;
import java.util.function.LongSupplier;

/** The disk's room for imports. */
interface ImportSpace {
    /** How many bytes there are, with those that somebody claimed. */
    long room();

    /**
     * Claims room for what a volume brings.
     *
     * @throws NoSpaceException if there is none beside what others claimed
     */
    RoomClaim claim(String what, long bytes) throws NoSpaceException;

    /** By the rules of the store. */
    static ImportSpace of(SpaceRules rules) {
        return new ImportSpace() {
            @Override
            public long room() {
                try {
                    return rules.room();
                } catch (IOException e) {
                    // Unknown; the write will tell.
                    return Long.MAX_VALUE;
                }
            }

            @Override
            public RoomClaim claim(String what, long bytes) throws NoSpaceException {
                try {
                    return rules.claim(bytes);
                } catch (DiskReserveException e) {
                    throw new NoSpaceException(what, bytes, room(), null);
                } catch (IOException e) {
                    // Unknown; the write will tell.
                    return RoomClaim.NONE;
                }
            }
        };
    }

    /** Where nobody else writes. */
    static ImportSpace of(LongSupplier free) {
        return new ImportSpace() {
            @Override
            public long room() {
                return free.getAsLong();
            }

            @Override
            public RoomClaim claim(String what, long bytes) throws NoSpaceException {
                long room = room();
                if (bytes > room) {
                    throw new NoSpaceException(what, bytes, room, null);
                }
                return RoomClaim.NONE;
            }
        };
    }
}
