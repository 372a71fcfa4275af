package dev.sallyport.agent.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.agent.registry.CredentialFiles;
import dev.sallyport.agent.registry.RegistryClient;
import dev.sallyport.agent.registry.RegistryOptions;
import dev.sallyport.agent.registry.RepositoryAddress;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Reference;
import dev.sallyport.testkit.Misbehaviour;
import dev.sallyport.testkit.TestRegistry;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class RegistrySourceTest extends ContentSourceContract {
    private final TestRegistry registry = TestRegistry.start();
    private final RegistryClient client =
            new RegistryClient(RegistryOptions.DEFAULT, new CredentialFiles(List.of()), Clock.systemUTC(), pause -> {});

    @AfterEach
    void close() {
        registry.close();
    }

    @Override
    protected ContentSource open(Descriptor index, String tag) {
        registry.put("library/hello", tag, index, images);
        return new RegistrySource(client, new RepositoryAddress(registry.host(), "library/hello"));
    }

    @Override
    protected Reference name(String tag) {
        return reference(registry.host(), tag);
    }

    @Test
    void saysThatABlobCannotBeginInTheMiddle() {
        Descriptor layer = images.blob("application/octet-stream", new byte[1000]);
        registry.put("library/hello", images.image().blob(layer).add(), images);
        registry.misbehave("GET", ".*/blobs/.*", TestRegistry.ALWAYS, new Misbehaviour.IgnoreRange());

        assertThatThrownBy(() -> open(index, "1.0").fetch(layer, 10))
                .isInstanceOf(RangeIgnoredException.class)
                .hasMessageContaining(layer.digest().toString());
    }

    @Test
    void refusesAReferenceOfAnotherRepository() {
        Reference other =
                new Reference(registry.host(), "library/other", name("1.0").tag(), null);

        assertThatThrownBy(() -> open(index, "1.0").resolve(other)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void resolvesByHeadAndFetchesAManifestOnce() throws Exception {
        ContentSource source = open(index, "1.0");

        source.fetch(source.resolve(name("1.0")), 0).close();
        source.fetch(source.resolve(name("1.0")), 0).close();

        assertThat(registry.requests("HEAD", ".*")).hasSize(2);
        assertThat(registry.requests("GET", ".*")).hasSize(1);
    }
}
