package dev.sallyport.appliance.store;

import static java.util.Objects.requireNonNull;

import dev.sallyport.appliance.store.ClientChange.FilesHandedOut;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.RepositoryName;
import java.io.IOException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** Which registries' content is published here, and which ones clients were told to ask for here. Thread-safe. */
public final class ClientRegister {
    private final Transactions transactions;
    private final ChangeWriter writer;

    ClientRegister(Transactions transactions, ChangeWriter writer) {
        this.transactions = transactions;
        this.writer = writer;
    }

    /**
     * Files that were given to somebody.
     *
     * @param client the kind of client, at most 20 characters
     * @param host the address at which it reaches the appliance
     * @param registries those that it asks for there
     */
    public record HandedOut(String client, String host, List<String> registries) {
        public HandedOut {
            requireNonNull(client, "client is null");
            requireNonNull(host, "host is null");
            registries = List.copyOf(registries);
        }
    }

    /** Notes that these files take the place of those that were given out for the same kind of client and address. */
    public void handOut(HandedOut files, String actor) throws IOException, SallyportException {
        if (!handedOut().contains(files)) {
            writer.submit(
                    new FilesHandedOut(files.client(), files.host(), files.registries()), actor, connection -> {});
        }
    }

    /** The newest files for each kind of client and address, by both; their registries sorted. */
    public List<HandedOut> handedOut() throws IOException {
        return transactions.read(connection -> {
            List<HandedOut> all = new ArrayList<>();
            try (PreparedStatement select = connection.prepareStatement(
                            "select client, host, registry from client_registry order by client, host, registry");
                    ResultSet rows = select.executeQuery()) {
                String client = "";
                String host = "";
                List<String> registries = new ArrayList<>();
                while (rows.next()) {
                    if (!Rows.text(rows, 1).equals(client)
                            || !Rows.text(rows, 2).equals(host)) {
                        add(all, client, host, registries);
                        client = Rows.text(rows, 1);
                        host = Rows.text(rows, 2);
                        registries.clear();
                    }
                    registries.add(Rows.text(rows, 3));
                }
                add(all, client, host, registries);
            }
            return all;
        });
    }

    private static void add(List<HandedOut> all, String client, String host, List<String> registries) {
        if (!registries.isEmpty()) {
            all.add(new HandedOut(client, host, registries));
        }
    }

    /** The hosts of repositories that any kept release has, with their ports as clients write them, sorted. */
    public List<String> publishedRegistries() throws IOException {
        return transactions.read(connection -> {
            TreeSet<String> hosts = new TreeSet<>();
            try (PreparedStatement select = connection.prepareStatement(
                    "select distinct substring(r.name from 1 for position('/' in r.name)) from repository r"
                            + " where position('/' in r.name) > 0"
                            + " and exists (select 1 from link l where l.repo = r.id and l.stream <> ?)")) {
                select.setLong(1, Schema.LOCAL);
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        RepositoryName name = new RepositoryName(Rows.text(rows, 1) + "x");
                        if (name.startsWithHost()) {
                            hosts.add(name.upstreamName()
                                    .substring(0, name.upstreamName().indexOf('/')));
                        }
                    }
                }
            }
            return List.copyOf(hosts);
        });
    }
}
