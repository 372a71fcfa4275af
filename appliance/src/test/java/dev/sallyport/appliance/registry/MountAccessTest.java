package dev.sallyport.appliance.registry;

import static dev.sallyport.appliance.registry.PushFixture.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.appliance.access.Access;
import dev.sallyport.appliance.access.AdminToken;
import dev.sallyport.appliance.access.PasswordHash;
import dev.sallyport.appliance.registry.PushFixture.Options;
import dev.sallyport.appliance.registry.RawConnection.Answer;
import dev.sallyport.appliance.store.ApplianceStore;
import dev.sallyport.appliance.store.Grant;
import dev.sallyport.appliance.store.Role;
import dev.sallyport.appliance.store.UserName;
import dev.sallyport.content.SystemDisk;
import dev.sallyport.content.UnsyncedDisk;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.MediaTypes;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What one user may not read he can neither find nor mount, wherever it is and whatever he knows of it (GHSA-55r9). */
@Timeout(120)
final class MountAccessTest {
    private static final byte[] SECRET = bytes("a secret layer");
    private static final Digest DIGEST = Digest.sha256(SECRET);

    @TempDir
    private Path folder;

    private Access access(ApplianceStore store) throws Exception {
        store.access()
                .addUser(new UserName("bob"), PasswordHash.of("bob's"), List.of(AccessFixture.push("bob/*")), "test");
        store.access().revoke(UserName.ANONYMOUS, Grant.everywhere(Role.PULL), "test");
        return Access.open(
                store.access(),
                AdminToken.of(AccessFixture.ADMIN),
                folder.resolve("token.key"),
                true,
                List.of(),
                null,
                Clock.systemUTC());
    }

    @Test
    void contentOfOthersIsNeitherSeenNorMounted() throws Exception {
        try (PushFixture registry = new PushFixture(
                folder.resolve("data"), Options.DEFAULT, new UnsyncedDisk(new SystemDisk()), this::access)) {
            registry.hold("secret/app", SECRET, null, List.of(), "test");
            String bob = AccessFixture.basic("bob", "bob's");

            Answer hidden = registry.get("/v2/secret/app/blobs/" + DIGEST, bob);
            Answer missing = registry.get("/v2/secret/never/blobs/" + DIGEST, bob);
            assertThat(hidden.status()).isEqualTo(missing.status()).isIn(401, 403, 404);
            assertThat(hidden.text()).isEqualTo(missing.text().replace("never", "app"));

            for (String query : List.of("&from=secret%2Fapp", "&from=secret%2Fnever", "")) {
                Answer mount =
                        registry.send("POST", "/v2/bob/app/blobs/uploads/?mount=" + DIGEST + query, new byte[0], bob);
                assertThat(mount.status()).as(query).isEqualTo(202);
                assertThat(mount.header("Docker-Content-Digest")).isNull();
            }
            assertThat(registry.get("/v2/bob/app/blobs/" + DIGEST, bob).status())
                    .isEqualTo(404);
            // A manifest that names it brings nobody its bytes either.
            byte[] config = bytes("{}");
            registry.hold("bob/app", config, null, List.of(), "test");
            byte[] manifest = bytes(PushFixture.manifestText(config, SECRET, ""));
            registry.send("PUT", "/v2/bob/app/manifests/1", manifest, bob, "Content-Type: " + MediaTypes.OCI_MANIFEST);
            assertThat(registry.get("/v2/bob/app/blobs/" + DIGEST, bob).status())
                    .isEqualTo(404);
        }
    }
}
