package dev.sallyport.appliance.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.appliance.api.TagEventReport;
import dev.sallyport.oci.JsonReader;
import dev.sallyport.testkit.TestBundle;
import dev.sallyport.testkit.VolumeBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code appliance history} against a real server on loopback. */
final class HistoryCommandTest extends CommandFixture {
    private static final String STREAM = "factory-7";
    private static final String APP = "docker.io/library/app";

    private TestBundle newest;

    @BeforeEach
    void publishTwice() throws Exception {
        trust(STREAM);
        publish(1, "1", "1.1");
        publish(2, "1", "1.1");
    }

    private void publish(long sequence, String... tags) throws Exception {
        VolumeBuilder builder = new VolumeBuilder(KEY).stream(STREAM).sequence(sequence);
        for (String tag : tags) {
            builder.image(APP, tag, (tag + " of release " + sequence).getBytes(UTF_8));
        }
        newest = (newest == null ? builder : builder.previous(sequence - 1, newest.digest())).build();
        Path volume = Files.write(folder.resolve("volume-" + sequence + ".tar"), newest.volume(1));
        assertThat(run("import", volume.toString())).as(err.toString()).isZero();
    }

    private List<TagEventReport> history(String... arguments) throws Exception {
        List<String> all = new ArrayList<>(List.of("history", "--json"));
        all.addAll(List.of(arguments));
        assertThat(run(all.toArray(String[]::new))).as(err.toString()).isZero();
        List<TagEventReport> events = new ArrayList<>();
        for (JsonReader event : json().objects("events")) {
            events.add(TagEventReport.read(event));
        }
        return events;
    }

    private String digest(String reference) throws Exception {
        assertThat(run("resolve", reference, "--json")).as(err.toString()).isZero();
        return json().text("digest");
    }

    @Test
    void saysWhichReleaseMovedATagAndWhatItNamedBefore() throws Exception {
        String now = digest("app:1");
        publish(3, "2");

        List<TagEventReport> events = history("app:1");
        assertThat(events).extracting(TagEventReport::sequence).containsExactly(3L, 2L, 1L);
        assertThat(events).extracting(TagEventReport::stream).containsOnly(STREAM);
        assertThat(events).extracting(TagEventReport::publisher).containsOnly("Head office");
        assertThat(events).extracting(TagEventReport::actor).containsOnly("admin");
        assertThat(events.get(0).after()).isEmpty();
        assertThat(events.get(0).before()).isEqualTo(now);
        assertThat(events.get(1).after()).isEqualTo(now);
        assertThat(events.get(1).before()).isEqualTo(events.get(2).after());
        assertThat(events.get(2).before()).isEmpty();
        assertThat(events).extracting(TagEventReport::shown).containsExactly(true, false, false);

        assertThat(run("rollback", STREAM, "1")).as(err.toString()).isZero();
        assertThat(history("app:1")).extracting(TagEventReport::shown).containsExactly(false, false, true);
        assertThat(run("rollback", STREAM, "2")).isZero();
        assertThat(run("history", "docker.io/library/app:1")).isZero();
        assertThat(out.toString())
                .containsPattern("TIME +BY +FROM +OLD +NEW +NOW")
                .containsPattern("admin +factory-7@3 +sha256:[0-9a-f]{12} +-")
                .containsPattern("admin +factory-7@2 +sha256:[0-9a-f]{12} +" + now.substring(0, 19) + " +\\*")
                .containsPattern("admin +factory-7@1 +- +sha256:[0-9a-f]{12}");
    }

    @Test
    void saysWhoPushedALocalTagAndThatItWent() throws Exception {
        String first = digest("app:1");
        String second = digest("app:1.1");
        assertThat(run("tag", "app:1", "team/app:stable")).as(err.toString()).isZero();
        assertThat(run("tag", "app:1.1", "team/app:stable")).isZero();
        List<TagEventReport> events = history("team/app:stable");
        assertThat(events).extracting(TagEventReport::before).containsExactly(first, "");
        assertThat(events).extracting(TagEventReport::after).containsExactly(second, first);
        assertThat(events).extracting(TagEventReport::shown).containsExactly(true, false);
        assertThat(events).extracting(TagEventReport::stream).containsOnly("");

        assertThat(run("untag", "team/app:stable")).isZero();
        events = history("team/app:stable");
        assertThat(events).extracting(TagEventReport::after).containsExactly("", second, first);
        assertThat(events.get(0).before()).isEqualTo(second);
        assertThat(history("team/app:stable", "--limit", "1")).hasSize(1);
        assertThat(run("rebuild")).isZero();
        assertThat(history("team/app:stable")).isEqualTo(events);
        assertThat(run("history", "team/app:stable")).isZero();
        assertThat(out.toString()).contains("(local)");
    }

    @Test
    void saysWhatAnswersForATagThatWasNeverHere() {
        assertThat(run("history", "app:9")).isEqualTo(4);
        assertThat(err.toString()).contains(APP + ":9 is not here");
        assertThat(run("history", "app")).isEqualTo(4);
        assertThat(err.toString()).contains(APP + ":latest is no tag here; 1.1 answers for it");
        assertThat(run("history", "app@0123456")).isEqualTo(2);
        assertThat(run("history", "no//name:1")).isEqualTo(2);
    }
}
