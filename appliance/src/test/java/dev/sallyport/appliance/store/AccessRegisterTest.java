package dev.sallyport.appliance.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.appliance.SettableClock;
import dev.sallyport.content.SystemDisk;
import dev.sallyport.content.UnsyncedDisk;
import dev.sallyport.oci.Digest;
import dev.sallyport.signature.RepositoryPattern;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AccessRegisterTest {
    private static final UserName ALICE = new UserName("alice");
    private static final Grant PUSH = new Grant(Role.PUSH, new RepositoryPattern("team/**"));

    @TempDir
    private Path folder;

    private final SettableClock clock = new SettableClock();
    private ApplianceStore store;
    private AccessRegister users;

    @BeforeEach
    void open() throws Exception {
        store = ApplianceStore.open(folder, new UnsyncedDisk(new SystemDisk()), clock);
        users = store.access();
    }

    @AfterEach
    void close() throws Exception {
        store.close();
    }

    private static Digest digest(String text) {
        return Digest.sha256(text.getBytes(StandardCharsets.UTF_8));
    }

    private List<String> state() throws Exception {
        AccessState state = users.state();
        List<String> all = new ArrayList<>(List.of(state.isConfigured() + " " + state.anonymous()));
        state.users().forEach(user -> all.add(user + " " + user.password() + " " + user.added()));
        state.tokens().forEach(token -> all.add(token.toString()));
        return all;
    }

    @Test
    void judgesNobodyByWhatWasRevokedOnceTheChangeCanBeSeen() throws Exception {
        Grant everything = Grant.everywhere(Role.PULL);
        for (int round = 0; round < 200; round++) {
            users.grant(UserName.ANONYMOUS, everything, "admin");
            assertThat(users.state().anonymous()).contains(everything);
            long before = store.changes();
            CompletableFuture<AccessState> seen = CompletableFuture.supplyAsync(() -> {
                // As an answer is kept: by the number of changes, asked for before it is worked out.
                while (store.changes() == before) {
                    Thread.onSpinWait();
                }
                return uncheckedState();
            });
            users.revoke(UserName.ANONYMOUS, everything, "admin");
            assertThat(seen.get().anonymous()).doesNotContain(everything);
        }
    }

    private AccessState uncheckedState() {
        try {
            return users.state();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void isTheSameAfterARebuildAndAfterARestart() throws Exception {
        users.addUser(ALICE, "hash", List.of(PUSH), "admin");
        users.addUser(new UserName("bob"), null, List.of(), "admin");
        users.grant(new UserName("bob"), Grant.everywhere(Role.AUDITOR), "admin");
        clock.pass(Duration.ofSeconds(1));
        users.setPassword(ALICE, "other hash", "admin");
        users.createToken(
                ALICE, "t1", digest("one"), "build server", clock.instant().plusSeconds(5), "alice");
        users.createToken(ALICE, "t2", digest("two"), "", null, "alice");
        users.revokeToken("t2", "admin");
        users.revoke(UserName.ANONYMOUS, Grant.everywhere(Role.PULL), "admin");
        users.loginFailed(ALICE, "192.0.2.1", clock.instant(), "anonymous");
        List<String> before = state();
        assertThat(before).hasSize(4);
        store.rebuild();
        close();
        open();
        assertThat(state()).isEqualTo(before);
    }

    @Test
    void aNewUserOfAnOldNameHasAnotherGeneration() throws Exception {
        users.addUser(ALICE, "hash", List.of(PUSH), "admin");
        long first = users.state().user(ALICE).orElseThrow().generation();
        users.createToken(ALICE, "t1", digest("one"), "", null, "alice");
        users.removeUser(ALICE, "admin");
        assertThat(users.state().tokens()).isEmpty();
        users.addUser(ALICE, "hash", List.of(), "admin");
        UserEntry again = users.state().user(ALICE).orElseThrow();
        assertThat(again.generation()).isGreaterThan(first);
        assertThat(again.grants()).isEmpty();
    }

    @Test
    void staysConfiguredWhenTheLastUserGoes() throws Exception {
        assertThat(users.state().isConfigured()).isFalse();
        assertThat(users.addFirstUser(ALICE, "hash", List.of(), "setup")).isTrue();
        users.removeUser(ALICE, "admin");
        assertThat(users.state().isConfigured()).isTrue();
        assertThat(users.addFirstUser(ALICE, "hash", List.of(), "setup")).isFalse();
    }

    @Test
    void refusesWhatMakesNoSense() throws Exception {
        assertThatThrownBy(() -> users.addUser(new UserName("admin"), "hash", List.of(), "admin"))
                .isInstanceOf(UserExistsException.class);
        users.addUser(ALICE, "hash", List.of(), "admin");
        assertThatThrownBy(() -> users.addUser(ALICE, "hash", List.of(), "admin"))
                .isInstanceOf(UserExistsException.class);
        assertThatThrownBy(() -> users.grant(UserName.ANONYMOUS, PUSH, "admin"))
                .isInstanceOf(AnonymousRoleException.class);
        assertThatThrownBy(() -> users.grant(new UserName("bob"), PUSH, "admin"))
                .isInstanceOf(UnknownUserException.class);
        assertThatThrownBy(() -> users.setPassword(new UserName("bob"), "x", "admin"))
                .isInstanceOf(UnknownUserException.class);
        assertThatThrownBy(() -> users.removeUser(UserName.ANONYMOUS, "admin"))
                .isInstanceOf(UnknownUserException.class);
        assertThatThrownBy(() -> users.revokeToken("t1", "admin")).isInstanceOf(UnknownTokenException.class);
        for (String name : List.of("", "Alice", "a:b", "../a", "a b", "-a", "a".repeat(65), "ä")) {
            assertThat(UserName.isValid(name)).as(name).isFalse();
        }
        assertThat(store.journalRecords()).isEqualTo(1);
    }

    @Test
    void recordsAFailedLoginOnceAnHourForAUserAndAnAddress() throws Exception {
        users.addUser(ALICE, "hash", List.of(), "admin");
        for (int i = 0; i < 3; i++) {
            users.loginFailed(ALICE, "192.0.2.1", clock.instant(), "anonymous");
            users.loginFailed(ALICE, "192.0.2.2", clock.instant(), "anonymous");
            users.loginFailed(null, "192.0.2.1", clock.instant(), "anonymous");
        }
        assertThat(store.journalRecords()).isEqualTo(4);
        close();
        open();
        users.loginFailed(ALICE, "192.0.2.1", clock.instant(), "anonymous");
        assertThat(store.journalRecords()).isEqualTo(4);
        clock.pass(Duration.ofHours(1));
        users.loginFailed(ALICE, "192.0.2.1", clock.instant(), "anonymous");
        assertThat(store.journalRecords()).isEqualTo(5);
    }
}
