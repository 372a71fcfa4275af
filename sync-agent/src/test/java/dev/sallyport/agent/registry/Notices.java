package dev.sallyport.agent.registry;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Writes down what people would be told. */
final class Notices implements RegistryNotices {
    final List<String> said = new CopyOnWriteArrayList<>();

    @Override
    public void waiting(String host, Instant until, String reason) {
        said.add(host + " until " + until + ": " + reason);
    }

    @Override
    public void mirrorPassedOver(String host, String mirror, String reason) {
        said.add(host + " instead of " + mirror + ": " + reason);
    }

    @Override
    public void onlyMirror(String host, String mirror, String reason) {
        said.add(mirror + " alone for " + host + ": " + reason);
    }
}
