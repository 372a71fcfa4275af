package dev.sallyport.appliance.access;

import dev.sallyport.appliance.store.AccessState;
import dev.sallyport.appliance.store.UserName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;

/** Access without a store. */
public final class TestAccess {
    private TestAccess() {}

    /** As it is on loopback before anything is configured: everybody may pull and push. */
    public static Access open(Path folder) throws IOException {
        Files.createDirectories(folder);
        Clock clock = Clock.systemUTC();
        return Access.open(
                new Unconfigured(),
                AdminToken.of("a".repeat(43)),
                folder.resolve("token.key"),
                true,
                List.of(),
                null,
                new Passwords(clock),
                clock);
    }

    private static final class Unconfigured implements Principals {
        @Override
        public AccessState state() {
            return AccessState.unconfigured();
        }

        @Override
        public void loginFailed(UserName user, String address, Instant time) {
            // Nobody reads it.
        }
    }
}
