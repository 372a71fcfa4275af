package dev.sallyport.workload;

import static java.util.Objects.requireNonNull;

import dev.sallyport.workload.ComposeService.Scoped;
import dev.sallyport.yaml.MalformedDocumentException;
import dev.sallyport.yaml.Place;
import dev.sallyport.yaml.YamlMap;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds the images of a Compose project: of its services, their image mounts, and its models.
 *
 * <p>Services without profiles always count, others if one of theirs is chosen; what is left out for that is noted. A service
 * that is built cannot be carried from here and is reported.
 *
 * @see <a href="https://github.com/compose-spec/compose-spec/blob/main/spec.md">the Compose specification</a>
 */
public final class ComposeImages {
    private static final String EVERY_PROFILE = "*";

    private final InputFiles files;
    private final Map<String, String> environment;

    /**
     * @param base what relative paths are resolved against, and what places are told relative to
     * @param environment the variables that win over those of {@code .env} files; nothing else is taken from the process
     */
    public ComposeImages(Path base, Map<String, String> environment) {
        this.files = new InputFiles(base);
        this.environment = Map.copyOf(environment);
    }

    /**
     * Reads {@code composeFiles}, each on top of the ones before; the first one's folder is the project's, where its
     * {@code .env} lies.
     *
     * @param profiles the chosen ones; {@code *} is all of them
     * @param carryBuilt whether a service with {@code build} and {@code image} counts by its image, which must then be at its
     *     registry; otherwise it is reported
     * @throws MalformedDocumentException if a file is no Compose file
     * @throws UnsetVariableException if an image's name needs a variable that has no value
     */
    public WorkloadImages find(List<Path> composeFiles, Set<String> profiles, boolean carryBuilt)
            throws IOException, WorkloadFileException, MalformedDocumentException, UnsetVariableException {
        return find(composeFiles, List.of(), profiles, carryBuilt);
    }

    /**
     * As the other.
     *
     * @param envFiles files of variables in place of the {@code .env} beside the first file; none for that one
     */
    public WorkloadImages find(List<Path> composeFiles, List<Path> envFiles, Set<String> profiles, boolean carryBuilt)
            throws IOException, WorkloadFileException, MalformedDocumentException, UnsetVariableException {
        if (composeFiles.isEmpty()) {
            throw new IllegalArgumentException("No Compose file");
        }
        Findings findings = new Findings();
        ComposeLoader loader = new ComposeLoader(files, findings);
        Path first = files.resolve(composeFiles.get(0));
        Path folder = requireNonNull(first.getParent(), "the first file has no folder");
        ComposeProject project = loader.project(
                composeFiles,
                folder,
                envFiles.isEmpty() ? loader.envFile(folder) : envFiles,
                Variables.of(environment),
                new Place(files.label(first), 1, 1));
        unusedOverride(composeFiles, findings);
        for (ComposeService service : project.services().values()) {
            service(service, profiles, carryBuilt, findings);
        }
        for (Map.Entry<String, Scoped> model : project.models().entrySet()) {
            Scoped image = model.getValue();
            String where = Findings.at(image.value().place(), "model " + model.getKey());
            findings.image(image.text(), where, How.DECLARED);
        }
        return findings.all();
    }

    // Compose reads it by itself when no file is named; here files are always named.
    private void unusedOverride(List<Path> composeFiles, Findings findings) {
        List<Path> named = composeFiles.stream().map(files::resolve).toList();
        Path first = named.get(0);
        String name = first.getFileName().toString();
        for (String ending : List.of(".yaml", ".yml")) {
            String stem = name.replaceFirst("\\.ya?ml$", "");
            Path override = first.resolveSibling(stem + ".override" + ending);
            if (files.isFile(override) && !named.contains(override)) {
                findings.note(files.label(override) + " is left out: name it after " + name + " if it is meant");
            }
        }
    }

    private static void service(ComposeService service, Set<String> chosen, boolean carryBuilt, Findings findings)
            throws MalformedDocumentException, UnsetVariableException {
        List<String> profiles = new ArrayList<>();
        for (Scoped profile : service.elements("profiles")) {
            profiles.add(profile.text());
        }
        boolean counts = profiles.isEmpty()
                || chosen.contains(EVERY_PROFILE)
                || profiles.stream().anyMatch(chosen::contains);
        if (!counts) {
            findings.note(Findings.at(service.place(), "service " + service.name())
                    + " is left out: none of its profiles is chosen: " + String.join(", ", profiles));
            return;
        }
        image(service, carryBuilt, findings);
        for (Scoped volume : service.elements("volumes")) {
            mount(service, volume, findings);
        }
    }

    private static void image(ComposeService service, boolean carryBuilt, Findings findings)
            throws MalformedDocumentException, UnsetVariableException {
        Scoped image = service.field("image");
        Scoped build = service.field("build");
        String what = "service " + service.name();
        if (image != null && (build == null || carryBuilt)) {
            findings.image(image.text(), Findings.at(image.value().place(), what), How.DECLARED);
        } else if (build != null) {
            String result = image == null ? "the image" : image.text();
            findings.unmirrorable(
                    Findings.at(build.value().place(), what),
                    "it is built from sources; build it, push " + result + " to a registry and name it there");
        } else if (service.field("provider") == null) {
            findings.unmirrorable(Findings.at(service.place(), what), "it names neither 'image' nor 'build'");
        }
    }

    private static void mount(ComposeService service, Scoped volume, Findings findings)
            throws MalformedDocumentException, UnsetVariableException {
        if (!(volume.value() instanceof YamlMap map) || map.text("type") == null || map.text("source") == null) {
            return;
        }
        Scoped type = new Scoped(requireNonNull(map.text("type")), volume.variables());
        Scoped source = new Scoped(requireNonNull(map.text("source")), volume.variables());
        if (type.text().equals("image")) {
            String what = "service " + service.name() + ", mounted image";
            findings.image(source.text(), Findings.at(source.value().place(), what), How.DECLARED);
        }
    }
}
