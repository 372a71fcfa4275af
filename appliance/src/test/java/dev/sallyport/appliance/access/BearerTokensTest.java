package dev.sallyport.appliance.access;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.appliance.SettableClock;
import dev.sallyport.appliance.access.BearerTokens.Holder;
import dev.sallyport.appliance.access.BearerTokens.Use;
import dev.sallyport.appliance.store.UserName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BearerTokensTest {
    private static final Holder ALICE = new Holder(new UserName("alice"), 7, "c0ffee");

    @TempDir
    private Path folder;

    private final SettableClock clock = new SettableClock();
    private BearerTokens tokens;
    private String token;

    @BeforeEach
    void open() throws Exception {
        tokens = BearerTokens.open(folder.resolve("key"), clock);
        token = tokens.issue(Use.ACCESS, ALICE);
    }

    private static String encode(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8));
    }

    private static String decode(String part) {
        return new String(Base64.getUrlDecoder().decode(part), UTF_8);
    }

    private String sign(String header, String payload) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(
                Base64.getUrlDecoder()
                        .decode(Files.readString(folder.resolve("key")).strip()),
                "HmacSHA256"));
        String signed = encode(header) + '.' + encode(payload);
        return signed
                + '.'
                + Base64.getUrlEncoder().withoutPadding().encodeToString(mac.doFinal(signed.getBytes(UTF_8)));
    }

    private String payload() {
        return decode(token.split("\\.", -1)[1]);
    }

    @Test
    void namesItsHolderForAsLongAsItHolds() {
        assertThat(tokens.verify(Use.ACCESS, token)).contains(ALICE);
        assertThat(tokens.verify(Use.ACCESS, tokens.issue(Use.ACCESS, Holder.NOBODY)))
                .contains(Holder.NOBODY);
        clock.pass(BearerTokens.ACCESS.minusSeconds(1));
        assertThat(tokens.verify(Use.ACCESS, token)).isPresent();
        clock.pass(Duration.ofSeconds(1));
        assertThat(tokens.verify(Use.ACCESS, token)).isEmpty();
    }

    @Test
    void isCompactAndKeepsItsKeyToItsOwner() throws Exception {
        assertThat(token.length()).isLessThan(300);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("key"))))
                .isEqualTo("rw-------");
        assertThat(BearerTokens.open(folder.resolve("key"), clock).verify(Use.ACCESS, token))
                .contains(ALICE);
    }

    @Test
    void refusesEveryAlteredByte() {
        for (int i = 0; i < token.length(); i++) {
            char other = token.charAt(i) == 'A' ? 'B' : 'A';
            assertThat(tokens.verify(Use.ACCESS, token.substring(0, i) + other + token.substring(i + 1)))
                    .as("byte %s", i)
                    .isEmpty();
        }
    }

    @Test
    void refusesOtherClaimsUnderTheSameSignature() {
        String[] parts = token.split("\\.", -1);
        String altered = encode(payload().replace("alice", "admin"));
        assertThat(tokens.verify(Use.ACCESS, parts[0] + '.' + altered + '.' + parts[2]))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"alg\":\"none\",\"typ\":\"JWT\"}",
                "{\"alg\":\"None\"}",
                "{\"alg\":\"HS512\",\"typ\":\"JWT\"}",
                "{\"alg\":\"RS256\",\"typ\":\"JWT\"}",
                "{\"alg\":\"EdDSA\",\"typ\":\"JWT\",\"jwk\":{\"kty\":\"OKP\"}}",
                "{\"alg\":\"HS256\",\"typ\":\"JWT\",\"kid\":\"../../dev/null\"}",
                "{\"typ\":\"JWT\",\"alg\":\"HS256\"}",
                ""
            })
    void refusesEveryHeaderButItsOwnHoweverSigned(String header) throws Exception {
        assertThat(tokens.verify(Use.ACCESS, sign(header, payload()))).isEmpty();
        assertThat(tokens.verify(Use.ACCESS, encode(header) + '.' + encode(payload()) + '.'))
                .isEmpty();
        assertThat(tokens.verify(Use.ACCESS, encode(header) + '.' + encode(payload())))
                .isEmpty();
    }

    @Test
    void refusesATokenOfAnotherAppliance() throws Exception {
        BearerTokens other = BearerTokens.open(folder.resolve("other"), clock);
        assertThat(tokens.verify(Use.ACCESS, other.issue(Use.ACCESS, ALICE))).isEmpty();
    }

    @Test
    void refusesAnotherAudienceUseOrShapeAlsoWithARightSignature() throws Exception {
        String header = "{\"alg\":\"HS256\",\"typ\":\"JWT\"}";
        assertThat(tokens.verify(Use.ACCESS, sign(header, payload()))).contains(ALICE);
        String audience = payload().replaceAll(".*\"aud\":\"([0-9a-f]+)\".*", "$1");
        for (String wrong : new String[] {
            payload().replace(audience, "registry.example"),
            payload().replace("\"ACCESS\"", "\"REFRESH\""),
            payload().replace("\"exp\":", "\"exp\":-"),
            payload().replaceAll("\"exp\":[0-9]+,", ""),
            payload().replace("alice", "../alice"),
            payload().replace("}", ",\"exp\":99999999999}"),
            "[]",
            "",
            "{".repeat(400)
        }) {
            assertThat(tokens.verify(Use.ACCESS, sign(header, wrong))).as(wrong).isEmpty();
        }
    }

    @Test
    void aRefreshTokenIsNoAccessTokenAndTheOtherWayRound() {
        String refresh = tokens.issue(Use.REFRESH, ALICE);
        assertThat(tokens.verify(Use.ACCESS, refresh)).isEmpty();
        assertThat(tokens.verify(Use.REFRESH, token)).isEmpty();
        assertThat(tokens.verify(Use.REFRESH, refresh)).contains(ALICE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "...", "a.b", "a.b.c", "\0", "ey.ey.ey"})
    void refusesNonsense(String nonsense) {
        assertThat(tokens.verify(Use.ACCESS, nonsense)).isEmpty();
        assertThat(tokens.verify(Use.ACCESS, token + nonsense + "x".repeat(100_000)))
                .isEmpty();
    }

    @Test
    void saysWhichKeyFileIsBroken() throws Exception {
        Path broken = Files.writeString(folder.resolve("broken"), "short");
        assertThatThrownBy(() -> BearerTokens.open(broken, clock))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(broken.toString());
    }
}
