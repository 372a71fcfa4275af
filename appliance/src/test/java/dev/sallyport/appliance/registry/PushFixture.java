package dev.sallyport.appliance.registry;

import dev.sallyport.appliance.access.Access;
import dev.sallyport.appliance.access.Authority;
import dev.sallyport.appliance.access.TestAccess;
import dev.sallyport.appliance.http.HttpServer;
import dev.sallyport.appliance.http.ServerSettings;
import dev.sallyport.appliance.registry.RawConnection.Answer;
import dev.sallyport.appliance.resolution.NameResolution;
import dev.sallyport.appliance.resolution.StoredNames;
import dev.sallyport.appliance.resolution.TagResolution;
import dev.sallyport.appliance.store.ApplianceStore;
import dev.sallyport.appliance.uploads.ManifestRules;
import dev.sallyport.appliance.uploads.Manifests;
import dev.sallyport.appliance.uploads.PushSpace;
import dev.sallyport.appliance.uploads.UploadLimits;
import dev.sallyport.appliance.uploads.Uploads;
import dev.sallyport.content.Disk;
import dev.sallyport.content.PartialBlob;
import dev.sallyport.content.SystemDisk;
import dev.sallyport.content.UnsyncedDisk;
import dev.sallyport.content.UploadId;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.Manifest;
import dev.sallyport.oci.MediaTypes;
import dev.sallyport.oci.RepositoryName;
import dev.sallyport.oci.Tag;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A running server over a real store, that takes pushes; requests go over one connection. */
final class PushFixture implements AutoCloseable {
    static final String OCTETS = "application/octet-stream";

    final ApplianceStore store;
    final Uploads uploads;
    final HttpServer server;
    private RawConnection connection;

    /** What a test wants to be otherwise. */
    record Options(RegistrySettings settings, ManifestRules rules, PushSpace space, UploadLimits limits) {
        static final Options DEFAULT =
                new Options(RegistrySettings.DEFAULT, new ManifestRules(true), PushSpace.NONE, UploadLimits.DEFAULT);
    }

    PushFixture(Path data) throws Exception {
        this(data, Options.DEFAULT);
    }

    PushFixture(Path data, Options options) throws Exception {
        this(data, options, new UnsyncedDisk(new SystemDisk()));
    }

    PushFixture(Path data, Options options, Disk disk) throws Exception {
        this(data, options, disk, store -> TestAccess.open(data.resolve("access")));
    }

    /** Says who may do what. */
    interface AccessOf {
        Access open(ApplianceStore store) throws Exception;
    }

    PushFixture(Path data, Options options, Disk disk, AccessOf access) throws Exception {
        store = ApplianceStore.open(data, disk, Clock.systemUTC());
        uploads = Uploads.open(store, options.space(), Clock.systemUTC(), options.limits());
        server = HttpServer.start(
                new ServerSettings(InetAddress.getLoopbackAddress(), 0, null),
                store.local(),
                store.repositories(),
                access.open(store),
                Authority.none(),
                uploads,
                Manifests.open(store, options.space(), options.rules()),
                options.settings(),
                new NameResolution("docker.io", Set.of(), Set.of(), new StoredNames(store)),
                new StoredContent(store, new TagResolution(store, true)));
        connection = connect();
    }

    RawConnection connect() throws IOException {
        return new RawConnection(server.port());
    }

    Answer get(String path, String... headers) throws IOException {
        return connection.get(path, headers).answer();
    }

    Answer head(String path) throws IOException {
        return connection.request("HEAD", path).head();
    }

    /** A request with a body that has a length. */
    Answer send(String method, String path, byte[] body, String... headers) throws IOException {
        return send(connection, method, path, body, headers);
    }

    static Answer send(RawConnection connection, String method, String path, byte[] body, String... headers)
            throws IOException {
        List<String> all = new ArrayList<>(List.of(headers));
        all.add("Content-Length: " + body.length);
        connection.request(method, path, all.toArray(String[]::new));
        return connection.send(body).answer();
    }

    /** A request with a body in one chunk, as Go's clients send what they do not know the length of. */
    Answer stream(String method, String path, byte[] body, String... headers) throws IOException {
        List<String> all = new ArrayList<>(List.of(headers));
        all.add("Transfer-Encoding: chunked");
        connection.request(method, path, all.toArray(String[]::new));
        if (body.length > 0) {
            connection.send(Integer.toHexString(body.length) + "\r\n");
            connection.send(body).send("\r\n");
        }
        return connection.send("0\r\n\r\n").answer();
    }

    /** Begins a session and returns its path. */
    String begin(String repository) throws IOException {
        Answer answer = send("POST", "/v2/" + repository + "/blobs/uploads/", new byte[0]);
        if (answer.status() != 202) {
            throw new AssertionError("POST: " + answer.status() + " " + answer.text());
        }
        return answer.header("Location");
    }

    /** Pushes a blob in one request. */
    Digest blob(String repository, byte[] content) throws IOException {
        Digest digest = Digest.sha256(content);
        Answer answer = send(
                "POST", "/v2/" + repository + "/blobs/uploads/?digest=" + digest, content, "Content-Type: " + OCTETS);
        if (answer.status() != 201) {
            throw new AssertionError("POST: " + answer.status() + " " + answer.text());
        }
        return digest;
    }

    /** Pushes a config and a layer, and a manifest of both under a tag; returns its digest. */
    Digest image(String repository, String tag) throws IOException {
        byte[] manifest = imageManifest(repository, tag);
        Answer answer = send(
                "PUT", "/v2/" + repository + "/manifests/" + tag, manifest, "Content-Type: " + MediaTypes.OCI_MANIFEST);
        if (answer.status() != 201) {
            throw new AssertionError("PUT: " + answer.status() + " " + answer.text());
        }
        return Digest.sha256(manifest);
    }

    /** Pushes a config and a layer; the manifest is for the caller to push. */
    byte[] imageManifest(String repository, String name) throws IOException {
        byte[] config = bytes("{\"architecture\":\"amd64\",\"os\":\"linux\",\"of\":\"" + name + "\"}");
        byte[] layer = bytes("layer of " + name);
        blob(repository, config);
        blob(repository, layer);
        return bytes(manifestText(config, layer, ""));
    }

    /** Lets a repository have some content, without a request; its manifests' type says what they are, and null that it is a blob. */
    void hold(String repository, byte[] content, @Nullable String type, List<String> tags, String actor)
            throws Exception {
        RepositoryName name = new RepositoryName(repository);
        Descriptor held = Descriptor.of(type == null ? OCTETS : type, content);
        try (PartialBlob partial = store.content().upload(UploadId.of(held.digest()))) {
            partial.write(0, new ByteArrayInputStream(content), content.length);
            partial.commit(held);
        }
        if (type == null) {
            store.local().linkBlob(name, held.digest(), held.size(), actor);
        } else {
            Manifest manifest = Manifest.parse("held", type, content);
            store.local()
                    .putManifest(
                            name,
                            held,
                            manifest,
                            Set.of(),
                            tags.stream().map(Tag::new).toList(),
                            actor);
        }
    }

    static String manifestText(byte[] config, byte[] layer, String more) {
        return "{ \"schemaVersion\":2, \"mediaType\":\"" + MediaTypes.OCI_MANIFEST + "\",\n \"config\":"
                + descriptor(MediaTypes.OCI_CONFIG, config) + ", \"layers\":["
                + descriptor(MediaTypes.OCI_LAYER_GZIP, layer) + "]" + more + "}";
    }

    static String descriptor(String type, byte[] content) {
        return "{\"mediaType\":\"" + type + "\",\"digest\":\"" + Digest.sha256(content) + "\",\"size\":"
                + content.length + "}";
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        connection.close();
        server.close();
        store.close();
    }
}
