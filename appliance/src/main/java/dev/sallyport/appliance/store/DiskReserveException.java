package dev.sallyport.appliance.store;

import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import java.util.Map;

/** A disk that has no more room for content than it must keep free. */
public final class DiskReserveException extends SallyportException {
    private static final long serialVersionUID = 1L;

    DiskReserveException(long wanted, long free, long reserve) {
        super(
                "disk-full",
                Category.UNREACHABLE,
                "The appliance's disk has no room for " + wanted + " bytes more: " + free + " bytes are free, of which "
                        + reserve + " are kept in reserve",
                "Make room on the disk of the data folder, or have an administrator run: appliance gc.",
                Map.of(
                        "wanted", Long.toString(wanted),
                        "free", Long.toString(free),
                        "reserve", Long.toString(reserve)));
    }
}
