package dev.sallyport.appliance.clients;

import dev.sallyport.appliance.access.Authority;
import dev.sallyport.appliance.access.PublicUrl;
import dev.sallyport.appliance.store.ApplianceStore;
import dev.sallyport.appliance.store.ClientRegister.HandedOut;
import dev.sallyport.failure.SallyportException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Makes the files of clients from what is published now, and knows what those that were handed out lack. Thread-safe. */
public final class ClientHandouts {
    private static final int MOST_NAMED = 5;

    private final ApplianceStore store;
    private final String defaultRegistry;
    private final boolean tls;
    private final Authority authority;
    private final @Nullable PublicUrl publicUrl;

    /**
     * @param tls whether the server speaks TLS
     * @param authority what clients have to trust, if it is the server's own
     * @param publicUrl where clients reach the server, if an administrator said so; then that says whether they speak TLS
     */
    public ClientHandouts(
            ApplianceStore store,
            String defaultRegistry,
            boolean tls,
            Authority authority,
            @Nullable PublicUrl publicUrl) {
        this.store = store;
        this.defaultRegistry = defaultRegistry;
        this.tls = publicUrl == null ? tls : publicUrl.tls();
        this.authority = authority;
        this.publicUrl = publicUrl;
    }

    /** Where clients reach the appliance; null if nobody said so. */
    public @Nullable PublicUrl publicUrl() {
        return publicUrl;
    }

    /** Whether clients can be told to reach the appliance as {@code host}, a canonical one: to them that may be another registry. */
    public boolean mayBeCalled(String host) {
        return !host.equals(defaultRegistry);
    }

    /** What clients are told that reach the appliance as {@code host}, a canonical one. */
    public ClientFacts facts(String host) throws IOException {
        // Without TLS there is nothing to trust.
        String certificate = authority
                .certificate()
                .filter(pem -> tls)
                .map(pem -> new String(pem, StandardCharsets.US_ASCII))
                .orElse(null);
        return new ClientFacts(
                host, tls, certificate, defaultRegistry, store.clients().publishedRegistries());
    }

    /**
     * The files of {@code kind}, which from now on count as handed out.
     *
     * @param host the appliance as those clients reach it, canonical
     * @param other an authority to trust in place of the server's own, in PEM; null for none
     */
    public List<ClientFile> handOut(ClientKind kind, String host, @Nullable String other, String actor)
            throws IOException, SallyportException {
        ClientFacts own = facts(host);
        ClientFacts facts =
                other == null || !tls ? own : new ClientFacts(host, true, other, defaultRegistry, own.registries());
        List<ClientFile> files = ClientFiles.of(kind, facts);
        store.clients().handOut(new HandedOut(kind.text(), host, facts.registries()), actor);
        return files;
    }

    /** What somebody should know of the files that were handed out, one sentence each. */
    public List<String> notices() throws IOException {
        List<String> notices = new ArrayList<>();
        Set<String> published = new TreeSet<>(store.clients().publishedRegistries());
        for (HandedOut handedOut : store.clients().handedOut()) {
            Set<String> lacking = new TreeSet<>(published);
            lacking.removeAll(handedOut.registries());
            lacking.remove(handedOut.host());
            boolean matters = ClientKind.of(handedOut.client())
                    .filter(ClientKind::listsRegistries)
                    .isPresent();
            if (matters && !lacking.isEmpty()) {
                notices.add(
                        "The files handed out for %s at %s lack %s; make them again: appliance clients %s --host %s --output DIR"
                                .formatted(
                                        handedOut.client(),
                                        handedOut.host(),
                                        named(lacking),
                                        handedOut.client(),
                                        handedOut.host()));
            }
        }
        return notices;
    }

    private static String named(Set<String> registries) {
        String some = String.join(", ", registries.stream().limit(MOST_NAMED).toList());
        int rest = registries.size() - MOST_NAMED;
        return rest > 0 ? some + " and " + rest + " more" : some;
    }
}
