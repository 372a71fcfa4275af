package dev.sallyport.agent.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.failure.Category;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.testkit.Misbehaviour;
import dev.sallyport.testkit.TestRegistry;
import java.net.URI;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is fetched from web servers that are no registries. */
final class WebFetchTest {
    private static final byte[] INDEX = "entries: {}\n".getBytes(UTF_8);

    private final TestRegistry server = TestRegistry.start();
    private final RegistryClient client = TestClient.anonymous().client();

    @AfterEach
    void close() {
        server.close();
    }

    private URI at(String path) {
        return URI.create(server.url() + path);
    }

    private static void assertFails(
            Category category, String why, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(SallyportException.class, e -> {
            assertThat(e.category()).isEqualTo(category);
            assertThat(e.getMessage()).contains(why);
        });
    }

    @Test
    void fetchesADocument() throws Exception {
        server.document("/charts/index.yaml", "text/yaml", INDEX);

        assertThat(client.web(at("/charts/index.yaml"), 100)).isEqualTo(INDEX);
    }

    @Test
    void triesAgainAfterAPassingProblem() throws Exception {
        server.document("/charts/index.yaml", "text/yaml", INDEX);
        server.misbehave("GET", "/charts/index.yaml", 1, Misbehaviour.breakOffAfter(3));

        assertThat(client.web(at("/charts/index.yaml"), 100)).isEqualTo(INDEX);
    }

    @Test
    void saysWhatIsNotThere() {
        assertFails(Category.MISSING, "/charts/none.tgz", () -> client.web(at("/charts/none.tgz"), 100));
    }

    @Test
    void refusesMoreThanTheLimit() {
        server.document("/charts/index.yaml", "text/yaml", INDEX);

        assertFails(Category.FAILED, "more than the 5 bytes", () -> client.web(at("/charts/index.yaml"), 5));
    }

    @Test
    void refusesPlainHttpElsewhereAndOtherSchemes() {
        for (String address :
                new String[] {"http://charts.example/index.yaml", "file:///etc/passwd", "ftp://charts.example/x"}) {
            assertFails(
                    Category.FAILED, "it is no", () -> client.web(URI.create(address.replace("http:", "gopher:")), 5));
        }
        assertFails(
                Category.FAILED, "not behind TLS", () -> client.web(URI.create("http://charts.example/index.yaml"), 5));
    }
}
