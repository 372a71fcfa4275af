package dev.sallyport.appliance.store;

import dev.sallyport.failure.SallyportException;
import java.io.Closeable;
import java.io.IOException;

/** Room on the disk for bytes that are on their way, which nobody else is promised. Closing it gives back what is left. */
public interface RoomClaim extends Closeable {
    /** Where there is always room. */
    RoomClaim NONE = new RoomClaim() {
        @Override
        public void wrote(long bytes) {}

        @Override
        public void more(long bytes) {}

        @Override
        public void close() {}
    };

    /** So much of it is on the disk now, and seen there by whoever asks what is left. */
    void wrote(long bytes);

    /**
     * So much more is to come.
     *
     * @throws SallyportException if there is no room for it
     */
    void more(long bytes) throws IOException, SallyportException;

    @Override
    void close();
}
