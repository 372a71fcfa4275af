package dev.sallyport.appliance.uploads;

import dev.sallyport.content.RunningDigest;
import dev.sallyport.oci.RepositoryName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The sessions that are open, how many each owner has, and the running digests of those used last. Thread-safe. */
final class Sessions {
    private final UploadLimits limits;
    private final Map<String, Session> open = new HashMap<>();
    private final Map<String, Integer> ofOwner = new HashMap<>();
    private final Map<String, Session> withDigest = new LinkedHashMap<>(16, 0.75f, true);

    Sessions(UploadLimits limits) {
        this.limits = limits;
    }

    synchronized void add(Session session) throws TooManyUploadsException {
        if (open.size() >= limits.sessions()) {
            throw new TooManyUploadsException("This registry has", limits.sessions());
        }
        if (ofOwner.getOrDefault(session.id().ownerMark(), 0) >= limits.ofOwner()) {
            throw new TooManyUploadsException("You have", limits.ofOwner());
        }
        restore(session);
    }

    /** Also if it is one too many: it was there before. */
    synchronized void restore(Session session) {
        open.put(session.id().value(), session);
        ofOwner.merge(session.id().ownerMark(), 1, Integer::sum);
    }

    /** A session of another repository is not found: who may write there may not be who asks here. */
    synchronized Session find(RepositoryName repository, String id) throws UnknownUploadException {
        @Nullable Session session = open.get(id);
        if (session == null || !session.id().isIn(repository)) {
            throw new UnknownUploadException(repository, id);
        }
        return session;
    }

    synchronized void remove(Session session) {
        if (open.remove(session.id().value()) != null) {
            withDigest.remove(session.id().value());
            ofOwner.computeIfPresent(session.id().ownerMark(), (owner, count) -> count == 1 ? null : count - 1);
        }
    }

    /** The running digest to write with; the one used longest ago is forgotten if there are too many. */
    synchronized RunningDigest digestOf(Session session) {
        RunningDigest running = session.running();
        withDigest.put(session.id().value(), session);
        if (withDigest.size() > limits.digests()) {
            String oldest = withDigest.keySet().iterator().next();
            Session forgotten = withDigest.remove(oldest);
            if (forgotten != null) {
                forgotten.forgetDigest();
            }
        }
        return running;
    }

    synchronized List<Session> all() {
        return new ArrayList<>(open.values());
    }

    synchronized int count() {
        return open.size();
    }
}
