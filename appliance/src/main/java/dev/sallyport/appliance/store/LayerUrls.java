package dev.sallyport.appliance.store;

import static java.util.Objects.requireNonNull;

import dev.sallyport.oci.Digest;
import dev.sallyport.oci.RepositoryName;
import java.io.IOException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;

/** The layers that published manifests name by their addresses. Thread-safe. */
public final class LayerUrls {
    private static final int MOST = 100;

    private final Transactions transactions;

    LayerUrls(Transactions transactions) {
        this.transactions = transactions;
    }

    /**
     * A layer.
     *
     * @param repository one that gives it out
     * @param size in bytes
     */
    public record Layer(RepositoryName repository, Digest digest, long size) {
        public Layer {
            requireNonNull(repository, "repository is null");
            requireNonNull(digest, "digest is null");
        }
    }

    /**
     * The layers that published manifests say are at this address, with the repositories in which a kept release has them. There is one
     * layer unless manifests disagree; then the stream that came first comes first.
     */
    public List<Layer> at(LayerUrl address) throws IOException {
        return transactions.read(connection -> {
            List<Layer> layers = new ArrayList<>();
            try (PreparedStatement select = Rows.prepare(
                            connection,
                            "select distinct l.stream, r.name, l.digest, l.size from layer_url u"
                                    + " join link l on l.digest = u.digest join repository r on r.id = l.repo"
                                    + " where u.host = ? and u.path = ? and l.stream <> ?"
                                    + " and exists (select 1 from link m where m.digest = u.parent and m.repo = l.repo"
                                    + " and m.stream = l.stream) order by l.stream, r.name, l.digest limit ?",
                            address.host(),
                            address.path(),
                            Schema.LOCAL,
                            MOST);
                    ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    layers.add(
                            new Layer(new RepositoryName(Rows.text(rows, 2)), Rows.digest(rows, 3), rows.getLong(4)));
                }
            }
            return layers;
        });
    }
}
