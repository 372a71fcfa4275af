package dev.sallyport.appliance.imports;

import dev.sallyport.appliance.store.ApplianceStore;
import dev.sallyport.bundle.BundleDocuments;
import dev.sallyport.bundle.BundleRoot;
import dev.sallyport.bundle.Statement;
import dev.sallyport.bundle.VerifiedStatement;
import dev.sallyport.failure.SallyportException;
import dev.sallyport.oci.Digest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Publishes what is staged; one at a time. */
final class Publication {
    private final ApplianceStore store;
    private final PublishRules rules;

    Publication(ApplianceStore store, PublishRules rules) {
        this.store = store;
        this.rules = rules;
    }

    /** Asks every rule once more, inside the transaction that publishes; what is published already stays so. */
    synchronized void publish(Digest id, String actor) throws IOException, SallyportException {
        if (store.catalog().release(id).isPresent()) {
            return;
        }
        BundleDocuments documents = store.files().read(id).orElseThrow(() -> UnknownImportException.of(id));
        List<BundleRoot> roots = documents.roots();
        VerifiedStatement verified =
                VerifiedStatement.verify(documents.envelope(), store.trust().policy());
        store.releases().publish(verified, actor, (trust, history) -> {
            if (!store.files().holds(id)) {
                throw UnknownImportException.of(id); // discarded meanwhile
            }
            VerifiedStatement again = VerifiedStatement.verify(documents.envelope(), trust);
            Statement statement = again.statement();
            rules.checkHistory(statement, again.digest(), history);
            rules.checkExpiry(statement, history);
            rules.checkClock(statement, history);
            rules.checkClaims(again, roots);
        });
    }

    List<TagChange> changes(Digest id) throws IOException, SallyportException {
        BundleDocuments documents = store.files().read(id).orElseThrow(() -> UnknownImportException.of(id));
        Map<String, Digest> before = store.catalog().images(documents.statement().stream());
        List<TagChange> changes = new ArrayList<>();
        for (BundleRoot root : documents.roots()) {
            if (!root.referrer()) {
                Digest old = before.remove(root.name());
                if (!root.manifest().digest().equals(old)) {
                    changes.add(new TagChange(root.name(), old, root.manifest().digest()));
                }
            }
        }
        before.forEach((name, old) -> changes.add(new TagChange(name, old, null)));
        changes.sort(Comparator.comparing(TagChange::image));
        return changes;
    }
}
