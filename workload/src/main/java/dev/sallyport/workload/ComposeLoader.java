package dev.sallyport.workload;

import dev.sallyport.workload.ComposeService.Scoped;
import dev.sallyport.yaml.MalformedDocumentException;
import dev.sallyport.yaml.Place;
import dev.sallyport.yaml.RepeatedKeys;
import dev.sallyport.yaml.Yaml;
import dev.sallyport.yaml.YamlLimits;
import dev.sallyport.yaml.YamlList;
import dev.sallyport.yaml.YamlMap;
import dev.sallyport.yaml.YamlReader;
import dev.sallyport.yaml.YamlText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads Compose files, what they include, and what their services extend.
 *
 * @see <a href="https://github.com/compose-spec/compose-spec/blob/main/14-include.md">include</a>
 * @see <a href="https://github.com/compose-spec/compose-spec/blob/main/05-services.md#extends">extends</a>
 */
final class ComposeLoader {
    private static final int MOST_FILES = 1000;
    private static final int DEPTH = 32;
    private static final String RESET = "!reset";

    private final YamlReader reader = new YamlReader(YamlLimits.USUAL, RepeatedKeys.REFUSED);
    private final InputFiles files;
    private final Findings findings;
    private final Map<Path, List<Yaml>> read = new LinkedHashMap<>();
    private final Set<Path> including = new LinkedHashSet<>();
    private int loads;

    /** Where the names in a file are resolved: its relative paths and its variables. */
    private record Scope(Path folder, Variables variables) {}

    ComposeLoader(InputFiles files, Findings findings) {
        this.files = files;
        this.findings = findings;
    }

    /**
     * Reads a project: {@code composeFiles}, each on top of the one before, and {@code envFiles} for what {@code environment}
     * does not set, the later ones first.
     */
    ComposeProject project(List<Path> composeFiles, Path folder, List<Path> envFiles, Variables environment, Place from)
            throws IOException, WorkloadFileException, MalformedDocumentException, UnsetVariableException {
        if (including.size() >= DEPTH) {
            throw new MalformedDocumentException(from, "files include each other more than " + DEPTH + " deep");
        }
        Variables variables = environment;
        for (Path envFile : envFiles) {
            variables = variables(envFile, environment, variables);
        }
        ComposeProject project = new ComposeProject();
        for (Path file : composeFiles) {
            Path whole = files.resolve(file);
            if (!including.add(whole)) {
                throw new MalformedDocumentException(from, files.label(whole) + " includes itself");
            }
            project.merge(file(whole, new Scope(folder, variables)));
            including.remove(whole);
        }
        return project;
    }

    private Variables variables(Path envFile, Variables environment, Variables earlier)
            throws IOException, WorkloadFileException, MalformedDocumentException {
        String text = new String(files.read(envFile, YamlLimits.USUAL.bytes() / 16), StandardCharsets.UTF_8);
        EnvFile variables = new EnvFile(files.label(envFile), text, earlier);
        return environment.or(variables).or(earlier);
    }

    private ComposeProject file(Path file, Scope scope)
            throws IOException, WorkloadFileException, MalformedDocumentException, UnsetVariableException {
        // Files that include others twice each grow as fast as aliases do.
        if (++loads > MOST_FILES) {
            throw new WorkloadFileException(
                    files.label(file), "the project is made of more than " + MOST_FILES + " files");
        }
        ComposeProject project = new ComposeProject();
        ComposeProject included = new ComposeProject();
        for (Yaml document : documents(file)) {
            if (document.isNull()) {
                continue;
            }
            YamlMap root = mapping(document, "a Compose file is a mapping");
            Yaml includes = root.get("include");
            if (includes != null) {
                includes(includes, scope, included);
            }
            services(section(root, "services"), file, scope, included, project);
            models(section(root, "models"), scope, project);
        }
        project.include(included);
        return project;
    }

    private void services(YamlMap services, Path file, Scope scope, ComposeProject included, ComposeProject project)
            throws IOException, WorkloadFileException, MalformedDocumentException, UnsetVariableException {
        for (Map.Entry<String, Yaml> service : services.entries().entrySet()) {
            String tag = service.getValue().tag();
            if (RESET.equals(tag) || "!override".equals(tag)) {
                project.drop(service.getKey());
            }
            if (!RESET.equals(tag)) {
                project.merge(single(extended(service.getKey(), service.getValue(), file, scope, included, 0)));
            }
        }
    }

    private static ComposeProject single(ComposeService service) {
        ComposeProject project = new ComposeProject();
        project.services().put(service.name(), service);
        return project;
    }

    private static void models(YamlMap models, Scope scope, ComposeProject project) {
        models.entries().forEach((name, model) -> {
            Yaml image = model instanceof YamlMap map ? map.get("model") : null;
            if (image != null) {
                project.models().put(name, new Scoped(image, scope.variables()));
            }
        });
    }

    private void includes(Yaml includes, Scope scope, ComposeProject project)
            throws IOException, WorkloadFileException, MalformedDocumentException, UnsetVariableException {
        for (Yaml include : list(includes)) {
            YamlMap map = include instanceof YamlMap options ? options : null;
            Yaml paths = map == null ? include : map.get("path");
            if (paths == null) {
                throw new MalformedDocumentException(include.place(), "an include names no 'path'");
            }
            include(paths, map, scope, project);
        }
    }

    private void include(Yaml paths, @Nullable YamlMap options, Scope scope, ComposeProject project)
            throws IOException, WorkloadFileException, MalformedDocumentException, UnsetVariableException {
        List<Path> composeFiles = paths(paths, scope);
        if (composeFiles.isEmpty()) {
            return;
        }
        Yaml directory = options == null ? null : options.get("project_directory");
        Path folder = directory == null
                ? parent(composeFiles.get(0))
                : path(text(directory, scope), scope.folder(), directory.place());
        Yaml env = options == null ? null : options.get("env_file");
        List<Path> envFiles = env == null ? envFile(folder) : paths(env, scope);
        project.include(project(composeFiles, folder, envFiles, scope.variables(), paths.place()));
    }

    // What lies elsewhere is reported: nothing here opens a connection.
    private List<Path> paths(Yaml paths, Scope scope) throws MalformedDocumentException, UnsetVariableException {
        List<Path> found = new ArrayList<>();
        for (Yaml each : list(paths)) {
            String text = text(each, scope);
            if (isElsewhere(text)) {
                findings.unmirrorable(
                        Findings.at(each.place(), "include"),
                        "what is included lies elsewhere; fetch it and include the file");
                return List.of();
            }
            found.add(path(text, scope.folder(), each.place()));
        }
        return found;
    }

    /** The {@code .env} file of {@code folder}, if there is one. */
    List<Path> envFile(Path folder) {
        Path file = folder.resolve(".env");
        return files.isFile(file) ? List.of(file) : List.of();
    }

    private ComposeService extended(
            String name, Yaml definition, Path file, Scope scope, ComposeProject included, int depth)
            throws IOException, WorkloadFileException, MalformedDocumentException, UnsetVariableException {
        if (depth > DEPTH) {
            throw new MalformedDocumentException(
                    definition.place(), "services extend each other in a circle, or more than " + DEPTH + " deep");
        }
        ComposeService service = ComposeService.read(name, definition, scope.variables());
        Yaml extended = definition instanceof YamlMap map ? map.get("extends") : null;
        if (extended == null || RESET.equals(extended.tag())) {
            return service;
        }
        ComposeService base = base(name, extended, file, scope, included, depth);
        return base == null ? service : base.with(service);
    }

    private @Nullable ComposeService base(
            String name, Yaml extended, Path file, Scope scope, ComposeProject included, int depth)
            throws IOException, WorkloadFileException, MalformedDocumentException, UnsetVariableException {
        YamlMap map = extended instanceof YamlMap options ? options : null;
        Yaml wanted = map == null ? extended : map.get("service");
        if (wanted == null) {
            throw new MalformedDocumentException(extended.place(), "'extends' names no 'service'");
        }
        String service = text(wanted, scope);
        Yaml inFile = map == null ? null : map.get("file");
        String otherFile = inFile == null ? "" : text(inFile, scope);
        if (isElsewhere(otherFile)) {
            findings.unmirrorable(
                    Findings.at(extended.place(), "service " + name),
                    "what it extends lies elsewhere; fetch it and extend the file");
            return null;
        }
        boolean here = otherFile.isEmpty();
        Path baseFile = here ? file : files.resolve(path(otherFile, scope.folder(), extended.place()));
        Scope baseScope = here ? scope : new Scope(parent(baseFile), scope.variables());
        Yaml definition = definition(baseFile, service);
        if (definition != null) {
            return extended(service, definition, baseFile, baseScope, included, depth + 1)
                    .named(name);
        }
        ComposeService other = here ? included.services().get(service) : null;
        if (other == null) {
            throw new MalformedDocumentException(
                    wanted.place(), "there is no service '" + service + "' in " + files.label(baseFile));
        }
        return other.named(name);
    }

    private @Nullable Yaml definition(Path file, String service)
            throws IOException, WorkloadFileException, MalformedDocumentException {
        Yaml definition = null;
        for (Yaml document : documents(file)) {
            Yaml found =
                    document instanceof YamlMap root ? section(root, "services").get(service) : null;
            definition = found == null ? definition : found;
        }
        return definition;
    }

    private List<Yaml> documents(Path file) throws IOException, WorkloadFileException, MalformedDocumentException {
        Path whole = files.resolve(file);
        List<Yaml> documents = read.get(whole);
        if (documents == null) {
            documents = files.documents(reader, whole);
            read.put(whole, documents);
        }
        return documents;
    }

    private static YamlMap section(YamlMap root, String name) throws MalformedDocumentException {
        Yaml section = root.get(name);
        return section == null
                ? new YamlMap(Map.of(), null, root.place())
                : mapping(section, "'" + name + "' is a mapping");
    }

    private static YamlMap mapping(Yaml value, String expected) throws MalformedDocumentException {
        if (value instanceof YamlMap map) {
            return map;
        }
        throw new MalformedDocumentException(value.place(), expected + ", and this is none");
    }

    private static List<Yaml> list(Yaml value) {
        return value instanceof YamlList list ? list.items() : List.of(value);
    }

    private static String text(Yaml value, Scope scope) throws MalformedDocumentException, UnsetVariableException {
        if (!(value instanceof YamlText)) {
            throw new MalformedDocumentException(value.place(), "a text is expected here");
        }
        return new Scoped(value, scope.variables()).text();
    }

    private static boolean isElsewhere(String path) {
        return path.contains("://") || path.startsWith("git@") || path.startsWith("oci:");
    }

    private static Path path(String text, Path folder, Place place) throws MalformedDocumentException {
        try {
            return folder.resolve(text);
        } catch (InvalidPathException e) {
            throw new MalformedDocumentException(place, "it is no path");
        }
    }

    private static Path parent(Path file) {
        Path parent = file.getParent();
        return parent == null ? Path.of("") : parent;
    }
}
