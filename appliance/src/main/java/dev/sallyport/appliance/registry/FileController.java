package dev.sallyport.appliance.registry;

import dev.sallyport.appliance.resolution.NameResolution;
import dev.sallyport.appliance.resolution.TagAnswer;
import dev.sallyport.content.StoredBlob;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.ImageManifest;
import dev.sallyport.oci.MalformedJsonException;
import dev.sallyport.oci.Manifest;
import dev.sallyport.oci.RepositoryName;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Head;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Files in artifacts, for whoever has no registry client: {@code /files/REPOSITORY:TAG/NAME}, or {@code @DIGEST}. A file's name is
 * its {@code org.opencontainers.image.title}; where the artifact has one file alone, the name may be left out.
 */
@Controller("/files")
@Produces(MediaType.ALL)
@ExecuteOn(TaskExecutors.BLOCKING)
final class FileController {
    private static final String TITLE = "org.opencontainers.image.title";
    private static final int MOST_NAMED = 20;

    private final NameResolution names;
    private final PublishedContent published;
    private final ContentAnswers answers;

    FileController(NameResolution names, PublishedContent published, ContentAnswers answers) {
        this.names = names;
        this.published = published;
        this.answers = answers;
    }

    @Get(uri = "/{+path}", headRoute = false)
    HttpResponse<?> get(HttpRequest<?> request, String path) throws RegistryException, IOException {
        FilePath asked = FilePath.parse(path);
        RepositoryName repository =
                RepositoryRequest.of(names, request, asked.repository()).repository();
        RegistryException unknown = unknown(RegistryErrorCode.MANIFEST_UNKNOWN, repository, asked, "it is not here");
        Descriptor artifact = manifest(repository, asked.reference()).orElseThrow(() -> unknown);
        Descriptor file = choose(repository, asked, files(artifact, unknown));
        Descriptor found = published
                .blob(repository, file.digest())
                .orElseThrow(
                        () -> unknown(RegistryErrorCode.BLOB_UNKNOWN, repository, asked, "its content is not here"));
        // Never a type that a browser would show as a page of this server's.
        Descriptor untyped = new Descriptor(MediaType.APPLICATION_OCTET_STREAM, found.digest(), found.size());
        return answers.answer(request, untyped, unknown)
                .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"" + plain(title(file)) + '"')
                .header("X-Content-Type-Options", "nosniff");
    }

    @Head(uri = "/{+path}")
    HttpResponse<?> head(HttpRequest<?> request, String path) throws RegistryException, IOException {
        return get(request, path);
    }

    private Optional<Descriptor> manifest(RepositoryName repository, String reference)
            throws RegistryException, IOException {
        return reference.indexOf(':') >= 0
                ? published.manifest(repository, References.digest(reference))
                : published.find(repository, References.tag(reference)).map(TagAnswer::manifest);
    }

    private List<Descriptor> files(Descriptor artifact, RegistryException gone) throws RegistryException, IOException {
        if (artifact.size() > Manifest.MAX_SIZE) {
            return List.of();
        }
        try (StoredBlob blob = published.open(artifact.digest()).orElseThrow(() -> gone);
                InputStream in = blob.read(0, artifact.size())) {
            Manifest manifest =
                    Manifest.parse("manifest " + artifact.digest(), artifact.mediaType(), in.readAllBytes());
            return manifest instanceof ImageManifest image
                    ? image.layers().stream()
                            .filter(layer -> layer.annotations().containsKey(TITLE))
                            .toList()
                    : List.of();
        } catch (MalformedJsonException e) {
            throw new IOException("Published, but not readable: " + artifact.digest(), e);
        }
    }

    private static Descriptor choose(RepositoryName repository, FilePath asked, List<Descriptor> files)
            throws RegistryException {
        if (asked.file().isEmpty() && files.size() == 1) {
            return files.get(0);
        }
        Optional<Descriptor> named =
                files.stream().filter(file -> title(file).equals(asked.file())).findFirst();
        if (named.isPresent()) {
            return named.get();
        }
        String has = files.isEmpty()
                ? "it has no files"
                : "its files are: "
                        + files.stream()
                                .limit(MOST_NAMED)
                                .map(FileController::title)
                                .collect(Collectors.joining(", "));
        throw unknown(RegistryErrorCode.BLOB_UNKNOWN, repository, asked, has);
    }

    private static String title(Descriptor file) {
        return file.annotations().getOrDefault(TITLE, "");
    }

    // In a header: no quote, no control character, no path.
    private static String plain(String title) {
        String name = title.substring(title.lastIndexOf('/') + 1).replaceAll("[^A-Za-z0-9._+-]", "_");
        return name.isEmpty() ? "file" : name;
    }

    private static RegistryException unknown(
            RegistryErrorCode code, RepositoryName repository, FilePath asked, String why) {
        String artifact = repository.value() + (asked.reference().indexOf(':') >= 0 ? '@' : ':') + asked.reference();
        return new RegistryException(
                code,
                asked.file().isEmpty() ? artifact + ": " + why : asked.file() + " is not in " + artifact + ": " + why,
                Map.of("name", repository.value(), "reference", asked.reference(), "file", asked.file()));
    }

    /** {@code REPOSITORY:TAG/FILE} or {@code REPOSITORY@DIGEST/FILE}; the file is empty if it is left out. */
    private record FilePath(String repository, String reference, String file) {
        static FilePath parse(String path) throws RegistryException {
            int at = path.indexOf('@');
            int separator = at >= 0 && path.substring(0, at).indexOf(':') < 0 ? at : path.indexOf(':');
            if (separator < 0) {
                throw new RegistryException(
                        RegistryErrorCode.NAME_INVALID,
                        "a file is asked for as /files/REPOSITORY:TAG/NAME or /files/REPOSITORY@DIGEST/NAME",
                        Map.of());
            }
            String rest = path.substring(separator + 1);
            int slash = rest.indexOf('/');
            return slash < 0
                    ? new FilePath(path.substring(0, separator), rest, "")
                    : new FilePath(path.substring(0, separator), rest.substring(0, slash), rest.substring(slash + 1));
        }
    }
}
