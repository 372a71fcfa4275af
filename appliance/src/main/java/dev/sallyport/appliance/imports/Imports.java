package dev.sallyport.appliance.imports;

import dev.sallyport.appliance.store.ApplianceStore;
import dev.sallyport.appliance.store.RoomClaim;
import dev.sallyport.appliance.store.SpaceRules;
import dev.sallyport.bundle.BundleDocuments;
import dev.sallyport.bundle.Listing;
import dev.sallyport.bundle.ListingEntry;
import dev.sallyport.bundle.Omitted;
import dev.sallyport.bundle.Statement;
import dev.sallyport.bundle.StreamName;
import dev.sallyport.bundle.VerifiedStatement;
import dev.sallyport.bundle.VolumeReader;
import dev.sallyport.content.UploadId;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Digest;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Takes volumes in, in any order and any number at a time, and publishes a bundle once all of it is here. Thread-safe.
 *
 * <p>What a rule refuses is thrown; what an import waits for is its state. Nothing of a bundle that no trusted key signed
 * is ever written. Whatever is interrupted goes on when the same volume comes again, and repeats nothing that was done.
 */
public final class Imports implements Closeable {
    private static final int BUFFER = 64 << 10;
    private static final int COMMITTERS = 4;
    // What journal and database may need to publish.
    private static final long RECORDS = 32 << 20;

    private final ApplianceStore store;
    private final ImportSpace space;
    private final PublishRules rules;
    private final HeldBlobs held;
    private final Staging staging;
    private final Evaluation evaluation;
    private final Publication publication;
    private final UnfinishedContent unfinished;
    private final ExecutorService committers;
    private final AtomicLong streams = new AtomicLong();

    private Imports(ApplianceStore store, Clock clock, ImportSpace space) {
        this.store = store;
        this.space = space;
        this.rules = new PublishRules(clock);
        this.held = new HeldBlobs(store.content());
        this.staging = new Staging(store.files(), held);
        this.evaluation = new Evaluation(store, rules, held, staging, space::room);
        this.publication = new Publication(store, rules);
        this.unfinished = new UnfinishedContent(store);
        this.committers = Executors.newFixedThreadPool(COMMITTERS, work -> {
            Thread thread = new Thread(work, "import-commits");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Imports into {@code store}, as far as {@code space} has room; drops what an interrupted run had written of an entry. */
    public static Imports open(ApplianceStore store, Clock clock, SpaceRules space) throws IOException {
        return open(store, clock, ImportSpace.of(space));
    }

    /** As the other, on a disk with {@code freeSpace} bytes of room. */
    static Imports open(ApplianceStore store, Clock clock, LongSupplier freeSpace) throws IOException {
        return open(store, clock, ImportSpace.of(freeSpace));
    }

    private static Imports open(ApplianceStore store, Clock clock, ImportSpace space) throws IOException {
        for (UploadId upload : store.content().uploads()) {
            if (upload.value().startsWith(EntryWriter.PREFIX)) {
                store.content().upload(upload).discard();
            }
        }
        return new Imports(store, clock, space);
    }

    /**
     * Reads one volume, whole or with entries left out that are here, and publishes the bundle if it was the last that was
     * missing. May return before the end of {@code volume} if the bundle is published already. Does not close it.
     *
     * @return the state after it: published, with a reason if it was so before; staged if it is to be held; or waiting for what
     *     it says
     * @throws SallyportException if a rule refuses the bundle, or the volume is damaged; what was taken before the damage stays
     * @throws NoSpaceException if the disk has, or had, too little room
     * @throws IOException if {@code volume} breaks off or the disk fails
     */
    public ImportStatus receive(InputStream volume, ReceiveOptions options) throws IOException, SallyportException {
        VolumeReader reader = VolumeReader.open(new BufferedInputStream(volume, BUFFER), this::verify);
        Digest id = reader.verified().digest();
        if (store.catalog().release(id).isPresent()) {
            return evaluation
                    .status(id)
                    .withReason(repair(reader) ? "is published, and was repaired" : "is already published");
        }
        rules.checkClaims(reader.verified(), reader.documents().roots());
        try {
            read(reader, id);
        } catch (IOException e) {
            throw requireFull("Volume " + reader.number(), bytes(staging.wanted(reader.listing())), e);
        }
        return advance(id, options);
    }

    // What a published release gives out and is not here any more was damaged: the volume has it again.
    private boolean repair(VolumeReader reader) throws IOException, SallyportException {
        int gone = givenOut(staging.wanted(reader.listing())).size();
        if (gone == 0) {
            return false;
        }
        Staging.Reading reading = staging.begin(reader.verified().digest(), reader.number(), reader.listing());
        try {
            readEntries(reader, reading);
        } finally {
            staging.end(reading);
        }
        return givenOut(staging.wanted(reader.listing())).size() < gone;
    }

    private VerifiedStatement verify(byte[] envelope) throws SallyportException {
        try {
            VerifiedStatement verified =
                    VerifiedStatement.verify(envelope, store.trust().policy());
            if (store.catalog().release(verified.digest()).isEmpty()) {
                evaluation.checkAdmission(verified);
            }
            return verified;
        } catch (IOException e) {
            throw new StoreFailedException(e);
        }
    }

    private void read(VolumeReader reader, Digest id) throws IOException, SallyportException {
        Staging.Reading reading = staging.begin(id, reader.number(), reader.listing());
        try {
            // Not while an import is being discarded: what this one counts on is known before its documents are.
            synchronized (staging) {
                store.files().save(id, reader.documents());
                store.files().saveListing(id, reader.number(), reader.listing());
            }
            readEntries(reader, reading);
        } finally {
            staging.end(reading);
        }
    }

    private void readEntries(VolumeReader reader, Staging.Reading reading) throws IOException, SallyportException {
        try (RoomClaim room = space.claim("Volume " + reader.number(), bytes(staging.wanted(reader.listing())))) {
            readEntries(reader, reading, room);
        }
    }

    private void readEntries(VolumeReader reader, Staging.Reading reading, RoomClaim room)
            throws IOException, SallyportException {
        EntryWriter writer = new EntryWriter(
                store.content(),
                held,
                committers,
                reader.number(),
                Long.toString(streams.incrementAndGet()),
                reading::add,
                room::wrote);
        try {
            reader.readEntries(writer);
            writer.finish();
        } catch (IOException | SallyportException e) {
            writer.await();
            // What went wrong first is what counts, and that may be an entry that was still being synced.
            writer.throwFailure();
            throw e;
        } finally {
            writer.await();
        }
    }

    private static long bytes(List<ListingEntry> entries) {
        return entries.stream().mapToLong(ListingEntry::size).sum();
    }

    // Java has no type of its own for a full disk; these are the messages of the C library.
    private NoSpaceException requireFull(String what, long needed, IOException e) throws IOException {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            String message = String.valueOf(cause.getMessage());
            if (message.contains("No space left on device") || message.contains("Disk quota exceeded")) {
                return new NoSpaceException(what, needed, space.room(), e);
            }
        }
        throw e;
    }

    private ImportStatus advance(Digest id, ReceiveOptions options) throws IOException, SallyportException {
        Evaluation.Found found = options.hold() ? evaluation.evaluate(id) : evaluation.evaluateBeforeClosure(id);
        if (found.status().state() == ImportState.STAGED && !options.hold()) {
            return publish(id, options.actor());
        }
        return found.statusUnlessRefused();
    }

    /** The import's state at this moment. */
    public ImportStatus status(Digest id) throws IOException, SallyportException {
        return evaluation.status(id);
    }

    /** What the bundle of an import, published or not, was made without on purpose. */
    public Omitted omitted(Digest id) throws IOException, SallyportException {
        return store.files()
                .read(id)
                .orElseThrow(() -> UnknownImportException.of(id))
                .omissions();
    }

    /** Every import of which something is here, published ones too, by stream and sequence. */
    public List<ImportStatus> list() throws IOException, SallyportException {
        List<ImportStatus> all = new ArrayList<>();
        for (Digest id : store.files().statements()) {
            try {
                all.add(evaluation.status(id));
            } catch (UnknownImportException e) {
                // Discarded since it was found.
            }
        }
        all.sort(Comparator.comparing(ImportStatus::stream)
                .thenComparing(ImportStatus::sequence)
                .thenComparing(ImportStatus::id));
        return all;
    }

    /**
     * The entries of a volume that are not here: a stream of it need not have the others.
     *
     * @throws UnknownImportException if no stream of this volume came yet; one without any entries is enough
     */
    public List<ListingEntry> wanted(Digest id, int volume) throws IOException, SallyportException {
        boolean published = store.catalog().release(id).isPresent();
        Optional<BundleDocuments> documents = store.files().read(id);
        if (published && documents.isEmpty()) {
            // It is retired.
            return List.of();
        }
        Statement statement =
                documents.orElseThrow(() -> UnknownImportException.of(id)).statement();
        if (volume < 1 || volume > statement.volumes().size()) {
            throw UnknownImportException.ofVolume(id, volume);
        }
        Listing listing = store.files()
                .listing(id, statement, volume)
                .orElseThrow(() -> UnknownImportException.ofVolume(id, volume));
        List<ListingEntry> wanted = staging.wanted(listing);
        return published ? givenOut(wanted) : wanted;
    }

    // Of a published release only what somebody can still ask for.
    private List<ListingEntry> givenOut(List<ListingEntry> entries) throws IOException {
        Set<Digest> digests = new HashSet<>();
        entries.forEach(entry -> digests.add(entry.digest()));
        Set<Digest> left = store.repositories().withoutLinked(digests);
        return entries.stream().filter(entry -> !left.contains(entry.digest())).toList();
    }

    /**
     * Publishes an import that is staged; one that is published already stays so.
     *
     * @return the state after it: published, or waiting for what it says
     * @throws SallyportException if a rule refuses it
     * @throws NoSpaceException if the disk has no room for the journal or the database
     */
    public ImportStatus publish(Digest id, String actor) throws IOException, SallyportException {
        Evaluation.Found found = evaluation.evaluateBeforeClosure(id);
        if (found.status().state() != ImportState.STAGED) {
            return found.statusUnlessRefused();
        }
        try {
            publication.publish(id, actor);
        } catch (IOException e) {
            throw requireFull("Publishing", RECORDS, e);
        } catch (SallyportException e) {
            return found.obstructed(e).statusUnlessRefused();
        }
        return evaluation.status(id);
    }

    /** What publishing an import would change, by image. */
    public List<TagChange> changes(Digest id) throws IOException, SallyportException {
        return publication.changes(id);
    }

    /**
     * Drops an import that is not published: its documents, and those of its blobs that nothing else here needs.
     *
     * @throws PublishedImportException if it is published
     */
    public void discard(Digest id) throws IOException, SallyportException {
        try {
            synchronized (staging) {
                new Discard(store, staging).run(id);
            }
        } finally {
            evaluation.forget();
        }
    }

    /**
     * Runs {@code step} while nothing is linked, published or removed, and no import begins or ends to need anything; it must be
     * short. What it removes that neither a link nor {@link #needs} names is missed by nobody.
     */
    public void exclusively(ApplianceStore.Exclusive step) throws IOException, SallyportException {
        synchronized (staging) {
            unfinished.refresh();
            store.exclusively(step);
        }
    }

    /** Whether an import that can still be published needs this; may say yes too often. Only for a step of {@link #exclusively}. */
    public boolean needs(Digest digest) {
        return unfinished.needs(digest);
    }

    /** The oldest release that an import which can still be published goes on from; empty if there is no such import. */
    public OptionalLong oldestBase(StreamName stream) throws IOException {
        synchronized (staging) {
            unfinished.refresh();
            return unfinished.oldestBase(stream);
        }
    }

    /** Looks at all content anew: some of it was taken away because it is damaged. */
    public void forget() {
        evaluation.forget();
    }

    /** Ends the threads; streams that are being read fail. */
    @Override
    public void close() {
        committers.shutdown();
    }
}
