package dev.sallyport.appliance.resolution;

import dev.sallyport.appliance.store.ApplianceStore;
import dev.sallyport.appliance.store.ImageName;
import dev.sallyport.content.StoredBlob;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Descriptor;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.MalformedValueException;
import dev.sallyport.oci.Manifest;
import dev.sallyport.oci.MediaTypes;
import dev.sallyport.oci.RepositoryName;
import dev.sallyport.oci.Tag;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Tags of local repositories, made and taken away by hand. An image from elsewhere is linked into the local repository with all
 * that it is made of, as far as that is here; no bytes are copied. Thread-safe.
 */
public final class LocalTags {
    private static final int DEEPEST = 16;

    private final ApplianceStore store;
    private final NameResolution names;
    private final ReferenceResolution references;

    public LocalTags(ApplianceStore store, NameResolution names, ReferenceResolution references) {
        this.store = store;
        this.names = names;
        this.references = references;
    }

    /**
     * Lets {@code target} name what {@code source} means now.
     *
     * @return what it names
     * @throws UnknownImageException if {@code source} means nothing
     * @throws UncreatableNameException if {@code target} is in no local repository, and none that may be made
     */
    public Descriptor tag(String source, String target, String actor) throws IOException, SallyportException {
        Resolution found = references.resolve(source, null);
        TagAnswer answer = found.answer();
        if (answer == null) {
            throw new UnknownImageException(source, found.message());
        }
        ImageName name = local(target);
        RepositoryName from = found.name().repository();
        new Copy(from, name.repository(), actor).put(answer.manifest(), List.of(requireTag(target, name)), 0);
        return answer.manifest();
    }

    /**
     * Takes a tag away; what it named stays.
     *
     * @throws UnknownImageException if there is no such tag
     * @throws AliasedNameException if its repository was called by an alias
     */
    public void untag(String target, String actor) throws IOException, SallyportException {
        AskedReference asked = AskedReference.parse(target);
        ResolvedName resolved = names.resolveWritten(asked.name());
        AliasedNameException.throwIfAlias(asked.name(), resolved);
        RepositoryName repository = resolved.repository();
        Tag tag = requireTag(target, new ImageName(repository, asked.tag()));
        if (!store.local().deleteTag(repository, tag, actor)) {
            throw new UnknownImageException(target, repository + ":" + tag + " is no tag here");
        }
    }

    private ImageName local(String target) throws IOException, SallyportException {
        AskedReference asked = AskedReference.parse(target);
        return new ImageName(names.resolveForPush(null, null, names.pathOf(asked.name())), asked.tag());
    }

    private static Tag requireTag(String written, ImageName name) throws MalformedValueException {
        Tag tag = name.tag();
        if (tag == null || written.indexOf('@') >= 0) {
            throw new MalformedValueException("tag", written, "REPOSITORY:TAG, such as team/app:1.0");
        }
        return tag;
    }

    private final class Copy {
        private final RepositoryName from;
        private final RepositoryName to;
        private final String actor;
        private final Set<Digest> done = new HashSet<>();

        Copy(RepositoryName from, RepositoryName to, String actor) {
            this.from = from;
            this.to = to;
            this.actor = actor;
        }

        /** Children first: a manifest that is there has what it is made of. */
        void put(Descriptor descriptor, List<Tag> tags, int depth) throws IOException, SallyportException {
            Manifest manifest = read(descriptor);
            if (!from.equals(to) && depth < DEEPEST) {
                for (Descriptor child : manifest.children()) {
                    if (done.add(child.digest())) {
                        putChild(child, depth);
                    }
                }
            }
            store.local().putManifest(to, descriptor, manifest, Set.of(), tags, actor);
        }

        private void putChild(Descriptor child, int depth) throws IOException, SallyportException {
            if (MediaTypes.isManifest(child.mediaType())) {
                Optional<Descriptor> held = store.repositories().manifest(from, child.digest());
                if (held.isPresent()) {
                    put(held.get(), List.of(), depth + 1);
                }
            } else if (store.repositories().blob(to, child.digest()).isEmpty()) {
                store.local().mount(to, child.digest(), from, actor);
            }
        }

        private Manifest read(Descriptor descriptor) throws IOException, SallyportException {
            try (StoredBlob blob = store.content()
                            .open(descriptor.digest())
                            .orElseThrow(() -> new IOException("A manifest is gone: " + descriptor.digest()));
                    InputStream in = blob.read(0, blob.size())) {
                return Manifest.parse("manifest " + descriptor.digest(), descriptor.mediaType(), in.readAllBytes());
            }
        }
    }
}
