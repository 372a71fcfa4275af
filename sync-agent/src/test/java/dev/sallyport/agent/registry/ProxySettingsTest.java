package dev.sallyport.agent.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.oci.Reference;
import dev.sallyport.oci.Tag;
import dev.sallyport.testkit.TestImages;
import dev.sallyport.testkit.TestProxy;
import dev.sallyport.testkit.TestRegistry;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ProxySettingsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "*                       | https://registry.example/   | true",
                "registry.example        | https://registry.example/   | true",
                "example                 | https://registry.example/   | true",
                "ample                   | https://registry.example/   | false",
                ".example                | https://registry.example/   | true",
                "*.example               | https://registry.example/   | true",
                ".registry.example       | https://registry.example/   | false",
                "REGISTRY.Example        | https://registry.example/   | true",
                "registry.example:443    | https://registry.example/   | true",
                "registry.example:5000   | https://registry.example/   | false",
                "10.0.0.0/8              | https://10.1.2.3:5000/      | true",
                "10.0.0.0/8              | https://11.1.2.3/           | false",
                "10.1.2.3                | https://10.1.2.3/           | true",
                "fd00::/8                | https://[fd12::1]/          | true",
                "[fd12::1]:5000          | https://[fd12::1]:5000/     | true",
                "[fd12::1]:5000          | https://[fd12::1]:5001/     | false",
                "10.0.0.0/99             | https://10.1.2.3/           | false",
                "a.invalid , b.invalid   | https://b.invalid/          | true",
                "'127.0.0.1,/,:,::/x'    | https://registry.example/   | false",
                "none                    | https://127.0.0.1:5000/     | true",
                "none                    | https://localhost/          | true",
            })
    void knowsWhatToReachDirectly(String exceptions, String uri, boolean direct) throws Exception {
        ProxySettings settings =
                ProxySettings.ofEnvironment(Map.of("HTTPS_PROXY", "http://proxy.example:3128", "no_proxy", exceptions));

        assertThat(settings.on(URI.create(uri)).isEmpty()).isEqualTo(direct);
    }

    @Test
    void hasAProxyForEachKindOfAddress() throws Exception {
        ProxySettings settings = ProxySettings.ofEnvironment(
                Map.of("HTTP_PROXY", "one:1", "http_proxy", "two:2", "https_proxy", "three:3"));

        assertThat(settings.on(URI.create("http://a.example/"))).contains(new ProxyServer("one", 1, null));
        assertThat(settings.on(URI.create("https://a.example/"))).contains(new ProxyServer("three", 3, null));
        assertThat(ProxySettings.ofEnvironment(Map.of()).on(URI.create("https://a.example/")))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "socks5://me:secret@proxy:1080",
                "https://me:secret@proxy:1080",
                "http://me:secret@proxy:99999",
                "http://me:secret@proxy/path",
                "http://me:se cret@proxy",
                "http://me:secret%zz@proxy",
                "://secret",
            })
    void refusesWhatIsNoProxyAndShowsNothingOfIt(String value) {
        assertThatThrownBy(() -> ProxySettings.ofEnvironment(Map.of("HTTPS_PROXY", value)))
                .isInstanceOf(ProxySettingsException.class)
                .hasMessageContaining("HTTPS_PROXY")
                .hasMessageNotContaining("cret");
    }

    @Test
    void showsNoCredentials() throws Exception {
        assertThat(ProxySettings.ofEnvironment(Map.of("HTTPS_PROXY", "me:secret@proxy:1")))
                .hasToString("ProxySettings[http=null, https=proxy:1, except=[]]");
    }

    @Test
    void goesThroughAProxyInPlainHttp() throws Exception {
        try (TestRegistry registry = TestRegistry.start();
                TestProxy proxy = TestProxy.leadingTo(URI.create(registry.url()).getPort())) {
            TestImages images = new TestImages();
            registry.put("library/hello", "1.0", images.image().file("a", "b").add(), images);
            proxy.authenticate("Basic bWU6c2VjcmV0");
            ProxySettings proxies = ProxySettings.ofEnvironment(Map.of("HTTP_PROXY", "me:secret@" + proxy.address()));
            TestClient test = TestClient.anonymous()
                    .with(options -> options.withProxies(proxies).withPlainHttp("registry.example"::equals));

            assertThat(test.client().find(new Reference("registry.example", "library/hello", new Tag("1.0"), null)))
                    .isPresent();
            assertThat(proxy.heads()).singleElement().asString().startsWith("HEAD http://registry.example/v2/");

            proxy.refuse(403);
            assertThatThrownBy(() -> test.client()
                            .resolve(new Reference("registry.example", "library/hello", new Tag("1.0"), null)))
                    .hasMessageContaining("registry.example")
                    .hasMessageNotContaining("secret");
        }
    }
}
