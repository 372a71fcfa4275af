package dev.sallyport.agent.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ChallengeParserTest {
    @Test
    void readsWhatRegistriesSend() throws Exception {
        assertThat(parse("Bearer realm=\"https://auth.example/token\",service=\"registry.example\","
                        + "scope=\"repository:library/hello:pull\",error=\"invalid_token\""))
                .containsExactly(new Challenge(
                        "bearer",
                        Map.of(
                                "realm",
                                "https://auth.example/token",
                                "service",
                                "registry.example",
                                "scope",
                                "repository:library/hello:pull",
                                "error",
                                "invalid_token")));
        assertThat(parse("Basic realm=\"Registry\""))
                .containsExactly(new Challenge("basic", Map.of("realm", "Registry")));
    }

    @Test
    void readsSeveralChallengesOfOneHeader() throws Exception {
        assertThat(parse("Negotiate, Basic realm=\"a, b\" , charset=UTF-8,BEARER realm = \"https://x\" , ,service=s"))
                .containsExactly(
                        new Challenge("negotiate", Map.of()),
                        new Challenge("basic", Map.of("realm", "a, b", "charset", "UTF-8")),
                        new Challenge("bearer", Map.of("realm", "https://x", "service", "s")));
    }

    @Test
    void passesOverTheOpaqueTextOfOtherSchemes() throws Exception {
        assertThat(parse("Negotiate YWJjZA==, Basic realm=x"))
                .containsExactly(new Challenge("negotiate", Map.of()), new Challenge("basic", Map.of("realm", "x")));
    }

    @Test
    void unescapesQuotedText() throws Exception {
        assertThat(parse("Basic realm=\"a\\\"b\\\\c, d=e\""))
                .containsExactly(new Challenge("basic", Map.of("realm", "a\"b\\c, d=e")));
    }

    @Test
    void findsNothingInNothing() throws Exception {
        assertThat(parse("")).isEmpty();
        assertThat(parse(" , ,")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "realm=\"x\"",
                "Bearer realm=\"https://x",
                "Bearer realm=\"https://x\" service=\"y\"",
                "Bearer realm=\"https://x\"service=\"y\"",
                "Bearer realm=\"https://x\",realm=\"https://evil\"",
                "Bearer realm=\"https://x\",REALM=\"https://evil\"",
                "Bearer realm==x",
                "Bearer realm=\"a\u0000b\"",
                "Bearer realm=\"a\r\nX: y\"",
                "Bearer =\"x\"",
                "Bearer realm x",
                "\"Bearer\"",
                "Bearer\u00e9 realm=x",
                "a, b, c, d, e, f, g, h, i",
                "Bearer a=1,b=1,c=1,d=1,e=1,f=1,g=1,h=1,i=1,j=1,k=1,l=1,m=1,n=1,o=1,p=1,q=1",
            })
    void refusesWhatBreaksTheGrammarOrALimit(String header) {
        assertThatThrownBy(() -> parse(header)).isInstanceOf(MalformedChallengeException.class);
    }

    @Test
    void refusesALongHeader() {
        assertThatThrownBy(() -> parse("Bearer realm=\"" + "x".repeat(8 << 10) + '"'))
                .isInstanceOf(MalformedChallengeException.class)
                .hasMessageContaining("characters");
    }

    @Test
    void endsOnWhateverItIsGiven() {
        String parts = "Basic Bearer realm= \" \\ , = x=y a== ~ \t \u0001 é";
        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            StringBuilder header = new StringBuilder();
            for (int j = random.nextInt(40); j > 0; j--) {
                int from = random.nextInt(parts.length());
                header.append(parts, from, Math.min(parts.length(), from + 1 + random.nextInt(6)));
            }
            try {
                parse(header.toString());
            } catch (MalformedChallengeException e) {
                assertThat(e).hasMessageNotContaining("null");
            }
        }
    }

    private static List<Challenge> parse(String header) throws MalformedChallengeException {
        return new ChallengeParser(header).parse();
    }
}
