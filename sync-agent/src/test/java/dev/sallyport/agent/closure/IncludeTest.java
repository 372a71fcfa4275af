package dev.sallyport.agent.closure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.failure.Category;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class IncludeTest {
    @Test
    void readsEveryWord() throws Exception {
        Include include = Include.parse(
                List.of("signatures", "sboms", "attestations", "referrers", "base-images", "application/SPDX+json"));

        assertThat(include.allReferrers()).isTrue();
        assertThat(include.baseImages()).isTrue();
        assertThat(include.kinds()).containsExactlyInAnyOrder(ReferrerKind.values());
        assertThat(include.artifactTypes()).containsExactly("application/spdx+json");
    }

    @Test
    void withoutAWordNothingComesAlong() throws Exception {
        Include nothing = Include.parse(List.of());

        assertThat(nothing.reasonToOmit("application/spdx+json", Map.of())).isPresent();
        assertThat(nothing.baseImages()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "sbom",
                "Signatures",
                "base images",
                "application/",
                "/json",
                "a/b/c",
                "a b/c",
                "a/b\n",
                "ü/x"
            })
    void namesTheValidWordsForAnyOther(String word) {
        assertThatThrownBy(() -> Include.parse(List.of("sboms", word)))
                .isInstanceOf(UnknownIncludeException.class)
                .hasMessageContaining("signatures, sboms, attestations, referrers, base-images")
                .hasMessageContaining("application/spdx+json")
                .extracting(e -> ((UnknownIncludeException) e).category())
                .isEqualTo(Category.USAGE);
    }

    @Test
    void keepsControlCharactersFromTheTerminal() {
        assertThatThrownBy(() -> Include.parse(List.of("\u001b[2J"))).hasMessageContaining("'?[2J'");
    }

    @ParameterizedTest
    @CsvSource({
        "signatures,   application/vnd.cncf.notary.signature,                 true",
        "signatures,   application/vnd.dev.cosign.artifact.sig.v1+json,       true",
        "signatures,   application/vnd.dev.sigstore.bundle.v0.3+json,         true",
        "signatures,   application/vnd.in-toto+json,                          false",
        "signatures,   application/spdx+json,                                 false",
        "sboms,        application/spdx+json,                                 true",
        "sboms,        text/spdx,                                             true",
        "sboms,        application/vnd.cyclonedx+json,                        true",
        "sboms,        application/vnd.syft+json,                             true",
        "sboms,        application/vnd.dev.cosign.artifact.sbom.v1+json,      true",
        "sboms,        application/vnd.cncf.notary.signature,                 false",
        "attestations, application/vnd.in-toto+json,                          true",
        "attestations, application/vnd.dsse.envelope.v1+json,                 true",
        "attestations, application/vnd.dev.sigstore.bundle.v0.3+json,         true",
        "attestations, application/vnd.example.scan,                          false",
        "application/vnd.example.scan, Application/vnd.example.scan,          true",
        "application/vnd.example.scan, application/vnd.example.scan; v=1,     true",
        "application/vnd.example.scan, application/vnd.example.scanner,       false",
        "referrers,    application/vnd.example.scan,                          true",
        "base-images,  application/vnd.example.scan,                          true",
    })
    void tellsWhatAnArtifactTypeIs(String word, String artifactType, boolean taken) throws Exception {
        assertThat(Include.parse(List.of(word))
                        .reasonToOmit(artifactType, Map.of())
                        .isEmpty())
                .isEqualTo(taken);
    }

    @ParameterizedTest
    @CsvSource({
        "https://sigstore.dev/cosign/sign/v1, true,  false, false",
        "https://slsa.dev/provenance/v1,      false, false, true",
        "https://spdx.dev/Document,           false, true,  true",
        "https://cyclonedx.org/bom,           false, true,  true",
    })
    void tellsWhatASigstoreBundleHolds(String predicate, boolean signature, boolean sbom, boolean attestation)
            throws Exception {
        Map<String, String> annotations = Map.of("dev.sigstore.bundle.predicateType", predicate);
        String type = "application/vnd.dev.sigstore.bundle.v0.3+json";

        assertThat(Include.parse(List.of("signatures"))
                        .reasonToOmit(type, annotations)
                        .isEmpty())
                .isEqualTo(signature);
        assertThat(Include.parse(List.of("sboms"))
                        .reasonToOmit(type, annotations)
                        .isEmpty())
                .isEqualTo(sbom);
        assertThat(Include.parse(List.of("attestations"))
                        .reasonToOmit(type, annotations)
                        .isEmpty())
                .isEqualTo(attestation);
    }
}
