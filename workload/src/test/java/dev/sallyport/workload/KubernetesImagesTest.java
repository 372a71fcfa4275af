package dev.sallyport.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.oci.MalformedValueException;
import dev.sallyport.yaml.MalformedDocumentException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class KubernetesImagesTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Pod: {spec: {containers: [{image: x}]}}",
                "PodTemplate: {template: {spec: {containers: [{image: x}]}}}",
                "Deployment: {spec: {template: {spec: {containers: [{image: x}]}}}}",
                "Job: {spec: {template: {spec: {initContainers: [{image: x}]}}}}",
                "CronJob: {spec: {jobTemplate: {spec: {template: {spec: {ephemeralContainers: [{image: x}]}}}}}}",
                "Rollout: {spec: {deep: [{deeper: {template: {spec: {containers: [{image: x}]}}}}]}}",
                "PodList: {items: [{spec: {containers: [{image: x}]}}]}",
                "List: {items: [{kind: List, items: [{kind: Pod, spec: {containers: [{image: x}]}}]}]}",
                "Pod: {spec: {containers: [{image: x, lifecycle: {}}, {image: x}]}}",
            })
    void findsContainersWhereverAPodIs(String object) throws Exception {
        int colon = object.indexOf(':');
        String text = "{kind: " + object.substring(0, colon) + ", " + object.substring(object.indexOf('{') + 1);
        assertThat(Samples.names(find(text))).containsExactly("docker.io/library/x:latest");
    }

    @Test
    void reportsWorkloadsWithoutUsableImages() throws Exception {
        WorkloadImages found = find("""
                apiVersion: apps/v1
                kind: Deployment
                metadata: {generateName: web-}
                spec:
                  template:
                    spec:
                      containers:
                        - name: a
                        - name: b
                          image: [x]
                        - image: "UPPER CASE"
                        - name: d
                          image: "{{inputs.parameters.image}}"
                """);
        assertThat(found.images()).isEmpty();
        assertThat(found.unmirrorable())
                .extracting(Unmirrorable::where)
                .containsExactly(
                        "manifest.yaml:8 Deployment web-…, container a",
                        "manifest.yaml:10 Deployment web-…, container b",
                        "manifest.yaml:11 Deployment web-…, container without a name",
                        "manifest.yaml:13 Deployment web-…, container d");
    }

    @Test
    void aCustomResourceMayAddToContainersThatAnOperatorMakes() throws Exception {
        WorkloadImages found =
                find("{kind: Prometheus, spec: {containers: [{name: prometheus}, {image: {a: b}}, text]}}");
        assertThat(found.images()).isEmpty();
        assertThat(found.unmirrorable()).isEmpty();
    }

    @Test
    void whatIsNoObjectIsNoted() throws Exception {
        assertThat(find("a: b\n---\n- x\n---\n# nothing\n").notes())
                .containsExactly(
                        "manifest.yaml:1 is left out: it is no Kubernetes object, it has no kind",
                        "manifest.yaml:3 is left out: it is no Kubernetes object, it has no kind");
        assertThat(find("kind: Kustomization\nimages: [{name: x}]\n").notes())
                .singleElement()
                .asString()
                .contains("not applied");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "kind: Pod\\nspec:\\n  containers:\\n  - image: {{ .Values.image }}\\n | 4",
                "kind: Pod\\nspec:\\n  containers:\\n  - image: \"{{ .Values.a }}:{{ $b }}\"\\n | 4",
                "{{- if .Values.enabled }}\\nkind: Pod\\n{{- end }} | 1",
                "kind: Pod\\nmetadata:\\n  labels:\\n    {{- include \"x\" . }}\\n  name: x | 4",
            })
    void aTemplateIsNamedWithTheRemedy(String text, int line) {
        assertThatThrownBy(() -> find(text.replace("\\n", "\n")))
                .isInstanceOfSatisfying(TemplatedManifestException.class, e -> {
                    assertThat(e.getMessage()).startsWith("manifest.yaml:" + line + ":");
                    assertThat(e.remedy()).contains("as a chart");
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"kind: Pod\nkind: Pod\n", "kind: [", "\u0000", "kind: Pod\n\tspec: x"})
    void whatCannotBeReadIsAnErrorWithItsPlace(String text) {
        assertThatThrownBy(() -> find(text))
                .isInstanceOf(MalformedDocumentException.class)
                .hasMessageStartingWith("Cannot read manifest.yaml:");
    }

    @Test
    void foldersAreWalkedInOrderAndLinksLeadNowhereTwice() throws Exception {
        for (String name : List.of("b/2.yml", "b/10.YAML", "a.json", "c.yaml", "c.txt", ".hidden.yaml", ".d/e.yaml")) {
            Samples.write(folder, name, "{\"kind\":\"Pod\",\"spec\":{\"containers\":[{\"image\":\"x\"}]}}");
        }
        Files.createSymbolicLink(folder.resolve("b/loop"), folder);
        Files.createSymbolicLink(folder.resolve("z.yaml"), folder.resolve("a.json"));
        WorkloadImages found = new KubernetesImages(folder, List.of()).find(List.of(Path.of("c.txt"), folder));
        assertThat(found.images())
                .extracting(image -> image.where().substring(0, image.where().indexOf(":")))
                .containsExactly("c.txt", "a.json", "b/10.YAML", "b/2.yml", "c.yaml", "z.yaml");
        assertThat(found.notes())
                .containsExactly(
                        ".d is left out: its name begins with a dot",
                        ".hidden.yaml is left out: its name begins with a dot");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "$.spec.image | docker.io/library/a:latest",
                "Thing: $.spec.image | docker.io/library/a:latest",
                "Thing:$.spec.image | docker.io/library/a:latest",
                "$['spec'][\"image\"] | docker.io/library/a:latest",
                "$.spec['key.with dots'] | docker.io/library/b:latest",
                "$.spec.list[*].image | docker.io/library/c:latest docker.io/library/d:latest",
                "$.spec.list[1].image | docker.io/library/d:latest",
                "$.spec.texts | docker.io/library/e:latest docker.io/library/f:latest",
                "$.spec.map.* | docker.io/library/g:latest",
                "$.spec..deep | docker.io/library/h:latest",
                "$..deep | docker.io/library/h:latest",
                "$..list..image | docker.io/library/c:latest docker.io/library/d:latest",
            })
    void pathsLeadToImages(String path, String images) throws Exception {
        WorkloadImages found = find("""
                kind: Thing
                spec:
                  image: a
                  key.with dots: b
                  list: [{image: c}, {image: d}]
                  texts: [e, f]
                  map: {x: g}
                  x: [{y: {deep: h}}]
                """, path);
        assertThat(Samples.names(found)).containsExactly(images.split(" "));
        assertThat(found.notes()).isEmpty();
    }

    @Test
    void aPathThatLeadsNowhereIsNoted() throws Exception {
        String text = "{kind: Thing, spec: {image: a, map: {b: c}}}";
        assertThat(find(text, "Other: $.spec.image", "$.spec.none", "$.spec.image[0]", "$.spec.map[0]")
                        .notes())
                .containsExactly(
                        "The path Other: $.spec.image leads to nothing in any object.",
                        "The path $.spec.none leads to nothing in any object.",
                        "The path $.spec.image[0] leads to nothing in any object.",
                        "The path $.spec.map[0] leads to nothing in any object.");
        assertThat(Samples.reported(find(text, "$.spec.map")))
                .containsExactly("manifest.yaml:1 Thing without a name, at $.spec.map | the image there is no text");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "$",
                "spec.image",
                "$.",
                "$..",
                "$.a[",
                "$.a[']",
                "$.a[-1]",
                "$.a[?(@.b)]",
                "$.a b",
                "$.a[1:2]",
                "Kind $.a",
                "Kind: spec",
                "$[a]",
                "$.a['b",
                "$.a...b",
                "$a"
            })
    void refusesWhatIsNoPath(String path) {
        assertThatThrownBy(() -> ImagePath.parse(path)).isInstanceOf(MalformedValueException.class);
    }

    @Test
    void longPathsAreBounded() throws Exception {
        assertThatThrownBy(() -> ImagePath.parse("$" + ".a".repeat(33))).isInstanceOf(MalformedValueException.class);
        assertThatThrownBy(() -> ImagePath.parse("$." + "a".repeat(2000))).isInstanceOf(MalformedValueException.class);
        String nested = "{a: ".repeat(90) + "x" + "}".repeat(90);
        assertThat(Samples.names(find("{kind: Thing, a: " + nested + "}", "$" + "..a".repeat(31) + ".none")))
                .isEmpty();
    }

    private WorkloadImages find(String text, String... paths) throws Exception {
        List<ImagePath> parsed = new ArrayList<>();
        for (String path : paths) {
            parsed.add(ImagePath.parse(path));
        }
        Path file = Samples.write(folder, "manifest.yaml", text);
        return new KubernetesImages(folder, parsed).find(List.of(file));
    }
}
