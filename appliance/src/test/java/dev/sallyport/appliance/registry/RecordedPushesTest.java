package dev.sallyport.appliance.registry;

import dev.sallyport.appliance.access.Access;
import dev.sallyport.appliance.access.AdminToken;
import dev.sallyport.appliance.access.PasswordHash;
import dev.sallyport.appliance.registry.PushFixture.Options;
import dev.sallyport.appliance.store.Grant;
import dev.sallyport.appliance.store.Role;
import dev.sallyport.appliance.store.UserName;
import dev.sallyport.content.SystemDisk;
import dev.sallyport.content.UnsyncedDisk;
import dev.sallyport.testkit.MemoryDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What real clients sent when they pushed, sent again: each answer must be what that client needs to go on. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
final class RecordedPushesTest {
    private final AtomicInteger conversations = new AtomicInteger();
    private PushFixture open;
    private PushFixture withUsers;

    @BeforeAll
    void start(@TempDir(factory = MemoryDirectory.class) Path folder) throws Exception {
        open = new PushFixture(folder.resolve("open"));
        withUsers =
                new PushFixture(folder.resolve("users"), Options.DEFAULT, new UnsyncedDisk(new SystemDisk()), store -> {
                    store.access()
                            .addUser(
                                    AccessFixture.ALICE,
                                    PasswordHash.of(AccessFixture.PASSWORD),
                                    List.of(AccessFixture.push("team/**")),
                                    "test");
                    // As the recorded registry had it: whoever did not log in may not even look.
                    store.access().revoke(UserName.ANONYMOUS, Grant.everywhere(Role.PULL), "test");
                    return Access.open(
                            store.access(),
                            AdminToken.of(AccessFixture.ADMIN),
                            folder.resolve("token.key"),
                            true,
                            List.of(),
                            null,
                            Clock.systemUTC());
                });
    }

    @AfterAll
    void stop() throws IOException {
        open.close();
        withUsers.close();
    }

    static Stream<RecordedPush> pushes() throws Exception {
        List<RecordedPush> all = new ArrayList<>();
        Path resources = Path.of(RecordedPushesTest.class.getResource("/pushes").toURI());
        try (Stream<Path> files = Files.list(resources)) {
            for (Path file : files.sorted().toList()) {
                all.addAll(RecordedPush.read(file));
            }
        }
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("pushes")
    void letsTheClientGoOn(RecordedPush push) throws Exception {
        PushFixture registry = push.scenario().contains("bearer") ? withUsers : open;
        new PushReplay(registry, push, "team/c" + conversations.incrementAndGet()).run("test");
    }
}
