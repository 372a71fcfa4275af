package dev.sallyport.appliance.store;

import dev.sallyport.content.DirectoryStore;
import dev.sallyport.content.Disk;
import dev.sallyport.failure.SallyportException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An appliance's data folder, open: content, release documents, trust, and the rows that the journal gives. One process at a
 * time has it. Thread-safe; what its parts promise to have kept is durable when they return.
 */
public final class ApplianceStore implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(ApplianceStore.class);

    private final DataFolder folder;
    private final FolderLock lock;
    private final DirectoryStore content;
    private final ReleaseFiles files;
    private final Journal journal;
    private final Database database;
    private final ChangeWriter writer;
    private final Recovery recovery;
    private final TrustRegister trust;
    private final Repositories repositories;
    private final Catalog catalog;
    private final Releases releases;
    private final LocalContent local;
    private final AccessRegister access;
    private final NameRegister names;
    private final ClientRegister clients;
    private final LayerUrls layers;
    private final TagLookup tags;
    private final RepositoryList repositoryList;
    private final TagHistory tagHistory;
    private final LocalGarbage localGarbage;
    private final Garbage garbage;
    private final Quotas quotas;
    private final Damage damage;
    private final Disk disk;
    private final Leases leases;

    private ApplianceStore(
            DataFolder folder,
            FolderLock lock,
            DirectoryStore content,
            ReleaseFiles files,
            OpenJournal opened,
            TrustRows trustRows,
            TrustFiles trustFiles,
            Disk disk,
            Clock clock) {
        this.folder = folder;
        this.disk = disk;
        this.lock = lock;
        this.content = content;
        this.files = files;
        this.journal = opened.journal();
        this.database = opened.database();
        this.recovery = opened.recovery();
        this.writer = new ChangeWriter(journal, database, opened.rows(), clock);
        Transactions transactions = database.transactions();
        this.trust = new TrustRegister(transactions, writer, trustRows, trustFiles);
        this.repositories = new Repositories(transactions, content);
        this.catalog = new Catalog(transactions);
        this.releases = new Releases(writer, database, catalog, files, trust);
        this.local = new LocalContent(transactions, writer, content);
        this.access = new AccessRegister(transactions, writer);
        this.names = new NameRegister(transactions, writer);
        this.clients = new ClientRegister(transactions, writer);
        this.layers = new LayerUrls(transactions);
        this.tags = new TagLookup(transactions);
        this.repositoryList = new RepositoryList(transactions, writer);
        this.leases = new Leases(clock);
        this.tagHistory = new TagHistory(transactions);
        this.localGarbage = new LocalGarbage(transactions, writer, leases);
        this.garbage = new Garbage(transactions);
        this.quotas = new Quotas(transactions, writer);
        this.damage = new Damage(transactions);
    }

    private record OpenJournal(Journal journal, Database database, ChangeRows rows, Recovery recovery) {}

    /**
     * Opens the store in {@code data}, making what is missing, and brings the database up to the journal.
     *
     * @throws DataFolderInUseException if another process has it
     * @throws CorruptJournalException if the journal is not as it was written
     * @throws CorruptStoreException if something that the journal names is gone
     */
    public static ApplianceStore open(Path data, Disk disk, Clock clock) throws IOException, SallyportException {
        return open(data, disk, clock, line -> {});
    }

    /**
     * As {@link #open(Path, Disk, Clock)}.
     *
     * @param messages told for people how far the database is, every few seconds while it is built again
     */
    public static ApplianceStore open(Path data, Disk disk, Clock clock, Consumer<String> messages)
            throws IOException, SallyportException {
        DataFolder folder = new DataFolder(data);
        folder.create(disk);
        FolderLock lock = FolderLock.take(folder);
        try {
            DirectoryStore content = DirectoryStore.open(folder.content(), disk);
            ReleaseFiles files = ReleaseFiles.open(folder.releases(), disk);
            TrustFiles trustFiles = new TrustFiles(folder.trust(), disk);
            TrustRows trustRows = new TrustRows(trustFiles);
            ChangeRows rows = new ChangeRows(trustRows, new ReleaseRows(files, content));
            OpenJournal opened = openJournal(folder, disk, rows, messages);
            return new ApplianceStore(folder, lock, content, files, opened, trustRows, trustFiles, disk, clock);
        } catch (Throwable e) {
            lock.close();
            throw e;
        }
    }

    private static OpenJournal openJournal(DataFolder folder, Disk disk, ChangeRows rows, Consumer<String> messages)
            throws IOException, SallyportException {
        Database database = Database.open(folder.database());
        Journal journal = null;
        try {
            Finder finder = new Finder(database.transactions().read(ChangeRows::position));
            journal = Journal.open(folder.journal(), disk, finder);
            if (!finder.found) {
                database = database.recreate();
            }
            long replayed;
            try {
                replayed = replay(journal, database, rows, messages);
            } catch (IOException | SallyportException e) {
                if (database.made() || !Transactions.isOfDatabase(e)) {
                    throw e;
                }
                LOG.warn("The database could not be brought up to date; it is built again", e);
                database = database.recreate();
                replayed = replay(journal, database, rows, messages);
            }
            boolean dropped = !finder.found || (database.made() && journal.end().number() > 0);
            if (dropped) {
                // What was written all at once leaves a file with many gaps.
                database.close();
                database = Database.open(folder.database());
            }
            return new OpenJournal(journal, database, rows, new Recovery(journal.tornBytes(), dropped, replayed));
        } catch (Throwable e) {
            database.close();
            if (journal != null) {
                journal.close();
            }
            throw e;
        }
    }

    private static long replay(Journal journal, Database database, ChangeRows rows, Consumer<String> messages)
            throws IOException, SallyportException {
        return Replay.run(
                journal,
                database.transactions(),
                rows,
                new ReplayProgress(journal.end().number(), messages));
    }

    /** Finds out whether a journal has the position up to which a database was brought. */
    private static final class Finder implements Consumer<JournalPosition> {
        private final JournalPosition wanted;
        private boolean found;

        Finder(JournalPosition wanted) {
            this.wanted = wanted;
            this.found = wanted.equals(JournalPosition.START);
        }

        @Override
        public void accept(JournalPosition after) {
            found |= after.equals(wanted);
        }
    }

    /** Where everything is. */
    public DataFolder folder() {
        return folder;
    }

    /** What opening it had to put right. */
    public Recovery recovery() {
        return recovery;
    }

    /** The blobs. */
    public DirectoryStore content() {
        return content;
    }

    /** The documents of bundles, published or not. */
    public ReleaseFiles files() {
        return files;
    }

    /** Whose signatures count. */
    public TrustRegister trust() {
        return trust;
    }

    /** What each repository gives out. */
    public Repositories repositories() {
        return repositories;
    }

    /** What was published, for people. */
    public Catalog catalog() {
        return catalog;
    }

    /** Users and what they may. */
    public AccessRegister access() {
        return access;
    }

    /** What people push, tag and delete. */
    public LocalContent local() {
        return local;
    }

    /** What clients were told. */
    public ClientRegister clients() {
        return clients;
    }

    /** The layers that can be had at addresses of their own. */
    public LayerUrls layers() {
        return layers;
    }

    /** What streams show, and how that changes. */
    public Releases releases() {
        return releases;
    }

    /** What names mean. */
    public NameRegister names() {
        return names;
    }

    /** Tags, as they are looked up. */
    public TagLookup tags() {
        return tags;
    }

    /** What tags named before. */
    public TagHistory tagHistory() {
        return tagHistory;
    }

    /** Lists of repositories. */
    public RepositoryList repositoryList() {
        return repositoryList;
    }

    /** Which names hide others where {@code defaultRegistry} is where names without a host are looked for. */
    public NameShadows shadows(String defaultRegistry) {
        return new NameShadows(transactions(), defaultRegistry);
    }

    /** What of that nothing refers to. */
    public LocalGarbage localGarbage() {
        return localGarbage;
    }

    /** What the rows know about what is needed. */
    public Garbage garbage() {
        return garbage;
    }

    /** How much people may push. */
    public Quotas quotas() {
        return quotas;
    }

    /** What is made of content that is damaged. */
    public Damage damage() {
        return damage;
    }

    /** What everything here is written with. */
    public Disk disk() {
        return disk;
    }

    /** What must not be collected for now. */
    public Leases leases() {
        return leases;
    }

    /** How often anything changed since the start: what was read while this number stood still is still so. */
    public long changes() {
        return writer.changes();
    }

    /**
     * Runs {@code step} while nothing is linked, published or removed; it must be short. So what it finds without a link stays
     * without one until it returns.
     */
    public void exclusively(Exclusive step) throws IOException, SallyportException {
        writer.exclusively(step::run);
    }

    /** Work while nothing changes. */
    public interface Exclusive {
        void run() throws IOException, SallyportException;
    }

    /** How many changes the journal has. */
    public long journalRecords() {
        return journal.end().number();
    }

    /** Every change so far, for the caller to close. */
    public JournalReader readJournal() throws IOException {
        return journal.read();
    }

    /** Whether changes can be made: false, until a restart, once the journal could not be written. Answers at once. */
    public boolean writable() {
        return journal.writable();
    }

    /** Builds the database again from all else; readers see the old rows until they see the new, which are the same. */
    public void rebuild() throws IOException, SallyportException {
        writer.rebuild();
    }

    Transactions transactions() {
        return database.transactions();
    }

    /** Ends what was begun and lets the folder go. */
    @Override
    public void close() throws IOException {
        writer.close();
        try (lock;
                journal) {
            database.close();
        }
    }
}
