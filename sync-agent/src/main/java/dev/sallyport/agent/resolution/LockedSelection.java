package dev.sallyport.agent.resolution;

import static java.util.Objects.requireNonNull;

import dev.sallyport.agent.mirror.LockFile;
import dev.sallyport.agent.mirror.LockedItem;
import dev.sallyport.agent.mirror.TagLister;
import dev.sallyport.oci.Digest;
import dev.sallyport.oci.Reference;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** What a lock file says of everything that is asked for: a run that obeys it asks nobody else what a tag stands for. */
public final class LockedSelection implements TagLister {
    private final LockFile lock;
    private final Map<String, Digest> digests = new HashMap<>();

    public LockedSelection(LockFile lock) {
        this.lock = requireNonNull(lock, "lock is null");
        for (LockedItem item : lock.items()) {
            digests.put(item.label(), item.digest());
        }
    }

    /** The locked tags of the repository. */
    @Override
    public List<String> tags(Reference repository) {
        String name = repository.host() + '/' + repository.repository();
        return lock.items(LockedItem.Kind.IMAGE).stream()
                .filter(item -> item.name().equals(name))
                .map(LockedItem::tag)
                .filter(Objects::nonNull)
                .map(String::valueOf)
                .toList();
    }

    /** The locked version of the chart carried under {@code name}, which has no tag; as charts write it. */
    Optional<String> chartVersion(String name) {
        return lock.items(LockedItem.Kind.CHART).stream()
                .filter(item -> item.name().equals(name))
                .map(LockedItem::tag)
                .filter(Objects::nonNull)
                .map(tag -> String.valueOf(tag).replace('_', '+'))
                .findFirst();
    }

    /**
     * {@code reference} as it is locked, with its digest.
     *
     * @throws NotLockedException if it is not
     */
    Reference locked(Reference reference) throws NotLockedException {
        if (reference.digest() != null) {
            return reference;
        }
        Digest digest = digests.get(reference.toString());
        if (digest == null) {
            throw new NotLockedException(reference.toString(), "is not in the lock file");
        }
        return reference.withDigest(digest);
    }

    /**
     * Holds local inputs against the lock.
     *
     * @throws NotLockedException if one is not what it was
     */
    public void requireInputs(List<LockedItem> inputs) throws NotLockedException {
        for (LockedItem input : inputs) {
            Digest digest = digests.get(input.label());
            if (digest == null || !digest.equals(input.digest())) {
                throw new NotLockedException(input.label(), "changed since it was locked");
            }
        }
    }
}
